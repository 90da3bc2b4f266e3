"""Steps that must be done by different people name steps that exist (four eyes)."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Names in `separate_from` that no human step of the edition has."""
    steps = {node.id for _, _, node in proposal.nodes("userTask")}
    if proposal.unread:
        return
    for path, _, node in proposal.nodes():
        for name in node.properties.get("separate_from", "").split(","):
            if name.strip() and name.strip() not in steps:
                yield Found(
                    path,
                    node.id,
                    Text(
                        f"separate_from の「{name.strip()}」という作業はありません。別の人が行うべき作業のidを書いてください。",
                        f"separate_from names “{name.strip()}”, which is no step. Write the ids of the steps "
                        "that another person must have done.",
                    ),
                )
