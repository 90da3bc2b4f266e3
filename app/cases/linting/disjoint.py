"""Whether two conditions can hold together, as far as comparisons with literals tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from app import feel
from app.feel import tree

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
MAX_TERMS = 64


@dataclass(frozen=True, slots=True)
class Test:
    """A name compared with literals: with one for an operator, with several for `in`."""

    name: str
    operator: str
    values: tuple[Any, ...]


Term = tuple[Test, ...]


def disjoint(one: str, other: str) -> bool:
    """Whether it is proved that the two FEEL conditions never hold together."""
    left, right = terms(feel.parse(one)), terms(feel.parse(other))
    return all(_contradict(a + b) for a, b in product(left, right))


def terms(node: tree.Node) -> list[Term]:
    """The condition as alternatives of tests that hold together; what is not understood is left out."""
    if isinstance(node, tree.Disjunction):
        found = [term for each in node.terms for term in terms(each)]
    elif isinstance(node, tree.Conjunction):
        found = [sum(parts, ()) for parts in product(*(terms(each)[:MAX_TERMS] for each in node.terms))]
    else:
        found = [_tests(node)]
    return found if len(found) <= MAX_TERMS else [()]


def _tests(node: tree.Node) -> Term:
    """What a piece without alternatives asks of one name; nothing where it is not understood."""
    name = name_of(node)
    if name:
        return (Test(name, "=", (True,)),)
    if isinstance(node, tree.Comparison):
        return _comparison(node)
    if isinstance(node, tree.Call) and name_of(node.function) == "not" and len(node.arguments) == 1:
        inner = _tests(node.arguments[0])
        if len(inner) == 1 and inner[0].operator in _OPPOSITE:
            return (Test(inner[0].name, _OPPOSITE[inner[0].operator], inner[0].values),)
    if isinstance(node, tree.Between):
        return _against(node.operand, ">=", node.low) + _against(node.operand, "<=", node.high)
    if isinstance(node, tree.Membership) and name_of(node.operand):
        values = [literal(item) for each in node.tests for item in listed(each)]
        if values and None not in values:
            return (
                Test(name_of(node.operand), "in", tuple(value for each in values if each for value in each)),
            )
    return ()


def _comparison(node: tree.Comparison) -> Term:
    turned = _TURNED.get(node.operator, "")
    return _against(node.left, node.operator, node.right) or _against(node.right, turned, node.left)


def _against(near: tree.Node, operator: str, far: tree.Node) -> Term:
    value = literal(far)
    if name_of(near) and value is not None and operator in _OPPOSITE:
        return (Test(name_of(near), operator, value),)
    return ()


def listed(node: tree.Node) -> Iterator[tree.Node]:
    """What an `in` tests for: the items of a list that is written out, or the test itself."""
    if isinstance(node, tree.ListOf):
        yield from node.items
    else:
        yield node


def name_of(node: tree.Node) -> str:
    """The dotted name that a piece is; empty where it is something else."""
    if isinstance(node, tree.Name):
        return node.name
    if isinstance(node, tree.Path):
        base = name_of(node.base)
        return f"{base}.{node.member}" if base else ""
    return ""


def literal(node: tree.Node) -> tuple[Any] | None:
    """The value in a tuple of one, so that null can be told from no literal."""
    if isinstance(node, tree.Literal):
        return (node.value,)
    if isinstance(node, tree.Negation):
        inner = literal(node.operand)
        return (-inner[0],) if inner is not None and isinstance(inner[0], Decimal) else None
    return None


def _contradict(term: Term) -> bool:
    names = {test.name for test in term}
    return any(_impossible([test for test in term if test.name == name]) for name in names)


def _impossible(tests: list[Test]) -> bool:
    """Whether no value meets all these tests of one name."""
    chosen = [test for test in tests if test.operator in ("=", "in")]
    if chosen:
        return not any(all(_meets(value, test) for test in tests) for value in chosen[0].values)
    lows = [(test.values[0], test.operator == ">=") for test in tests if test.operator in (">", ">=")]
    highs = [(test.values[0], test.operator == "<=") for test in tests if test.operator in ("<", "<=")]
    return any(
        type(low) is type(high)
        and isinstance(low, Decimal | str)
        and (low > high or (low == high and not (with_low and with_high)))
        for (low, with_low), (high, with_high) in product(lows, highs)
    )


def _meets(value: Any, test: Test) -> bool:
    """Whether a value meets a test; comparisons of different kinds are null in FEEL, so not met."""
    if test.operator in ("=", "in"):
        return any(type(value) is type(each) and value == each for each in test.values)
    limit = test.values[0]
    if test.operator == "!=":
        return not (type(value) is type(limit) and value == limit)
    if type(value) is not type(limit) or not isinstance(value, Decimal | str):
        return False
    return bool(
        {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[test.operator]
    )
