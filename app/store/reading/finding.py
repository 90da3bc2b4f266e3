"""Finding cases by pieces of what they are found by (app.cases.search)."""

from sqlalchemy import Select, select

from app.store.models.cases import Case
from app.store.models.procedures import CaseGram


def cases_with(piece: str) -> Select[int]:
    """The ids of cases that contain a piece: one or two characters by the index, a longer one by the text.

    The pairs of a word narrow the search; the word itself decides, since its pairs may stand apart.
    """
    if len(piece) <= 2:
        return select(CaseGram.case_id).where(CaseGram.gram == piece)
    return select(Case.id).where(Case.search_text.contains(piece, autoescape=True))
