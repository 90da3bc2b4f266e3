"""Forms are written in both languages."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Forms with labels, helps or choices that have no English."""
    for name, spec in sorted(proposal.forms.forms.items()):
        missing = spec.missing_english()
        if missing:
            listed = "、".join(missing)
            yield Found(
                f"forms/{name.replace('.', '/')}.form",
                "",
                Text(
                    f"次の部品に英語（label_en、help_en など）を書いてください：{listed}。",
                    f"Write the English (label_en, help_en, …) of these parts: {listed}.",
                ),
            )
