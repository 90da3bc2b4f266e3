"""A repeated step is not come to a second time: it would meet the answers of its first round."""

from collections.abc import Iterator

from app.cases.linting import graph
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Multi-instances on a loop of their level, or inside a subprocess on one."""
    for path, diagram in proposal.diagrams.items():
        circular = graph.circular(set(diagram.nodes), graph.successors(diagram))
        for node in diagram.nodes.values():
            around, at = {node.id}, node
            while at.parent in diagram.nodes:
                at = diagram.nodes[at.parent]
                around.add(at.id)
            if node.repeat is not None and around & circular:
                yield Found(
                    path,
                    node.id,
                    Text(
                        "複数インスタンスの作業に流れが戻ってきます。"
                        "もう一度行う場合は、この作業を別の工程にして呼出しアクティビティで呼んでください。",
                        "A flow leads back to this multi-instance step. To do it again, put it into a process of "
                        "its own and call that with a call activity.",
                    ),
                )
