"""Functions that take a list or its items one by one: `sum(list)` and `sum(a, b, c)`."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import TypeAlias

from app.feel.compare import order
from app.feel.functions import builtin
from app.feel.values import NUMBERS, Value

_Summary: TypeAlias = Callable[[list[Value]], Value]


def _summary(name: str) -> Callable[[_Summary], _Summary]:
    """Enter a function in both of its forms."""

    def enter(summarise: _Summary) -> _Summary:
        builtin(name, "list: list")(lambda run, items: summarise(items))
        builtin(name, "list*: any")(lambda run, *items: summarise(list(items)) if len(items) > 1 else None)
        return summarise

    return enter


def _numbers(items: list[Value]) -> list[Decimal]:
    """The items, which must be numbers; ValueError (null) otherwise."""
    if not all(type(item) is Decimal for item in items):
        raise ValueError("not numbers")
    return items


def _total(items: list[Value]) -> Decimal:
    return reduce(NUMBERS.add, _numbers(items), Decimal(0))


def _best(items: list[Value], sign: int) -> Value:
    if not items or order(items[0], items[0]) is None:
        return None
    best = items[0]
    for item in items[1:]:
        found = order(item, best)
        if found is None:
            return None
        if found * sign > 0:
            best = item
    return best


@_summary("min")
def _min(items: list[Value]) -> Value:
    return _best(items, -1)


@_summary("max")
def _max(items: list[Value]) -> Value:
    return _best(items, 1)


@_summary("sum")
def _sum(items: list[Value]) -> Value:
    return _total(items) if items else None


@_summary("mean")
def _mean(items: list[Value]) -> Value:
    return NUMBERS.divide(_total(items), Decimal(len(items))) if items else None


@_summary("product")
def _product(items: list[Value]) -> Value:
    return reduce(NUMBERS.multiply, _numbers(items)) if items else None


@_summary("median")
def _median(items: list[Value]) -> Value:
    ranked = sorted(_numbers(items))
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return _mean(ranked[middle - 1 : middle + 1]) if ranked else None


@_summary("stddev")
def _stddev(items: list[Value]) -> Value:
    if len(_numbers(items)) < 2:
        return None
    mean = _mean(items)
    squares = [NUMBERS.power(NUMBERS.subtract(item, mean), Decimal(2)) for item in items]
    return NUMBERS.sqrt(NUMBERS.divide(_total(squares), Decimal(len(items) - 1)))


@_summary("mode")
def _mode(items: list[Value]) -> Value:
    counts = Counter(_numbers(items))
    most = max(counts.values(), default=0)
    return sorted(item for item, count in counts.items() if count == most)


@_summary("all")
def _all(items: list[Value]) -> Value:
    return _decided(items, decisive=False)


@_summary("any")
def _any(items: list[Value]) -> Value:
    return _decided(items, decisive=True)


def _decided(items: list[Value], decisive: bool) -> bool | None:
    """Three-valued and/or over a list."""
    if any(item is decisive for item in items):
        return decisive
    return None if any(type(item) is not bool for item in items) else not decisive
