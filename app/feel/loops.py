"""`for`, `some`, `every` and filters: the nodes that walk their body more than once."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from app.feel.compare import order
from app.feel.compiler import compiled, compiles
from app.feel.errors import FeelError
from app.feel.functions import Code
from app.feel.limits import MAX_LIST
from app.feel.run import Run
from app.feel.tree import (
    Arithmetic,
    Call,
    Filter,
    For,
    Literal,
    Name,
    Negation,
    Node,
    Quantified,
    Series,
    mentions,
    size,
)
from app.feel.values import NUMBERS, Context, Environment, Range, Value, kind

_MAY_BE_INDEX = (Literal, Negation, Name, Arithmetic, Call)
"""Filters of this shape may give a number, which then picks one item."""


class _NothingToWalk(Exception):
    """A loop was given no list."""


@compiles(Series)
def _series(node: Series) -> Code:
    first, last = compiled(node.first), compiled(node.last)
    return lambda run, env: series(first(run, env), last(run, env), run)


def series(first: Value, last: Value, run: Run) -> list[Value] | None:
    """All whole numbers or days from the first to the last, downwards too; null for anything else."""
    what = kind(first)
    if what != kind(last):
        return None
    if what == "date":
        days = _steps((last - first).days, run)
        return [first + dt.timedelta(days=day) for day in days]
    if what == "number" and first == first.to_integral_value() and last == last.to_integral_value():
        distance = NUMBERS.subtract(last, first)
        if abs(distance) > MAX_LIST:
            raise FeelError(f"A loop runs over more than {MAX_LIST} numbers.")
        return [NUMBERS.add(first, Decimal(step)) for step in _steps(int(distance), run)]
    return None


def _steps(distance: int, run: Run) -> range:
    if abs(distance) >= MAX_LIST:
        raise FeelError(f"A loop runs over more than {MAX_LIST} values.")
    run.spend(abs(distance))
    return range(distance + 1) if distance >= 0 else range(0, distance - 1, -1)


class _Loop:
    """The iterators of a loop; gives the environments of its body in order."""

    def __init__(self, iterators: tuple[tuple[str, Node], ...], body: Node) -> None:
        self._iterators = [(name, compiled(source), size(source)) for name, source in iterators]
        self._weight = size(body)

    def environments(self, run: Run, env: Environment, depth: int = 0) -> Iterator[Environment]:
        if depth == len(self._iterators):
            run.spend(self._weight)
            yield env
            return
        name, source, weight = self._iterators[depth]
        run.spend(weight)
        for item in _walked(source(run, env), run):
            run.spend(1)
            yield from self.environments(run, ({name: item}, env), depth + 1)


def _walked(source: Value, run: Run) -> list[Value]:
    """What a loop walks: a list, a closed range of whole numbers or days, or a single value."""
    if type(source) is Range:
        upwards = source.low_included and source.high_included and order(source.low, source.high) in (-1, 0)
        source = series(source.low, source.high, run) if upwards else None
    if source is None:
        raise _NothingToWalk
    return source if type(source) is list else [source]


@compiles(For)
def _for(node: For) -> Code:
    loop, body = _Loop(node.iterators, node.body), compiled(node.body)
    uses_partial = mentions(node.body, "partial")

    def collect(run: Run, env: Environment) -> Value:
        results: list[Value] = []
        try:
            for inner in loop.environments(run, env):
                if uses_partial:
                    inner = ({"partial": run.items(list(results))}, inner)
                results.append(body(run, inner))
                if len(results) > MAX_LIST:
                    raise FeelError(f"A loop gives more than {MAX_LIST} results.")
        except _NothingToWalk:
            return None
        return run.items(results)

    return collect


@compiles(Quantified)
def _quantified(node: Quantified) -> Code:
    loop, body, decisive = _Loop(node.iterators, node.body), compiled(node.body), node.decisive

    def decide(run: Run, env: Environment) -> Value:
        unknown = False
        try:
            for inner in loop.environments(run, env):
                value = body(run, inner)
                if value is decisive:
                    return decisive
                unknown = unknown or type(value) is not bool
        except _NothingToWalk:
            return None
        return None if unknown else not decisive

    return decide


@compiles(Filter)
def _filter(node: Filter) -> Code:
    base, test = compiled(node.base), compiled(node.test)
    may_be_index = isinstance(node.test, _MAY_BE_INDEX)
    always_index = isinstance(node.test, Literal | Negation)
    weight = size(node.test)

    def select(run: Run, env: Environment) -> Value:
        value = base(run, env)
        items = value if type(value) is list else [] if value is None else [value]
        if may_be_index:
            index = _probe(test, items, run, env)
            if type(index) is Decimal:
                return _item_at(items, index)
            if always_index and type(index) is not bool:
                return None
        run.spend(len(items) * (weight + 1))
        return run.items([item for item in items if test(run, _item_environment(item, env)) is True])

    return select


def _probe(test: Code, items: list[Value], run: Run, env: Environment) -> Value:
    """What the test gives for the first item; without one, names of items may well be unknown."""
    if items:
        return test(run, _item_environment(items[0], env))
    strict, run.strict = run.strict, False
    try:
        return test(run, env)
    finally:
        run.strict = strict


def _item_environment(item: Value, env: Environment) -> Environment:
    """Inside a filter the item is `item`, and its entries are names."""
    env = ({"item": item}, env)
    return (item, env) if type(item) is Context else env


def _item_at(items: list[Value], index: Decimal) -> Value:
    """Items count from 1, and from -1 backwards; null outside."""
    if index != index.to_integral_value() or not 1 <= abs(index) <= len(items):
        return None
    return items[int(index) - 1 if index > 0 else int(index)]
