"""Every loop passes an exclusive gateway: only there can it be left."""

from collections.abc import Iterator

from app.cases.linting import graph
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """The first node of each loop without one."""
    for path, diagram in proposal.diagrams.items():
        onward = graph.successors(diagram)
        rest = {node.id for node in diagram.nodes.values() if node.kind != "exclusiveGateway"}
        circular = graph.circular(rest, onward)
        while circular:
            first = next(node for node in diagram.nodes if node in circular)
            yield Found(
                path,
                first,
                Text(
                    "このくり返しに出口がありません。くり返すか先へ進むかを決める排他ゲートウェイを、くり返しの途中に置いてください。",
                    "This loop has no way out. Put an exclusive gateway on it that decides whether to repeat or go on.",
                ),
            )
            circular -= {node for node in graph.reached([first], onward) if node in circular}
