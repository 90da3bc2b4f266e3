"""A business rule task decides by a table that exists."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.engine import no_table


def findings(proposal: Proposal) -> Iterator[Found]:
    """Tasks whose table there is not; of one that could not be read its own findings tell."""
    for path, _, node in proposal.nodes("businessRuleTask"):
        if proposal.table(node.table) is None and node.table not in proposal.unread:
            yield Found(path, node.id, no_table(node))
