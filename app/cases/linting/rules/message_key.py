"""A message says whose it is: without a key every case would take it."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Message events without a key."""
    for path, _, node in proposal.nodes():
        if node.event == "message" and not node.properties.get("key", "").strip():
            yield Found(
                path,
                node.id,
                Text(
                    "どの案件あてのメッセージかを、プロパティ key に式で書いてください（例：input.case_no）。",
                    "Say which case the message is for, as an expression in the property key "
                    "(such as input.case_no).",
                ),
            )
