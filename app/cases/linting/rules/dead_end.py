"""Every way goes on until an end event."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Nodes where the way stops, and end events where it goes on."""
    for path, diagram, node in proposal.nodes():
        if (node.kind == "endEvent") == bool(diagram.leaving(node.id)):
            yield Found(
                path,
                node.id,
                Text(
                    "流れがここで途切れています。次の要素か終了イベントにつないでください（終了イベントからは流れを出しません）。",
                    "The way stops here. Connect it with the next node or an end event; nothing leaves an end event.",
                ),
            )
