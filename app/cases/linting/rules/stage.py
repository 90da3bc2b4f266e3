"""A step puts its case into a stage that has a word and a place in the procedure's bar."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.stages import BY_STEP
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Names in `stage` that no page knows, and those that only the end of a case gives."""
    for path, _, node in proposal.nodes("userTask"):
        name = node.properties.get("stage")
        if name is not None and name not in BY_STEP:
            yield Found(
                path,
                node.id,
                Text(
                    f"stage「{name}」という段階に作業は置けません。次のどれかを書いてください：{'、'.join(BY_STEP)}。",
                    f"A step cannot put its case into the stage “{name}”. Write one of: {', '.join(BY_STEP)}.",
                ),
            )
