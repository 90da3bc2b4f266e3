"""The parsed form of an expression: immutable nodes, safe to share between threads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.feel.errors import too_deep
from app.feel.limits import MAX_DEPTH


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of an expression."""

    def children(self) -> Iterator["Node"]:
        """The nodes directly below this one, from left to right."""
        fields: tuple[str, ...] = self.__slots__
        for field in fields:
            yield from _nodes_in(getattr(self, field))


def _nodes_in(part: Any) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
    elif type(part) is tuple:
        for piece in part:
            yield from _nodes_in(piece)


def walk(root: Node) -> Iterator[Node]:
    """Every node of a tree, without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children())


def size(root: Node) -> int:
    """How many nodes a tree has: the cost of one walk through it."""
    return sum(1 for _ in walk(root))


def mentions(root: Node, name: str) -> bool:
    """Whether a name stands anywhere in a tree."""
    return any(type(node) is Name and node.name == name for node in walk(root))


def check_depth(root: Node) -> None:
    """Refuse a tree that a walk could not get to the bottom of."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise too_deep()
        level = [child for node in level for child in node.children()]


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type such as `number`, `list<string>`, `context<a: number>` or `function<number> -> string`.

    `members` are the entries of a context, `arguments` what stands in the angle brackets otherwise.
    """

    name: str
    arguments: tuple["TypeName", ...] = ()
    members: tuple[tuple[str, "TypeName"], ...] = ()
    returns: "TypeName | None" = None


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.member`"""

    base: Node
    member: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[test]`"""

    base: Node
    test: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(a, b)`, or `function(x: a, y: b)` with `names`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conjunction(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`operand in tests`"""

    operand: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class HalfOpen(Node):
    """`< 5` where a test is expected, or `(< 5)` as a range with one end."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high]`, `(low..high)` and the mixed forms."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class Series(Node):
    """`first..last` behind the `in` of a loop."""

    first: Node
    last: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    iterators: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` (wanted True) or `every` (wanted False: the first such value decides)."""

    decisive: bool
    iterators: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    operand: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table; `tests` is None for `-`, which any value meets."""

    tests: tuple[Node, ...] | None
    negated: bool
