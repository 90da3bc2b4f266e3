"""Approved minutes are added to (第7条): the procedure of the minutes begins once more, for the addendum."""

from sqlalchemy.orm import Session

from app import engine
from app.cases.hearings import addenda, presiding, tallies
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import Hearing

PROCESS = "committee_minutes"
Count = tuple[dict[str, int], str]
"""How many held what, and the opinion that came of it."""


def standing(session: Session, hearing: Hearing) -> Count:
    """The count that stands now."""
    counts, _quorum = tallies.last_count(session, hearing)
    return counts, tallies.outcome(session, hearing)


def ask(session: Session, case: Case, hearing: Hearing, before: Count) -> None:
    """Ask for an addendum where the minutes are approved and none is being written; `before` is what they told.

    With nobody left to preside there is none: the new count then stands by its own record. The case is locked.
    """
    if addenda.base(session, hearing) is None or addenda.asked(session, hearing) is not None:
        return
    if presiding.successor(session, hearing) is None:
        return
    number = addenda.following(session, hearing)
    counts, outcome = before
    data = {"hearing": hearing.number, "number": number, "counts": counts, "outcome": outcome}
    history.append(session, case, addenda.ASKED, article="第7条", data=data)
    presiding.settle(session, case, hearing)
    engine.request_start(
        session,
        case,
        PROCESS,
        {"case_no": case.case_no, "hearing_no": hearing.number, "presiding": hearing.presiding_id},
        once=f"{addenda.ASKED}:{hearing.id}:{number}",
    )
