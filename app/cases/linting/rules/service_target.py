"""A step's own target day is one of the table of targets."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law import service_targets
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Names in `target` that the table does not have."""
    known = {target.key for target in service_targets.targets()}
    for path, _, node in proposal.nodes():
        name = node.properties.get("target")
        if name is not None and name not in known:
            yield Found(
                path,
                node.id,
                Text(
                    f"target「{name}」という目標日はありません。目標日の表にある名前を書いてください。",
                    f"There is no target day “{name}”. Write a name from the table of targets.",
                ),
            )
