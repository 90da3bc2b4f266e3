"""Guidance is written in both languages."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Nodes with guidance in one language only."""
    for path, _, node in proposal.nodes():
        if bool(node.guidance) != bool(node.guidance_en.strip()):
            yield Found(
                path,
                node.id,
                Text(
                    "案内文は日本語（documentation の2行目以降）と英語（guidance_en）の両方を書いてください。",
                    "Write the guidance in both languages: Japanese from the second line of the documentation "
                    "on, English as guidance_en.",
                ),
            )
