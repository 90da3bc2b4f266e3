"""Every way through the procedures passes what the scheme demands (`app.cases.scheme`)."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.cases.scheme import PASSAGES
from app.engine import soundness


def findings(proposal: Proposal) -> Iterator[Found]:
    """Certificates without fee or decision, refusals without reasons, revocations without a letter."""
    if proposal.unread:
        return
    paths = {diagram.process_id: path for path, diagram in proposal.diagrams.items()}
    diagrams = {diagram.process_id: diagram for diagram in proposal.diagrams.values()}
    for each in soundness.passed(diagrams, PASSAGES):
        yield Found(paths[each.process_id], each.node, each.text)
