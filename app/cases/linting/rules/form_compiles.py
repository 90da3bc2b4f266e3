"""Every form and catalogue can be read, conditions included."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal


def findings(proposal: Proposal) -> Iterator[Found]:
    """What the form compiler says."""
    for path, text in proposal.form_faults:
        yield Found(path, "", text)
