"""What the software refuses, X1 to X83, and what each refusal rests on: law, inference or design."""

from dataclasses import dataclass
from functools import cache

from app.law import tables
from app.law.text import Basis, Ground, Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal, or one part of a refusal whose parts rest on different bases or articles.

    `article` is the authority and is empty for our own design; `see` is the article that a design serves.
    """

    id: str
    basis: Basis
    article: str
    see: str
    text: Text


@cache
def refusals() -> tuple[Refusal, ...]:
    """All refusals and their parts, in the order of their numbers."""
    return tuple(
        Refusal(row["id"], row["basis"], row.get("article", ""), row.get("see", ""), tables.text(row))
        for row in tables.rows("refusals", "refusal")
    )


@cache
def refusal(id_: str) -> tuple[Refusal, ...]:
    """The parts of one refusal, at least one; KeyError if there is no such number."""
    parts = tuple(part for part in refusals() if part.id == id_)
    if not parts:
        raise KeyError(id_)
    return parts


def ground(id_: str, ja: str, en: str, *, part: int = 0, field: str = "") -> Ground:
    """A ground with the words for the person concerned; article and basis come from the table."""
    found = refusal(id_)[part]
    return Ground(found.id, found.article, found.basis, Text(ja, en), field)
