"""Hints are looked for again while a seat can read: an interest may enter the record long after «none» (第7条).

A strong hint that was not there when the seat declared, and that nobody has judged for it yet, shuts the seat like
any interest that comes to light late.
"""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.cases import case_by_case
from app.cases.hearings import interests, late, mails
from app.cases.runtime import Runtime
from app.law.interests import Hint
from app.store.models.cases import Case, Decision
from app.store.models.committee import Declaration, Hearing, Seat
from app.store.models.procedures import Event
from app.store.reading.visible import AFTER_DELIVERY

CAUSE = "register"
"""The cause of a judgement that a hint from the register asked for."""


def of_person(runtime: Runtime, user_id: int) -> int:
    """The register tells something new of a person: look again in each of their cases; how many seats were shut."""
    return _each(runtime, Seat.user_id == user_id)


def everywhere(runtime: Runtime) -> int:
    """Look again in every case that a member can read; how many seats were shut. Repeating it shuts no more."""
    return _each(runtime)


def of_case(session: Session, base_url: str, case: Case) -> int:
    """What is filed in a case has changed: look again at its seats; the case is locked. How many seats were shut."""
    rows = session.scalars(select(Seat).where(Seat.case_id == case.id, *_reading()).order_by(Seat.id)).all()
    return sum(of_seat(session, base_url, case, seat) for seat in rows)


def of_seat(session: Session, base_url: str, case: Case, seat: Seat) -> bool:
    """Shut an eligible seat where a strong hint is new; whether it was. The case is locked."""
    found = new_hints(session, case, seat)
    if not found:
        return False
    hearing = session.get_one(Hearing, seat.hearing_id)
    reason = "\n".join(hint.text.ja for hint in found)
    late.challenge(
        session, (case, hearing, seat), [], reason, CAUSE, by_id=None, hints=interests.noted(found)
    )
    receipt = mails.receipt(seat)
    tag = f"{seat.id}:{case.event_seq}"
    mails.send(session, base_url, hearing, seat.user_id, "paused", tag, link=False, receipt=receipt)
    return True


def new_hints(session: Session, case: Case, seat: Seat) -> tuple[Hint, ...]:
    """The strong hints on a seat that stood neither beside its declarations nor in an earlier challenge."""
    now = [hint for hint in interests.hints(session, case, seat.user_id) if hint.strength == "strong"]
    if not now:
        return ()
    known = _known(session, seat)
    return tuple(hint for hint in now if not {hint.key, hint.text.ja} & known)


def _known(session: Session, seat: Seat) -> set[str]:
    """Keys of the strong hints that were laid before a person; the words where a row was kept without its key."""
    declared = session.scalars(select(Declaration.hints).where(Declaration.seat_id == seat.id))
    moved = session.scalars(
        select(Event.data).where(Event.case_id == seat.case_id, Event.kind == "seat_moved")
    )
    told = [*declared, *(data.get("hints") or [] for data in moved if data.get("seat") == seat.id)]
    return {row.get("key") or row["ja"] for rows in told for row in rows if row["strength"] == "strong"}


def _each(runtime: Runtime, *conditions: ColumnElement[bool]) -> int:
    with runtime.db.read() as session:
        query = select(Seat.case_id).distinct().where(*_reading(), *conditions).order_by(Seat.case_id)
        found = session.scalars(query).all()
    return case_by_case.run(runtime, found, of_case)


def _reading() -> tuple[ColumnElement[bool], ...]:
    """Seats that open a case today, or whose opinion a decision to come rests on."""
    later = aliased(Seat)
    another = exists().where(later.user_id == Seat.user_id, later.case_id == Seat.case_id, later.id > Seat.id)
    reads = or_(Hearing.delivered_at.is_(None), Hearing.delivered_at > clock.now() - AFTER_DELIVERY)
    undecided = ~exists().where(Decision.case_id == Seat.case_id)
    hearing = exists().where(
        Hearing.id == Seat.hearing_id, Hearing.state != "abandoned", or_(reads, undecided)
    )
    return (
        Seat.state == "eligible",
        hearing.correlate_except(Hearing, Decision),
        ~another.correlate_except(later),
    )


__all__ = ["CAUSE", "everywhere", "new_hints", "of_case", "of_person", "of_seat"]
