"""Names of another applicant in what is written on a case: a hint for a person, never a ground (運用（第20条）)."""

from collections.abc import Iterable

from app.law.names import name_key, person_key

SHORTEST = 3
"""Letters of a name below which it is found in too many words that name nobody."""


def named(text: str, others: Iterable[str], own: Iterable[str]) -> list[str]:
    """Which of the names stand in a text, beside those of the case itself, whatever width and legal form."""
    folded = person_key(text)
    for key in sorted({name_key(each) for each in own}, key=len, reverse=True):
        folded = folded.replace(key, "\0") if key else folded
    return [each for each in dict.fromkeys(others) if _stands(name_key(each), folded)]


def _stands(key: str, folded: str) -> bool:
    return len(key) >= SHORTEST and key in folded
