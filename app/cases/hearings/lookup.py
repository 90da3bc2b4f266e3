"""Hearings and seats, found: by number, of a case, of a step; with the case locked where something is written."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, Unknown
from app.store.models.cases import Case, Decision
from app.store.models.committee import Declaration, Hearing, Seat
from app.store.models.procedures import Event, Message, WorkItem

OPINION = "member_opinion"
"""The procedure of a seat."""
LATE_CONFLICT = "late_conflict"
"""The procedure in which an interest found late is judged."""
RENEWED = "renewed_declaration"
"""The procedure in which a declaration made again is judged."""
ENDED = ("delivered", "abandoned")
LIVE = ("invited", "judging", "eligible", "challenged")
"""States of a seat whose procedure still runs."""


def by_number(session: Session, hearing_no: str) -> Hearing:
    """The hearing with that number; raises Unknown."""
    found = session.scalar(select(Hearing).where(Hearing.number == hearing_no))
    if found is None:
        raise Unknown(UNKNOWN)
    return found


def locked(session: Session, hearing_no: str) -> tuple[Case, Hearing]:
    """A hearing under the lock of its case, for whoever writes without the engine; raises Unknown."""
    return _lock(session, by_number(session, hearing_no))


def locked_seat(session: Session, seat_id: int) -> tuple[Case, Hearing, Seat]:
    """A seat with its hearing, under the lock of its case; raises Unknown."""
    seat = session.get(Seat, seat_id)
    if seat is None:
        raise Unknown(UNKNOWN)
    case, hearing = _lock(session, session.get_one(Hearing, seat.hearing_id))
    session.refresh(seat)
    return case, hearing, seat


def of_case(session: Session, case_id: int) -> Sequence[Hearing]:
    """The hearings on a case, by round."""
    return session.scalars(select(Hearing).where(Hearing.case_id == case_id).order_by(Hearing.round)).all()


def latest(session: Session, case_id: int) -> Hearing | None:
    """The hearing of the last round."""
    return session.scalar(
        select(Hearing).where(Hearing.case_id == case_id).order_by(Hearing.round.desc()).limit(1)
    )


def unfinished(session: Session, case_id: int) -> list[str]:
    """The numbers of hearings that are neither delivered nor abandoned (X15)."""
    return [each.number for each in of_case(session, case_id) if each.state not in ENDED]


def delivered(session: Session, case_id: int) -> Hearing | None:
    """The hearing whose opinion was delivered, if there is one."""
    found = [each for each in of_case(session, case_id) if each.state == "delivered"]
    return found[-1] if found else None


def seats(session: Session, hearing: Hearing) -> Sequence[Seat]:
    """The seats of a hearing, in the order in which they were made."""
    return session.scalars(select(Seat).where(Seat.hearing_id == hearing.id).order_by(Seat.id)).all()


def decided(session: Session, case_id: int) -> bool:
    """Whether the case has its decision (X14)."""
    return session.scalar(select(Decision.id).where(Decision.case_id == case_id).limit(1)) is not None


def asked_for(seat: Seat, declaration: int = 1) -> str:
    """The name of the request that starts the procedure of a seat; again after a later declaration."""
    return f"opinion:{seat.id}" if declaration == 1 else f"opinion:{seat.id}:{declaration}"


def renewal_of(seat: Seat, declaration: int) -> str:
    """The name of the request that asks for the judgement of a declaration made again."""
    return f"{RENEWED}:{seat.id}:{declaration}"


def seat_of(session: Session, item: WorkItem) -> Seat:
    """The seat whose procedure a step belongs to; LookupError where there is none."""
    if item.process_id == LATE_CONFLICT:
        return _judged(session, item)
    rows = session.scalars(select(Seat).where(Seat.case_id == item.case_id)).all()
    made = select(Declaration.seat_id, func.max(Declaration.sequence)).group_by(Declaration.seat_id)
    last = {
        seat_id: number
        for seat_id, number in session.execute(
            made.where(Declaration.seat_id.in_([seat.id for seat in rows]))
        )
    }
    names = {
        name: seat
        for seat in rows
        for sequence in range(1, last.get(seat.id, 1) + 1)
        for name in (asked_for(seat, sequence), renewal_of(seat, sequence))
    }
    once = session.scalar(
        select(Message.once).where(Message.once.in_(names), Message.receiver_instance_id == item.instance_id)
    )
    if once is None:
        raise LookupError(f"work item {item.id} belongs to no seat")
    return names[once]


def challenged(session: Session, seat: Seat) -> Event | None:
    """The event by which a seat was last shut for an interest that somebody else reported."""
    events = session.scalars(
        select(Event)
        .where(Event.case_id == seat.case_id, Event.kind == "seat_moved")
        .order_by(Event.seq.desc())
    )
    return next((e for e in events if e.data["seat"] == seat.id and e.data["to"] == "challenged"), None)


def _judged(session: Session, item: WorkItem) -> Seat:
    payload = session.scalar(
        select(Message.payload).where(
            Message.starts == LATE_CONFLICT, Message.receiver_instance_id == item.instance_id
        )
    )
    if payload is None:
        raise LookupError(f"work item {item.id} belongs to no seat")
    return session.get_one(Seat, payload["seat_id"])


def _lock(session: Session, hearing: Hearing) -> tuple[Case, Hearing]:
    case = session.get_one(Case, hearing.case_id, with_for_update=True, populate_existing=True)
    session.refresh(hearing)
    return case, hearing
