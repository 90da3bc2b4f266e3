"""The secretary's board: hearings of the cases that the viewer may see, where each stands, and what is ready.

Who declared and who answered is told, never what: opinions are blind until the closing, for the secretariat too.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import Closing, Declaration, Hearing, Meeting, MeetingRequest, Opinion, Seat
from app.store.models.people import Provider, User
from app.store.models.procedures import NO_DUE_DATE, WorkItem
from app.store.models.services import Service
from app.store.reading.visible import case_visible, claimable
from app.store.viewer import Viewer

MOST = 200
SEATED = ("invited", "judging", "eligible")
MEMBERS = ("member", "chair", "acting", "alternate")


@dataclass(frozen=True, slots=True)
class Ready:
    """A case whose hearing can be convened: the work item that waits for it."""

    item_id: int
    case_no: str
    service: str
    provider: str
    since: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """A hearing on the board. `asked` counts the seats that are asked, `declared` and `given` of them.

    `meeting_asked`: a circulation that stopped since a member asked for a meeting. `presiding_waits`: who
    presides has not declared yet, and cannot open the page of the presiding member.
    """

    number: str
    case_no: str
    service: str
    provider: str
    round: int
    state: str
    method: str
    meeting: int | None
    declare_by: datetime
    due_at: datetime
    asked: int
    declared: int
    given: int
    out: int
    outcome: str | None
    meeting_asked: bool
    presiding: str
    presiding_waits: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting that is to come or was held, and how many of the viewer's cases are on its agenda."""

    number: int
    method: str
    starts_at: datetime
    place: str
    url: str
    state: str
    hearings: int


def ready(session: Session, viewer: Viewer) -> list[Ready]:
    """Cases that wait to be put before the committee, the longest waiting first."""
    rows = session.execute(
        select(WorkItem, Case.case_no, Service.name, Provider.name)
        .join(Case, Case.id == WorkItem.case_id)
        .join(Service, Service.id == Case.service_id)
        .join(Provider, Provider.id == Case.provider_id)
        .where(
            WorkItem.process_id == "committee_review",
            WorkItem.node == "convene",
            claimable(viewer, role="secretariat"),
            case_visible(viewer),
        )
        .order_by(WorkItem.created_at)
        .limit(MOST)
    )
    return [
        Ready(
            item.id,
            case_no,
            service,
            provider,
            item.created_at,
            None if item.due_on == NO_DUE_DATE else item.due_on,
        )
        for item, case_no, service, provider in rows
    ]


def rows(session: Session, viewer: Viewer, meeting: int | None = None) -> list[Row]:
    """The hearings of visible cases, those that are due first; of one meeting only where it is named."""
    query = (
        select(
            Hearing,
            Case.case_no,
            Service.name,
            Provider.name,
            Meeting.number,
            Closing.outcome,
            MeetingRequest.at,
            User.name,
            Seat.state,
        )
        .join(Case, Case.id == Hearing.case_id)
        .join(Service, Service.id == Case.service_id)
        .join(Provider, Provider.id == Case.provider_id)
        .outerjoin(Meeting, Meeting.id == Hearing.meeting_id)
        .outerjoin(Closing, Closing.hearing_id == Hearing.id)
        .outerjoin(MeetingRequest, MeetingRequest.hearing_id == Hearing.id)
        .outerjoin(User, User.id == Hearing.presiding_id)
        .outerjoin(Seat, (Seat.hearing_id == Hearing.id) & (Seat.user_id == Hearing.presiding_id))
        .where(case_visible(viewer))
        .order_by(Hearing.due_at.desc(), Hearing.id)
        .limit(MOST)
    )
    if meeting is not None:
        query = query.where(Meeting.number == meeting)
    found = session.execute(query).all()
    states = _states(session, [row[0].id for row in found])
    given = _given(session, [row[0].id for row in found])
    declared = _declared(session, [row[0].id for row in found])
    return [
        Row(
            hearing.number,
            case_no,
            service,
            provider,
            hearing.round,
            hearing.state,
            hearing.method,
            number,
            hearing.declare_by,
            hearing.due_at,
            sum(count for state, count in states.get(hearing.id, {}).items() if state in SEATED),
            declared.get(hearing.id, 0),
            given.get(hearing.id, 0),
            sum(count for state, count in states.get(hearing.id, {}).items() if state not in SEATED),
            outcome,
            asked is not None,
            presiding or "",
            seat_state == "invited",
        )
        for hearing, case_no, service, provider, number, outcome, asked, presiding, seat_state in found
    ]


def meetings(session: Session, viewer: Viewer) -> list[Planned]:
    """The meetings, the next first, then those that are past; counts are of visible cases only."""
    seen = (
        select(func.count())
        .select_from(Hearing)
        .join(Case, Case.id == Hearing.case_id)
        .where(Hearing.meeting_id == Meeting.id, case_visible(viewer))
        .correlate(Meeting)
        .scalar_subquery()
    )
    found = session.execute(select(Meeting, seen).order_by(Meeting.starts_at.desc()).limit(MOST))
    return [_planned(meeting, count) for meeting, count in found]


def meeting(session: Session, viewer: Viewer, number: int) -> Planned | None:
    """One meeting, None where there is none of that number."""
    return next((each for each in meetings(session, viewer) if each.number == number), None)


def candidates(session: Session, today: date, without: set[int]) -> list[tuple[int, str, str]]:
    """Members and alternates in office who are not among `without`: id, name, post."""
    found = session.execute(
        select(User.id, User.name, Appointment.post)
        .join(Appointment, Appointment.user_id == User.id)
        .where(
            Appointment.post.in_(MEMBERS),
            Appointment.since <= today,
            Appointment.until >= today,
            Appointment.ended_on.is_(None) | (Appointment.ended_on > today),
            User.active,
        )
        .order_by(User.name)
    )
    return [(number, name, post) for number, name, post in found if number not in without]


def _planned(meeting: Meeting, count: int) -> Planned:
    return Planned(
        meeting.number,
        meeting.method,
        meeting.starts_at,
        meeting.place,
        meeting.url,
        meeting.state,
        count,
    )


def _states(session: Session, hearing_ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for hearing_id, state, count in session.execute(
        select(Seat.hearing_id, Seat.state, func.count())
        .where(Seat.hearing_id.in_(hearing_ids))
        .group_by(Seat.hearing_id, Seat.state)
    ):
        found.setdefault(hearing_id, {})[state] = count
    return found


def _given(session: Session, hearing_ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Seat.hearing_id, func.count(func.distinct(Seat.id)))
        .join(Opinion, Opinion.seat_id == Seat.id)
        .where(Seat.hearing_id.in_(hearing_ids), Seat.state == "eligible")
        .group_by(Seat.hearing_id)
    )
    return {hearing_id: count for hearing_id, count in rows}


def _declared(session: Session, hearing_ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Seat.hearing_id, func.count(func.distinct(Seat.id)))
        .join(Declaration, Declaration.seat_id == Seat.id)
        .where(Seat.hearing_id.in_(hearing_ids), Seat.state.in_(SEATED))
        .group_by(Seat.hearing_id)
    )
    return {hearing_id: count for hearing_id, count in rows}
