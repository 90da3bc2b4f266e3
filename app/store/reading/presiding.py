"""第7条: what the presiding member sees of a hearing before the closing: who is how far, never what they think."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.store.models.committee import Declaration, Hearing, Opinion, Seat
from app.store.models.people import User
from app.store.models.procedures import NO_DUE_DATE, Access, Draft, WorkItem
from app.store.reading.room import OPEN, PROCESS, Place, place
from app.store.viewer import Viewer

CHAIR_PROCESSES = ("committee_review", "committee_minutes")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a member is, in times only."""

    name: str
    seat: Seat
    declared_at: datetime | None
    opened_at: datetime | None
    drafted_at: datetime | None
    given_at: datetime | None
    version: int

    @property
    def counts(self) -> bool:
        """Whether an opinion of the member counts for the quorum today."""
        return self.seat.state == OPEN and self.given_at is not None


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step that is one person's own: to rule on a tie, to approve the minutes, to bring the register up to date."""

    id: int
    node: str
    name: str
    name_en: str
    due_on: date | None


def presided(session: Session, viewer: Viewer, number: str) -> Place | None:
    """The hearing with that number if the viewer presides over it and may see its case."""
    found = place(session, viewer, number)
    return found if found is not None and found.presiding and found.head is not None else None


def progress(session: Session, place: Place) -> list[Progress]:
    """Every seat of the hearing in the order in which they were asked."""
    hearing = place.hearing
    rows = session.execute(
        select(User.name, Seat)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.hearing_id == hearing.id)
        .order_by(Seat.id)
    ).all()
    declared = _times(
        session,
        select(Declaration.seat_id, func.max(Declaration.at))
        .join(Seat, Seat.id == Declaration.seat_id)
        .where(Seat.hearing_id == hearing.id)
        .group_by(Declaration.seat_id),
    )
    opened = _times(
        session,
        select(Access.user_id, func.min(Access.at))
        .where(Access.case_id == hearing.case_id, Access.what == pack_opened(hearing))
        .group_by(Access.user_id),
    )
    drafted = _times(
        session,
        select(WorkItem.assignee_id, Draft.saved_at)
        .join(Draft, Draft.work_item_id == WorkItem.id)
        .where(
            WorkItem.case_id == hearing.case_id,
            WorkItem.process_id == PROCESS,
            WorkItem.node == "give_opinion",
            WorkItem.state == "open",
        ),
    )
    given = _given(session, hearing)
    return [
        Progress(
            name,
            seat,
            declared.get(seat.id),
            opened.get(seat.user_id),
            drafted.get(seat.user_id),
            *given.get(seat.id, (None, 0)),
        )
        for name, seat in rows
    ]


def pack_opened(hearing: Hearing) -> str:
    """How the record of reading calls the papers of a hearing."""
    return f"pack {hearing.number}"


def chair_steps(session: Session, place: Place) -> list[OwnStep]:
    """The steps of this hearing that wait for the presiding member."""
    return _own(
        session,
        WorkItem.case_id == place.hearing.case_id,
        WorkItem.process_id.in_(CHAIR_PROCESSES),
        WorkItem.assignee_id == place.seat.user_id,
    )


def other_steps(session: Session, viewer: Viewer) -> list[OwnStep]:
    """Steps that belong to no case and wait for the viewer alone, such as the yearly update of interests."""
    return _own(session, WorkItem.case_id.is_(None), WorkItem.bound, WorkItem.assignee_id == viewer.user_id)


def _own(session: Session, *conditions: ColumnElement[bool] | InstrumentedAttribute[bool]) -> list[OwnStep]:
    rows = session.execute(
        select(WorkItem.id, WorkItem.node, WorkItem.name, WorkItem.name_en, WorkItem.due_on)
        .where(WorkItem.state == "open", *conditions)
        .order_by(WorkItem.id)
    )
    return [
        OwnStep(id_, node, name, name_en, None if due == NO_DUE_DATE else due)
        for id_, node, name, name_en, due in rows
    ]


def _given(session: Session, hearing: Hearing) -> dict[int, tuple[datetime, int]]:
    """When each seat gave its last version, and which one that was."""
    rows = session.execute(
        select(Opinion.seat_id, func.max(Opinion.received_at), func.max(Opinion.version))
        .join(Seat, Seat.id == Opinion.seat_id)
        .where(Seat.hearing_id == hearing.id)
        .group_by(Opinion.seat_id)
    )
    return {seat_id: (at, version) for seat_id, at, version in rows}


def _times(session: Session, query: Select[Any, datetime]) -> dict[int, datetime]:
    return {key: at for key, at in session.execute(query)}
