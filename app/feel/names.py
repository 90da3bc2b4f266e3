"""What an expression refers to: for linters, and to tell which data it needs."""

from dataclasses import dataclass

from app.feel.tree import (
    Call,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
)


@dataclass(frozen=True, slots=True)
class References:
    """Free names of an expression.

    `names` are dotted paths that the data must hold; `uncertain` stand inside a filter, where they may
    as well be members of the filtered items; `functions` are called by name.
    """

    names: frozenset[str]
    uncertain: frozenset[str]
    functions: frozenset[str]


def references(root: Node) -> References:
    """The free names of a tree."""
    finder = _Finder()
    finder.visit(root, frozenset(("?",)), in_filter=False)
    return References(
        frozenset(finder.names), frozenset(finder.uncertain - finder.names), frozenset(finder.functions)
    )


class _Finder:
    """Walks a tree with the names bound at each place."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.uncertain: set[str] = set()
        self.functions: set[str] = set()

    def visit(self, node: Node, bound: frozenset[str], in_filter: bool) -> None:
        path = _dotted(node)
        if path is not None:
            if path.partition(".")[0] not in bound:
                (self.uncertain if in_filter else self.names).add(path)
        elif isinstance(node, Call):
            self._call(node, bound, in_filter)
        elif isinstance(node, Filter):
            self.visit(node.base, bound, in_filter)
            by_index = isinstance(node.test, Literal | Negation)
            self.visit(node.test, bound | {"item"}, in_filter or not by_index)
        elif isinstance(node, For | Quantified):
            for name, source in node.iterators:
                self.visit(source, bound, in_filter)
                bound |= {name}
            self.visit(node.body, bound | {"partial"} if isinstance(node, For) else bound, in_filter)
        elif isinstance(node, FunctionOf):
            self.visit(node.body, bound | {name for name, _ in node.parameters}, in_filter)
        elif isinstance(node, ContextOf):
            for name, entry in node.entries:
                self.visit(entry, bound, in_filter)
                bound |= {name}
        else:
            for child in node.children():
                self.visit(child, bound, in_filter)

    def _call(self, node: Call, bound: frozenset[str], in_filter: bool) -> None:
        if not isinstance(node.function, Name):
            self.visit(node.function, bound, in_filter)
        elif node.function.name not in bound:
            self.functions.add(node.function.name)
        for argument in node.arguments:
            self.visit(argument, bound, in_filter)


def _dotted(node: Node) -> str | None:
    """`a.b.c` of a path that begins with a name."""
    members: list[str] = []
    while isinstance(node, Path):
        members.append(node.member)
        node = node.base
    return ".".join((node.name, *reversed(members))) if isinstance(node, Name) else None
