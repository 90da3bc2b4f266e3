"""The values that expressions name, each with the place where it is needed."""

from collections.abc import Iterator
from dataclasses import dataclass

from app import feel
from app.cases.linting.expressions import Expression, expressions
from app.cases.linting.proposal import Proposal
from app.cases.linting.rules.timer import bare
from app.engine import Diagram


@dataclass(frozen=True, slots=True)
class Named:
    """`root.rest` in an expression; `rest` is empty where the whole of a step's values is named."""

    path: str
    diagram: Diagram
    expression: Expression
    root: str
    rest: str

    @property
    def name(self) -> str:
        return f"{self.root}.{self.rest}" if self.rest else self.root


def named(proposal: Proposal) -> Iterator[Named]:
    """Every name of every expression that can be read, and of the tables that tasks decide by."""
    for path, diagram in proposal.diagrams.items():
        for each in expressions(diagram):
            if each.what == "timer" and bare(each.text):
                continue
            try:
                names = feel.names_used(each.text)
            except feel.FeelError:
                continue
            yield from _parted(path, diagram, each, names)
        for node in diagram.nodes.values():
            table = proposal.table(node.table) if node.table else None
            if table is not None:
                asked = Expression(node.id, f"table {table.id}", "", node.id)
                yield from _parted(path, diagram, asked, table.names)


def _parted(path: str, diagram: Diagram, each: Expression, names: frozenset[str]) -> Iterator[Named]:
    for name in sorted(names):
        root, _, rest = name.partition(".")
        if root not in each.own:
            yield Named(path, diagram, each, root, rest)
