"""How points and ranges lie to each other (Allen's relations), and `range`."""

from collections.abc import Callable

from app.feel.compare import equal, order
from app.feel.errors import FeelError
from app.feel.expression import prepare
from app.feel.functions import builtin
from app.feel.run import Run
from app.feel.tree import Call, Interval, Literal, Name, Negation, Node
from app.feel.values import ORDERED, Range, Value

_POINT = "|".join(sorted(ORDERED))
_STEPS_PER_CHARACTER = 20
"""Parsing is dear."""
_CONSTRUCTORS = frozenset(("date", "time", "date and time", "duration"))


@builtin("range", "from: string")
def _range(run: Run, text: str) -> Value:
    """A range from its text, which may hold literals only."""
    run.spend((len(text) + 10) * _STEPS_PER_CHARACTER)
    try:
        found = prepare(text)
    except FeelError:
        return None
    tree = found.tree
    if not (isinstance(tree, Interval) and _is_literal(tree.low) and _is_literal(tree.high)):
        return None
    range_ = found.code(run, None)
    if range_ is None or (range_.low is None and range_.high is None):
        return None
    bounded = range_.low is not None and range_.high is not None
    return None if bounded and _sign(order(range_.low, range_.high)) > 0 else range_


def _is_literal(node: Node) -> bool:
    if isinstance(node, Negation):
        return _is_literal(node.operand)
    if isinstance(node, Call):
        is_constructor = isinstance(node.function, Name) and node.function.name in _CONSTRUCTORS
        return is_constructor and all(map(_is_literal, node.arguments))
    return isinstance(node, Literal)


def _sign(found: int | None) -> int:
    """An order that must exist; ValueError (null) otherwise."""
    if found is None:
        raise ValueError("no order")
    return found


def _as_range(value: Value) -> Range:
    """A point as the range that holds only it."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _before(one: Range, other: Range) -> bool:
    gap = _sign(order(one.high, other.low))
    return gap < 0 or (gap == 0 and not (one.high_included and other.low_included))


def _starts(one: Range, other: Range) -> int:
    """-1, 0 or 1: which of two ranges begins first."""
    return _sign(order(one.low, other.low)) or other.low_included - one.low_included


def _ends(one: Range, other: Range) -> int:
    """-1, 0 or 1: which of two ranges ends first."""
    return _sign(order(one.high, other.high)) or one.high_included - other.high_included


def _overlap(one: Range, other: Range) -> bool:
    before, after = _before(one, other), _before(other, one)
    return not before and not after


def _touch(one: Range, other: Range, run: Run) -> bool:
    """Whether the first ends on the point where the second begins, and both hold it."""
    return one.high_included and other.low_included and equal(one.high, other.low, run) is True


_Relation = Callable[[Range, Range, Run], bool]


def _relation(name: str, takes: str, relation: _Relation) -> None:
    """Enter a relation. `takes` lists what its two arguments may be: p for a point, r for a range."""
    words = "point" if name in ("before", "after") else "range"
    kinds = {"p": _POINT, "r": "range"}

    def relate(run: Run, one: Value, other: Value) -> Value:
        return relation(_as_range(one), _as_range(other), run)

    for pair in takes.split():
        builtin(name, f"{words}1: {kinds[pair[0]]}", f"{words}2: {kinds[pair[1]]}")(relate)


_relation("before", "pp pr rp rr", lambda a, b, run: _before(a, b))
_relation("after", "pp pr rp rr", lambda a, b, run: _before(b, a))
_relation("meets", "rr", _touch)
_relation("met by", "rr", lambda a, b, run: _touch(b, a, run))
_relation("overlaps", "rr", lambda a, b, run: _overlap(a, b))
_relation("overlaps before", "rr", lambda a, b, run: _overlap(a, b) and _starts(a, b) < 0 and _ends(a, b) < 0)
_relation("overlaps after", "rr", lambda a, b, run: _overlap(a, b) and _starts(a, b) > 0 and _ends(a, b) > 0)
_relation("finishes", "pr rr", lambda a, b, run: _ends(a, b) == 0 and _starts(a, b) >= 0)
_relation("finished by", "rp rr", lambda a, b, run: _ends(a, b) == 0 and _starts(a, b) <= 0)
_relation("includes", "rp rr", lambda a, b, run: _starts(a, b) <= 0 and _ends(a, b) >= 0)
_relation("during", "pr rr", lambda a, b, run: _starts(a, b) >= 0 and _ends(a, b) <= 0)
_relation("starts", "pr rr", lambda a, b, run: _starts(a, b) == 0 and _ends(a, b) <= 0)
_relation("started by", "rp rr", lambda a, b, run: _starts(a, b) == 0 and _ends(a, b) >= 0)
_relation("coincides", "pp rr", lambda a, b, run: _starts(a, b) == 0 and _ends(a, b) == 0)
