"""The register of members and inspectors, as secretariat and deciders read it, and each person their own page.

Of hearings and visits only numbers are told: who decides what in which case stands in the case.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.law.appointment import COMMITTEE_POSTS, POSTS, Term, update_due
from app.law.roles import STAFF
from app.store import standing
from app.store.models.appointments import Appointment, AppointmentEvent, StandingInterest
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.people import User, UserRole
from app.store.models.visits import VisitMember
from app.store.reading.visible import case_visible, disinterested
from app.store.viewer import Viewer

MOST = 500
ENDING_WITHIN = timedelta(days=60)
ORDER = {post: at for at, post in enumerate(("chair", "acting", "member", "alternate", "inspector"))}


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment. `last` is its last day, `state` coming, running or over on the day asked for."""

    id: int
    post: str
    acting_order: int
    since: date
    until: date
    last: date
    state: str
    expertise: tuple[str, ...]
    organisation: str
    organisation_number: str
    staff_of_body: bool
    qualification: str
    ended_on: date | None
    ended_reason: str
    confirmed_on: date | None
    update_due: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the register. `staff` holds roles of the body, so is not counted as an expert (X21)."""

    user_id: int
    name: str
    email: str
    joined: bool
    active: bool
    staff: tuple[str, ...]
    held: tuple[Held, ...]

    @property
    def running(self) -> tuple[Held, ...]:
        """The appointments of the day asked for."""
        return tuple(each for each in self.held if each.state == "running")

    @property
    def update_due(self) -> date | None:
        """The day by which the yearly update is due; None where no running term reaches it."""
        return min((each.update_due for each in self.running if each.update_due), default=None)

    @property
    def confirmed_on(self) -> date | None:
        """The day of the last yearly update."""
        return max((each.confirmed_on for each in self.held if each.confirmed_on), default=None)


@dataclass(frozen=True, slots=True)
class Tie:
    """A standing interest as it is now; `until` says that it is over."""

    id: int
    kind: str
    name: str
    corporate_number: str
    since: date | None
    until: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the register's record, with its legal date."""

    kind: str
    on: date
    who: str
    post: str
    reason: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Everything on a person's page; the numbers count hearings and visits, running and all."""

    listed: Listed
    ties: list[Tie]
    record: list[Happened]
    numbers: dict[str, int] = field(default_factory=dict)
    sits_in: tuple[str, ...] = ()
    """The numbers of the open hearings in which the person has a seat, of cases that the reader may see."""


def may_read(viewer: Viewer) -> bool:
    """Whether somebody reads the whole register."""
    return viewer.is_("secretariat") or viewer.is_("decider")


def listed(
    session: Session, viewer: Viewer, today: date, *, post: str = "", state: str = "running", q: str = ""
) -> list[Listed]:
    """People by post and name; `state` is running, ending, due (the yearly update), ended or all."""
    if not may_read(viewer):
        return []
    people = _people(session, today)
    words = q.casefold().split()
    found = [
        each
        for each in people
        if _in_state(each, state, today)
        and (not post or any(held.post == post for held in each.running or each.held))
        and all(word in _said(each) for word in words)
    ]
    return sorted(found, key=_rank)[:MOST]


def person(session: Session, viewer: Viewer, user_id: int, today: date) -> Person | None:
    """A person's page for who may read it; None for anybody else and for who is not in the register."""
    if not may_read(viewer) and viewer.user_id != user_id:
        return None
    found = _people(session, today, user_id)
    if not found:
        return None
    return Person(
        found[0],
        _ties(session, user_id),
        _record(session, user_id),
        _numbers(session, viewer, user_id),
        tuple(sits_in(session, viewer, user_id)) if may_read(viewer) else (),
    )


def running(session: Session, viewer: Viewer, user_id: int) -> int:
    """In how many open hearings a person has a seat, without those that an interest shuts to the reader."""
    return _numbers(session, viewer, user_id)["running"]


def sits_in(session: Session, viewer: Viewer, user_id: int) -> list[str]:
    """The open hearings in which a person is still asked, as far as the reader may see their cases."""
    query = (
        select(Hearing.number)
        .join(Seat, Seat.hearing_id == Hearing.id)
        .join(Case, Case.id == Hearing.case_id)
        .where(
            Seat.user_id == user_id,
            Seat.state.in_(("invited", "judging", "eligible", "challenged")),
            Hearing.state == "open",
            case_visible(viewer),
        )
        .order_by(Hearing.due_at, Hearing.id)
    )
    return list(session.scalars(query))


def held(session: Session, viewer: Viewer, appointment_id: int, today: date) -> tuple[Listed, Held] | None:
    """An appointment and its person, for who reads the register."""
    user_id = session.scalar(select(Appointment.user_id).where(Appointment.id == appointment_id))
    if user_id is None or not may_read(viewer):
        return None
    found = _people(session, today, user_id)[0]
    return found, next(each for each in found.held if each.id == appointment_id)


def tie(session: Session, viewer: Viewer, interest_id: int) -> tuple[int, Tie] | None:
    """A tie that is not replaced and whose it is, for the person and for who reads the register."""
    user_id = session.scalar(select(StandingInterest.user_id).where(StandingInterest.id == interest_id))
    if user_id is None or (not may_read(viewer) and viewer.user_id != user_id):
        return None
    found = [each for each in _ties(session, user_id) if each.id == interest_id]
    return (user_id, found[0]) if found else None


def post_of(session: Session, viewer: Viewer, today: date) -> str:
    """The committee post that the viewer holds today, the highest of several; empty for none."""
    found = session.scalars(
        select(Appointment.post).where(
            Appointment.user_id == viewer.user_id,
            Appointment.post.in_(COMMITTEE_POSTS),
            standing.runs(today),
        )
    )
    return min(found, key=ORDER.__getitem__, default="")


def update_due_of(session: Session, viewer: Viewer, today: date) -> date | None:
    """When the viewer's own yearly update is due; None where nothing is."""
    found = _people(session, today, viewer.user_id)
    return found[0].update_due if found else None


def _people(session: Session, today: date, user_id: int | None = None) -> list[Listed]:
    rows = select(Appointment, User).join(User, User.id == Appointment.user_id)
    staff = select(UserRole.user_id, UserRole.role).where(UserRole.role.in_(sorted(STAFF)))
    if user_id is not None:
        rows, staff = rows.where(Appointment.user_id == user_id), staff.where(UserRole.user_id == user_id)
    users: dict[int, User] = {}
    terms: dict[int, list[Held]] = {}
    for row, user in session.execute(rows.order_by(Appointment.since.desc(), Appointment.id.desc())):
        users[user.id] = user
        terms.setdefault(user.id, []).append(_held(row, today))
    roles: dict[int, list[str]] = {}
    for holder, role in session.execute(staff.order_by(UserRole.role)):
        roles.setdefault(holder, []).append(role)
    return [
        Listed(
            user.id,
            user.name,
            user.email,
            user.verified_at is not None,
            user.active,
            tuple(roles.get(user.id, ())),
            tuple(terms[user.id]),
        )
        for user in users.values()
    ]


def _held(row: Appointment, today: date) -> Held:
    term = Term(row.since, row.until, row.ended_on, row.confirmed_on)
    return Held(
        row.id,
        row.post,
        row.acting_order,
        row.since,
        row.until,
        term.last_day,
        "over" if term.last_day < today else "coming" if row.since > today else "running",
        tuple(row.expertise),
        row.organisation,
        row.organisation_number or "",
        row.staff_of_body,
        row.qualification,
        row.ended_on,
        row.ended_reason,
        row.confirmed_on,
        update_due(term),
    )


def _in_state(each: Listed, state: str, today: date) -> bool:
    if state == "ending":
        return any(held.last <= today + ENDING_WITHIN for held in each.running)
    if state == "due":
        return each.update_due is not None and each.update_due <= today
    if state == "ended":
        return all(held.state == "over" for held in each.held)
    return state == "all" or any(held.state != "over" for held in each.held)


def _said(each: Listed) -> str:
    words = [each.name, each.email]
    for held in each.held:
        words += [POSTS[held.post].ja, POSTS[held.post].en, held.organisation, held.qualification]
        words += held.expertise
    return " ".join(words).casefold()


def _rank(each: Listed) -> tuple[int, int, str]:
    first = min(each.running or each.held, key=lambda held: (ORDER[held.post], held.acting_order))
    return ORDER[first.post], first.acting_order, each.name


def _ties(session: Session, user_id: int) -> list[Tie]:
    later = aliased(StandingInterest)
    rows = session.scalars(
        select(StandingInterest)
        .where(
            StandingInterest.user_id == user_id,
            ~select(later.id).where(later.replaces_id == StandingInterest.id).exists(),
        )
        .order_by(StandingInterest.until.is_not(None), StandingInterest.id)
    )
    return [
        Tie(row.id, row.kind, row.name, row.corporate_number or "", row.since, row.until, row.text)
        for row in rows
    ]


def _record(session: Session, user_id: int) -> list[Happened]:
    rows = session.execute(
        select(AppointmentEvent, User.name, Appointment.post)
        .outerjoin(User, User.id == AppointmentEvent.by_id)
        .outerjoin(Appointment, Appointment.id == AppointmentEvent.appointment_id)
        .where(AppointmentEvent.user_id == user_id)
        .order_by(AppointmentEvent.id.desc())
        .limit(100)
    )
    return [
        Happened(event.kind, event.legal_date, who or "", post or "", event.reason, event.data)
        for event, who, post in rows
    ]


def _numbers(session: Session, viewer: Viewer, user_id: int) -> dict[str, int]:
    """Of other people's hearings and visits those are counted that no interest shuts to the reader (第7条)."""
    seat, visit = Seat.user_id == user_id, VisitMember.user_id == user_id
    if viewer.user_id != user_id:
        seat = seat & disinterested(viewer, Seat.case_id)
        visit = visit & disinterested(viewer, VisitMember.case_id)
    hearings = select(func.count()).select_from(Seat).where(seat)
    running = hearings.join(Hearing, Hearing.id == Seat.hearing_id).where(Hearing.state == "open")
    visits = select(func.count()).select_from(VisitMember).where(visit)
    wanted = {"hearings": hearings, "running": running, "visits": visits}
    return {name: session.scalar(query) or 0 for name, query in wanted.items()}
