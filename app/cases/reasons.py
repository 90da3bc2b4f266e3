"""Reasons that people type: kept to the last character or refused, never cut."""

from app.cases.errors import CaseError
from app.law.text import Text

MOST_SIGNS = 2000


def whole(typed: str, most: int = MOST_SIGNS) -> str:
    """The text without blanks around it; raises CaseError with the count where it is longer than `most`."""
    text = typed.strip()
    if len(text) > most:
        words = Text(
            f"{most:,}文字までです（いま{len(text):,}文字）。書いたものはそのまま残っています。短くしてください。",
            f"At most {most:,} characters (now {len(text):,}). What you wrote is kept; please shorten it.",
        )
        raise CaseError(words)
    return text
