"""Conditions of forms for a browser: what hides a part, as a tree that a script can judge at each change.

A tree is JSON: `["v", value]`, `["f", name of a field, kind]` and `["f", name, kind, name of its 該当なし]`, `["=", a, b]`
and the other comparisons, `["and", …]`, `["or", …]`, `["not", a]`, `["in", a, …]`, `["contains", list, a]`,
`["any", a, …]` (a value, or one of a list, is among the rest), and `["?"]` for what only the server can judge.
Whatever does not look at a field of the page is judged here and stands in the tree as its value. The script
follows FEEL's three values; what it cannot judge it shows, and the server judges again when the form is sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app import clock
from app.feel import FeelError, parse, value_of
from app.feel.tree import (
    Call,
    Comparison,
    Conjunction,
    Disjunction,
    ListOf,
    Membership,
    Name,
    Node,
    Path,
    walk,
)
from app.formkit.profile import FieldSpec

Tree = list[Any]
Places = Mapping[str, Any]
"""By name in a condition: the tree of a field, or the places within an object of fields."""

UNKNOWN: Tree = ["?"]
_KINDS = {"checkbox": "tick", "checklist": "list", "number": "number"}
_FUNCTIONS = {"not": "not", "list contains": "contains"}


def place(spec: FieldSpec, name: str) -> Tree:
    """Where the page holds the value of a field; files and what one may only read are not among it."""
    if spec.readonly or spec.kind == "filepicker":
        return UNKNOWN
    found = ["f", name, _KINDS.get(spec.kind, "text")]
    return [*found, f"{name}_na"] if spec.na_allowed else found


def any_of(name: str, wanted: tuple[str, ...]) -> Tree:
    """Whether an item of a disclosure sheet holds one of these values."""
    return ["any", ["f", f"{name}-value", "choice", f"{name}-na"], *(["v", one] for one in wanted)]


@dataclass(frozen=True, slots=True)
class Hiding:
    """What hides a part of a page: a tree as JSON ("" where no answer on the page has a say), and whether it always does."""

    tree: str = ""
    always: bool = False


NOTHING_HIDES = Hiding()


def hiding(text: str, values: Mapping[str, Any], places: Places) -> Hiding:
    """A condition over the values as they stand, those of the page's fields left to the script."""
    if not text:
        return NOTHING_HIDES
    try:
        found = _Judged(values, places).tree(parse(text))
    except FeelError:
        found = UNKNOWN
    if found[0] == "v":
        return Hiding(always=found[1] is True)
    return Hiding(written(found))


def written(tree: Tree) -> str:
    """A tree as an attribute of a page holds it."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class _Judged:
    values: Mapping[str, Any]
    places: Places
    calls: Mapping[str, str] = field(default_factory=lambda: _FUNCTIONS)

    def tree(self, node: Node) -> Tree:
        if not any(isinstance(one, Name) and one.name in self.places for one in walk(node)):
            return _constant(value_of(node, self.values, now=clock.now()))
        if isinstance(node, Name | Path):
            return self._place(node)
        if isinstance(node, Comparison):
            return [node.operator, self.tree(node.left), self.tree(node.right)]
        if isinstance(node, Conjunction | Disjunction):
            return self._connected(node)
        if isinstance(node, Membership):
            return ["in", self.tree(node.operand), *(self.tree(one) for one in _members(node.tests))]
        if isinstance(node, Call) and isinstance(node.function, Name) and node.names is None:
            name = self.calls.get(node.function.name)
            return [name, *(self.tree(one) for one in node.arguments)] if name else UNKNOWN
        return UNKNOWN

    def _place(self, node: Name | Path) -> Tree:
        found = self._at(node)
        return found if isinstance(found, list) else UNKNOWN

    def _at(self, node: Node) -> Any:
        if isinstance(node, Name):
            return self.places.get(node.name)
        if isinstance(node, Path):
            base = self._at(node.base)
            return base.get(node.member) if isinstance(base, Mapping) else None
        return None

    def _connected(self, node: Conjunction | Disjunction) -> Tree:
        """`and`, `or`: a term that decides alone is the whole, one that decides nothing falls away."""
        decisive = isinstance(node, Disjunction)
        terms = [self.tree(term) for term in node.terms]
        if ["v", decisive] in [term for term in terms if _is_boolean(term)]:
            return ["v", decisive]
        left = [term for term in terms if not _is_boolean(term)]
        if not left:
            return ["v", not decisive]
        return left[0] if len(left) == 1 and left[0][0] not in "vf" else ["or" if decisive else "and", *left]


def _is_boolean(tree: Tree) -> bool:
    return tree[0] == "v" and isinstance(tree[1], bool)


def _members(tests: tuple[Node, ...]) -> list[Node]:
    """The single values of `in (…)` and `in […]`."""
    return [one for test in tests for one in (test.items if isinstance(test, ListOf) else (test,))]


def _constant(value: Any) -> Tree:
    if value is None or isinstance(value, bool | str):
        return ["v", value]
    if isinstance(value, Decimal):
        return ["v", int(value) if value == value.to_integral_value() else float(value)]
    return UNKNOWN
