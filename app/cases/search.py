"""Finding cases by one or more characters: an index of single characters and pairs, both databases alike."""

from collections.abc import Iterable
from unicodedata import normalize

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from app.store.models.procedures import CaseGram

# Hiragana is folded to katakana, so that either finds the other.
_KANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def fold(text: str) -> str:
    """Width, case and kana made alike, without spaces."""
    folded = normalize("NFKC", text).casefold().translate(_KANA)
    return "".join(sign for sign in folded if not sign.isspace())


def grams(text: str) -> set[str]:
    """The characters and pairs of a text."""
    folded = fold(text)
    return {*folded, *(folded[at : at + 2] for at in range(len(folded) - 1))}


def index(session: Session, case_id: int, texts: Iterable[str]) -> None:
    """Make a case findable by these texts; what it was found by before is forgotten."""
    session.execute(delete(CaseGram).where(CaseGram.case_id == case_id))
    found = set().union(*(grams(text) for text in texts))
    session.execute(insert(CaseGram), [{"gram": gram, "case_id": case_id} for gram in sorted(found)])


def wanted(query: str) -> list[str]:
    """What a case must contain to be found by a query: the pairs of each word, or its only character."""
    found: dict[str, None] = {}
    for word in query.split():
        folded = fold(word)
        pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
        found |= dict.fromkeys(pairs or ([folded] if folded else []))
    return list(found)[:8]


def matching(query: str) -> Select[int] | None:
    """The ids of cases that contain every part of the query, as a select; None for an empty query."""
    pieces = wanted(query)
    if not pieces:
        return None
    found = select(CaseGram.case_id).where(CaseGram.gram == pieces[0])
    for gram in pieces[1:]:
        found = found.where(CaseGram.case_id.in_(select(CaseGram.case_id).where(CaseGram.gram == gram)))
    return found
