"""What has a Japanese name has an English one too."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text

NAMELESS = Text(
    "英語の名前を spiffworkflow:properties の name_en に書いてください。",
    "Write its English name as name_en in spiffworkflow:properties.",
)


def findings(proposal: Proposal) -> Iterator[Found]:
    """The process, nodes, and flows that carry a name, without name_en."""
    for path, diagram in proposal.diagrams.items():
        if not diagram.name_en.strip():
            yield Found(path, "", NAMELESS)
        for node in diagram.nodes.values():
            if not node.name_en.strip():
                yield Found(path, node.id, NAMELESS)
        for flow in diagram.flows:
            if flow.name and not flow.name_en.strip():
                yield Found(path, flow.id, NAMELESS)
