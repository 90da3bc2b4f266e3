"""Lists: searching, changing, sorting; statistics are in `app.feel.builtins.statistics`."""

from decimal import ROUND_DOWN, Decimal
from functools import cmp_to_key

from app.feel.builtins.conversion import whole
from app.feel.compare import equal, order
from app.feel.functions import builtin, call
from app.feel.run import Run
from app.feel.values import Value


@builtin("count", "list: list")
def _count(run: Run, items: list[Value]) -> Value:
    return Decimal(len(items))


@builtin("list contains", "list: list", "element: any")
def _list_contains(run: Run, items: list[Value], element: Value) -> Value:
    return any(equal(item, element, run) is True for item in items)


@builtin("index of", "list: list", "match: any")
def _index_of(run: Run, items: list[Value], match: Value) -> Value:
    return [Decimal(at) for at, item in enumerate(items, 1) if equal(item, match, run) is True]


@builtin("sublist", "list: list", "start position: number", "length?: number|null")
def _sublist(run: Run, items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    items = items[_index(items, start) :]
    if length is None:
        return items
    count = whole(length)
    return items[:count] if 0 <= count <= len(items) else None


@builtin("append", "list: list", "items*: any")
def _append(run: Run, items: list[Value], *more: Value) -> Value:
    return [*items, *more] if more else None


@builtin("concatenate", "list*: list")
def _concatenate(run: Run, *lists: list[Value]) -> Value:
    return run.items([item for items in lists for item in items])


@builtin("union", "list*: list")
def _union(run: Run, *lists: list[Value]) -> Value:
    return _distinct(run, run.items([item for items in lists for item in items]))


@builtin("distinct values", "list: list")
def _distinct(run: Run, items: list[Value]) -> Value:
    found: list[Value] = []
    for item in items:
        run.spend(len(found) // 2)
        if not any(equal(item, other, run) is True for other in found):
            found.append(item)
    return found


@builtin("reverse", "list: list")
def _reverse(run: Run, items: list[Value]) -> Value:
    return items[::-1]


@builtin("insert before", "list: list", "position: number", "newItem: any")
def _insert_before(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    at = _index(items, position)
    return [*items[:at], item, *items[at:]]


@builtin("remove", "list: list", "position: number")
def _remove(run: Run, items: list[Value], position: Decimal) -> Value:
    at = _index(items, position)
    return items[:at] + items[at + 1 :]


@builtin("list replace", "list: list", "position: number", "newItem: any")
def _replace_at(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    at = _index(items, position.to_integral_value(ROUND_DOWN))
    return [*items[:at], item, *items[at + 1 :]]


@builtin("list replace", "list: list", "match: function", "newItem: any")
def _replace_matching(run: Run, items: list[Value], match: Value, new: Value) -> Value:
    replaced: list[Value] = []
    for item in items:
        matches = call(match, run, item, new)
        if type(matches) is not bool:
            return None
        replaced.append(new if matches else item)
    return replaced


def _index(items: list[Value], position: Decimal) -> int:
    """A position from 1, or from -1 backwards, as an index; ValueError (null) outside the list."""
    at = whole(position)
    if at == 0 or abs(at) > len(items):
        raise ValueError("no such position")
    return at - 1 if at > 0 else len(items) + at


@builtin("flatten", "list: list")
def _flatten(run: Run, items: list[Value]) -> Value:
    flat: list[Value] = []
    for item in items:
        run.spend(1)
        if type(item) is list:
            flat.extend(_flatten(run, item))
        else:
            flat.append(item)
    return run.items(flat)


@builtin("sort", "list: list", "precedes?: function|null")
def _sort(run: Run, items: list[Value], precedes: Value = None) -> Value:
    run.spend(len(items) * len(items).bit_length())
    if precedes is not None:
        return _sorted_by(run, items, precedes)
    if any(order(item, items[0]) is None for item in items):
        return None
    return sorted(items, key=cmp_to_key(lambda one, other: order(one, other) or 0))


def _sorted_by(run: Run, items: list[Value], precedes: Value) -> list[Value]:
    def compare(one: Value, other: Value) -> int:
        if call(precedes, run, one, other) is True:
            return -1
        return 1 if call(precedes, run, other, one) is True else 0

    return sorted(items, key=cmp_to_key(compare))
