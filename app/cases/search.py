"""Finding cases by one or more characters: an index of single characters and pairs, both databases alike."""

from collections.abc import Iterable
from unicodedata import normalize

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.store.models.cases import Case
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
    wanted_texts = list(texts)
    session.execute(delete(CaseGram).where(CaseGram.case_id == case_id))
    found = set().union(*(grams(text) for text in wanted_texts))
    session.execute(insert(CaseGram), [{"gram": gram, "case_id": case_id} for gram in sorted(found)])
    session.execute(
        update(Case)
        .where(Case.id == case_id)
        .values(search_text="\n".join(fold(text) for text in wanted_texts))
    )


def wanted(query: str) -> list[str]:
    """What a case must contain to be found by a query: the pairs of each word and the word itself."""
    found: dict[str, None] = {}
    for word in query.split()[:4]:
        folded = fold(word)
        pairs = [folded[at : at + 2] for at in range(len(folded) - 1)]
        found |= dict.fromkeys([*pairs[:8], folded] if folded else [])
    return list(found)
