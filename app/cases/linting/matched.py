"""The values that are written out beside names: what an expression or a table asks of a value."""

from collections.abc import Iterator, Mapping
from typing import Any

from app import feel
from app.cases.linting.disjoint import listed, literal, name_of
from app.feel import tree

Match = tuple[str, Any]
"""A dotted name, and the text, number, yes or no that it is tested for; null is left out."""


def in_expression(text: str) -> list[Match]:
    """What names are tested for by `=`, `!=`, `in` and `list contains`, also inside filters and loops.

    FeelError where the text cannot be read.
    """
    return list(_inside(feel.parse(text), {}))


def in_table(rules: feel.DecisionTable) -> list[Match]:
    """What the cells of a table test the values of their columns for, and its expressions."""
    found: list[Match] = []
    for cell in feel.cells(rules):
        if cell.kind != "test":
            found += [] if cell.unary else in_expression(cell.text)
            continue
        name = name_of(feel.parse(rules.inputs[cell.column - 1].expression))
        tests = feel.parse(cell.text, unary=True)
        if name and isinstance(tests, tree.UnaryTests):
            found += _against(name, tests.tests or ())
    return found


def _inside(node: tree.Node, known: Mapping[str, str]) -> Iterator[Match]:
    """`known` are names of the place that stand for values: the item of a filter, the variable of a loop."""
    if isinstance(node, tree.Filter):
        yield from _inside(node.base, known)
        yield from _inside(node.test, {**known, "item": _named(node.base, known)})
        return
    if isinstance(node, tree.For | tree.Quantified):
        for variable, values in node.iterators:
            yield from _inside(values, known)
            known = {**known, variable: _named(values, known)}
        yield from _inside(node.body, known)
        return
    for near, far in _pairs(node):
        if name := _named(near, known):
            yield from _against(name, far)
    for child in node.children():
        yield from _inside(child, known)


def _pairs(node: tree.Node) -> Iterator[tuple[tree.Node, tuple[tree.Node, ...]]]:
    if isinstance(node, tree.Comparison) and node.operator in ("=", "!="):
        yield node.left, (node.right,)
        yield node.right, (node.left,)
    elif isinstance(node, tree.Membership):
        yield node.operand, node.tests
    elif isinstance(node, tree.Call) and name_of(node.function) == "list contains" and not node.names:
        yield node.arguments[0], node.arguments[1:]


def _named(node: tree.Node, known: Mapping[str, str]) -> str:
    name = name_of(node)
    root, dot, rest = name.partition(".")
    if root not in known:
        return name
    return known[root] + dot + rest if known[root] else ""


def _against(name: str, tests: tuple[tree.Node, ...]) -> Iterator[Match]:
    for test in tests:
        for each in listed(test):
            value = literal(each)
            if value is not None and value[0] is not None:
                yield name, value[0]
