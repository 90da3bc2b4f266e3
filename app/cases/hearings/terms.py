"""The end of a term, or a post with the body, ends the seats of the person in hearings that are open (第7条, X21)."""

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import interests, lookup, moves
from app.law.appointment import COMMITTEE_POSTS
from app.store import standing
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat


def expire(session: Session, user_id: int) -> None:
    """End the seats of a person who is no longer appointed; each case is locked in the order of its number."""
    if appointed(session, user_id):
        return
    rows = session.execute(
        select(Seat.id, Seat.case_id)
        .join(Hearing, Hearing.id == Seat.hearing_id)
        .where(Seat.user_id == user_id, Seat.state.in_(lookup.LIVE), Hearing.state == "open")
        .order_by(Seat.case_id)
    ).all()
    for seat_id, case_id in rows:
        case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
        seat = session.get_one(Seat, seat_id, populate_existing=True)
        hearing = session.get_one(Hearing, seat.hearing_id, populate_existing=True)
        if hearing.state == "open":
            _end_if_over(session, case, hearing, seat)


def expire_seats(session: Session, case: Case, hearing: Hearing) -> None:
    """End the seats of a hearing whose people are no longer appointed, or work for the body; the case is locked."""
    for seat in lookup.seats(session, hearing):
        _end_if_over(session, case, hearing, seat)
        if seat.state in lookup.LIVE and interests.on_staff(session, seat.user_id):
            _end(session, case, seat, "staff")


def appointed(session: Session, user_id: int, on: date | None = None) -> bool:
    """Whether a person is a member of the committee on that legal date, or today."""
    running = exists().where(
        Appointment.user_id == user_id,
        Appointment.post.in_(COMMITTEE_POSTS),
        standing.runs(on or clock.today()),
    )
    return bool(session.scalar(select(running)))


def _end_if_over(session: Session, case: Case, hearing: Hearing, seat: Seat) -> None:
    """A term that runs out after the due time changes no vote, however late the closing comes."""
    on = min(clock.today(), clock.date_in_japan(hearing.due_at))
    if seat.state not in lookup.LIVE or appointed(session, seat.user_id, on):
        return
    _end(session, case, seat, "expired")


def _end(session: Session, case: Case, seat: Seat, state: str) -> None:
    moves.move(session, case, seat, state)
    moves.end(session, case, seat)
