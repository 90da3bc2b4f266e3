"""Every node can be come to."""

from collections.abc import Iterator

from app.cases.linting import graph
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Nodes that no flow leads to from the start of their level: the engine would never mention them."""
    for path, diagram in proposal.diagrams.items():
        onward = graph.successors(diagram)
        for level in graph.levels(diagram):
            starts = [node.id for node in graph.starts(diagram, level)]
            seen = graph.reached(starts, onward)
            for node in diagram.inside(level):
                if starts and node.id not in seen:
                    yield Found(
                        path,
                        node.id,
                        Text(
                            "開始イベントからここに来る流れがありません。流れをつなぐか、この要素を消してください。",
                            "Nothing leads here from the start event. Connect it, or remove it.",
                        ),
                    )
