"""The process and its nodes have a Japanese name."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text

NAMELESS = Text("日本語の名前を付けてください。", "Give it a Japanese name.")


def findings(proposal: Proposal) -> Iterator[Found]:
    """What has none."""
    for path, diagram in proposal.diagrams.items():
        if not diagram.name.strip():
            yield Found(path, "", NAMELESS)
        for node in diagram.nodes.values():
            if not node.name.strip():
                yield Found(path, node.id, NAMELESS)
