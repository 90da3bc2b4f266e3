"""One hearing as those who run it see it: who is seated, who declared and answered, questions, the closing.

Opinions and their content come out only when the hearing is closed (第7条; blind until then for everybody but
their author).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.store.models.cases import Case
from app.store.models.committee import (
    Attendance,
    Closing,
    Declaration,
    Hearing,
    InterestJudgement,
    Meeting,
    MeetingRequest,
    Opinion,
    Question,
    Ruling,
    Seat,
)
from app.store.models.people import User
from app.store.models.procedures import WorkItem
from app.store.reading.blind import knows_seats
from app.store.reading.cases import Head
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

OPEN = "open"
PROCEDURES = (
    "committee_review",
    "committee_minutes",
    "committee_question",
    "late_conflict",
    "renewed_declaration",
    "recount",
    "conflict_after_decision",
)


@dataclass(frozen=True, slots=True)
class Seated:
    """A person in a hearing: where the seat stands, when what came in, and whether the person is in the room."""

    seat_id: int
    user_id: int
    name: str
    state: str
    late: bool
    presiding: bool
    declared_at: datetime | None
    declared: str
    kinds: tuple[str, ...]
    judged: str
    given_at: datetime | None
    versions: int
    room: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the applicant and what became of it."""

    id: int
    by: str
    state: str
    text: str
    sent_text: str
    answer: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """An opinion, after the closing: the last version of each seat."""

    name: str
    state: str
    verdict: str
    reason: str
    conditions: str
    topics: list[dict[str, str]]
    version: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A hearing with everything that may be told of it.

    `request`: who asked for a meeting instead of this circulation, and why.
    """

    hearing: Hearing
    case_no: str
    meeting: Meeting | None
    presiding: str
    seats: list[Seated]
    questions: list[Asked]
    closing: Closing | None
    closed_by: str
    missing: list[str]
    rulings: list[Ruling]
    opinions: list[Given]
    request: MeetingRequest | None
    requested_by: str


def find(session: Session, viewer: Viewer, number: str) -> Shown | None:
    """The hearing with that number, if the viewer may see its case."""
    row = session.execute(
        select(Hearing, Case.case_no, Meeting)
        .join(Case, Case.id == Hearing.case_id)
        .outerjoin(Meeting, Meeting.id == Hearing.meeting_id)
        .where(Hearing.number == number, case_visible(viewer))
    ).first()
    if row is None:
        return None
    hearing, case_no, meeting = row
    closing = session.get(Closing, hearing.id)
    request = session.get(MeetingRequest, hearing.id)
    seated = session.execute(
        select(User.id, User.name).join(Seat, Seat.user_id == User.id).where(Seat.hearing_id == hearing.id)
    )
    names = {user_id: name for user_id, name in seated}
    return Shown(
        hearing,
        case_no,
        meeting,
        _name(session, hearing.presiding_id),
        _seats(session, hearing),
        _questions(session, hearing),
        closing,
        _name(session, closing.by_id) if closing is not None else "",
        [names.get(number, "") for number in closing.missing] if closing is not None else [],
        list(session.scalars(select(Ruling).where(Ruling.hearing_id == hearing.id).order_by(Ruling.id))),
        opinions(session, hearing) if closing is not None else [],
        request,
        _name(session, session.get_one(Seat, request.seat_id).user_id) if request is not None else "",
    )


def declared_by(session: Session, viewer: Viewer, case: Head) -> date | None:
    """The day by which members of an open hearing are still to declare, for those who are told of seats."""
    if not knows_seats(viewer):
        return None
    by = session.scalar(
        select(func.max(Hearing.declare_by))
        .join(Seat, Seat.hearing_id == Hearing.id)
        .where(Hearing.case_id == case.id, Hearing.state == OPEN, Seat.state == "invited")
    )
    return clock.date_in_japan(by) if by is not None else None


def seat_names(session: Session, case: Head, seat_ids: Iterable[int]) -> dict[int, str]:
    """Who holds seats of a visible case that its events told to the reader have named by their ids."""
    rows = session.execute(
        select(Seat.id, User.name)
        .join(User, User.id == Seat.user_id)
        .join(Hearing, Hearing.id == Seat.hearing_id)
        .where(Hearing.case_id == case.id, Seat.id.in_(list(seat_ids)))
    )
    return {id_: name for id_, name in rows}


def opinions(session: Session, hearing: Hearing) -> list[Given]:
    """The last version of each seat's opinion; empty while the hearing is open."""
    if hearing.state == OPEN:
        return []
    last = (
        select(Opinion.seat_id, func.max(Opinion.version).label("version"))
        .group_by(Opinion.seat_id)
        .subquery()
    )
    rows = session.execute(
        select(Opinion, Seat.state, User.name)
        .join(last, (last.c.seat_id == Opinion.seat_id) & (last.c.version == Opinion.version))
        .join(Seat, Seat.id == Opinion.seat_id)
        .join(User, User.id == Seat.user_id)
        .where(Seat.hearing_id == hearing.id, Seat.state == "eligible")
        .order_by(Seat.id)
    )
    return [
        Given(name, state, given.verdict, given.reason, given.conditions, given.topics, given.version)
        for given, state, name in rows
    ]


def tasks(session: Session, viewer: Viewer, hearing: Hearing) -> list[WorkItem]:
    """The open steps of the hearing's case that the committee's procedures wait for, and the viewer may do."""
    return list(
        session.scalars(
            select(WorkItem)
            .join(Case, Case.id == WorkItem.case_id)
            .where(
                WorkItem.case_id == hearing.case_id,
                WorkItem.state == "open",
                WorkItem.process_id.in_(PROCEDURES),
                WorkItem.role.in_(sorted(viewer.roles)),
                WorkItem.bound.is_(False) | (WorkItem.assignee_id == viewer.user_id),
                case_visible(viewer),
            )
            .order_by(WorkItem.id)
        )
    )


def _seats(session: Session, hearing: Hearing) -> list[Seated]:
    rows = session.execute(
        select(Seat, User.name)
        .join(User, User.id == Seat.user_id)
        .where(Seat.hearing_id == hearing.id)
        .order_by(Seat.id)
    ).all()
    ids = [seat.id for seat, _ in rows]
    declared = _declared(session, ids)
    judged = _judged(session, ids)
    given = {
        seat_id: (at, versions)
        for seat_id, at, versions in session.execute(
            select(Opinion.seat_id, func.max(Opinion.received_at), func.max(Opinion.version))
            .where(Opinion.seat_id.in_(ids))
            .group_by(Opinion.seat_id)
        )
    }
    room = {
        row.user_id: row.event
        for row in session.scalars(
            select(Attendance).where(Attendance.hearing_id == hearing.id).order_by(Attendance.id)
        )
    }
    found = []
    for seat, name in rows:
        told, ruled = declared.get(seat.id), judged.get(seat.id)
        at, versions = given.get(seat.id, (None, 0))
        found.append(
            Seated(
                seat.id,
                seat.user_id,
                name,
                seat.state,
                seat.late,
                seat.user_id == hearing.presiding_id,
                told.at if told is not None else None,
                told.result if told is not None else "",
                tuple(told.kinds) if told is not None else (),
                ruled.effect if ruled is not None else "",
                at,
                versions,
                room.get(seat.user_id, ""),
            )
        )
    return found


def _declared(session: Session, seat_ids: list[int]) -> dict[int, Declaration]:
    rows = session.scalars(
        select(Declaration).where(Declaration.seat_id.in_(seat_ids)).order_by(Declaration.id)
    )
    return {row.seat_id: row for row in rows}


def _judged(session: Session, seat_ids: list[int]) -> dict[int, InterestJudgement]:
    rows = session.scalars(
        select(InterestJudgement)
        .where(InterestJudgement.seat_id.in_(seat_ids))
        .order_by(InterestJudgement.id)
    )
    return {row.seat_id: row for row in rows}


def _questions(session: Session, hearing: Hearing) -> list[Asked]:
    rows = session.execute(
        select(Question, User.name)
        .join(Seat, Seat.id == Question.seat_id)
        .join(User, User.id == Seat.user_id)
        .where(Question.hearing_id == hearing.id)
        .order_by(Question.id)
    )
    return [
        Asked(row.id, name, row.state, row.text, row.sent_text, row.answer, row.asked_at)
        for row, name in rows
    ]


def _name(session: Session, user_id: int | None) -> str:
    found = session.get(User, user_id) if user_id is not None else None
    return found.name if found is not None else ""
