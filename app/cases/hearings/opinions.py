"""Opinions of members (第6条第2項): kept by version; the last one received in time is counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.hearings import interests, lookup, other_cases
from app.cases.hearings.pack import pack_of
from app.law.hearing import opinion_grounds
from app.law.text import Ground
from app.store.models.committee import Declaration, Hearing, Opinion, Seat
from app.store.models.procedures import WorkItem


def against(session: Session, seat: Seat, received_at: datetime) -> list[Ground]:
    """What stands against an opinion from this seat, received at that instant of the server's clock."""
    hearing = session.get_one(Hearing, seat.hearing_id)
    return opinion_grounds(
        seat.state,
        declared=declaration(session, seat) is not None,
        open=hearing.state == "open",
        received_at=received_at,
        due_at=hearing.due_at,
        decision_taken=lookup.decided(session, seat.case_id),
        staff_of_body=interests.on_staff(session, seat.user_id),
    )


def keep(
    session: Session,
    seat: Seat,
    answers: dict[str, Any],
    *,
    item: WorkItem,
    by_id: int,
    received_at: datetime,
    read: str = "",
) -> Opinion:
    """Store the next version of the opinion of a seat; the caller has asked `against`.

    `read` is the version of the papers that stood beside it, which may have changed before it was sent; without
    one (the API) it is the version of now.
    """
    declared = declaration(session, seat)
    if declared is None:
        raise LookupError(f"seat {seat.id} has not declared")
    hearing = session.get_one(Hearing, seat.hearing_id)
    before = session.scalar(select(func.max(Opinion.version)).where(Opinion.seat_id == seat.id)) or 0
    row = Opinion(
        seat_id=seat.id,
        version=before + 1,
        declaration_id=declared.id,
        work_item_id=item.id,
        verdict=answers["verdict"],
        reason=answers.get("reason") or "",
        conditions=answers.get("conditions") or "",
        topics=list(answers.get("topics") or []),
        pack=read or pack_of(session, hearing).version,
        entered_by=by_id,
        received_at=received_at,
    )
    session.add(row)
    session.flush()
    other_cases.note(session, hearing, other_cases.OPINION, row.id, by_id, row.reason, row.conditions)
    return row


def declaration(session: Session, seat: Seat) -> Declaration | None:
    """What a seat declared last."""
    return session.scalar(
        select(Declaration)
        .where(Declaration.seat_id == seat.id)
        .order_by(Declaration.sequence.desc())
        .limit(1)
    )


def last(session: Session, seat: Seat) -> Opinion | None:
    """The newest version of the opinion of a seat."""
    return session.scalar(
        select(Opinion).where(Opinion.seat_id == seat.id).order_by(Opinion.version.desc()).limit(1)
    )


def given(session: Session, hearing: Hearing) -> dict[int, Opinion]:
    """The newest opinion received in time of each seat of a hearing that gave one, by seat, whether it counts or not."""
    rows = session.scalars(
        select(Opinion)
        .join(Seat, Seat.id == Opinion.seat_id)
        .where(Seat.hearing_id == hearing.id, Opinion.received_at <= hearing.due_at)
        .order_by(Opinion.seat_id, Opinion.version)
    )
    return {row.seat_id: row for row in rows}


def all_in(session: Session, hearing: Hearing) -> bool:
    """Whether every member who has a part in the hearing may give an opinion and has given one."""
    live = [seat for seat in lookup.seats(session, hearing) if seat.state in lookup.LIVE]
    there = given(session, hearing)
    return bool(live) and all(seat.state == "eligible" and seat.id in there for seat in live)


def outdated(session: Session, hearing: Hearing) -> list[int]:
    """The seats whose opinion was given on papers that have changed since."""
    now = pack_of(session, hearing).version
    return [seat_id for seat_id, row in given(session, hearing).items() if row.pack != now]
