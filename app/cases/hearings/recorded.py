"""The rows behind the minutes of a hearing, read once: nothing here is worded yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import meeting_requests, opinions, tallies
from app.cases.hearings.declaring import RENEWED
from app.law import committee
from app.store import standing
from app.store.models.appointments import Appointment
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
from app.store.models.people import Provider, User
from app.store.models.procedures import Event
from app.store.models.services import Service

COUNTING, STANDS = "eligible", "stands"


class Seated(NamedTuple):
    """A seat with its person's name, the newest declaration and opinion, and every judgement in order.

    `earlier` is the first declaration where another one followed.
    """

    seat: Seat
    name: str
    declaration: Declaration | None
    judgements: list[InterestJudgement]
    opinion: Opinion | None
    earlier: Declaration | None = None
    left: bool = False

    @property
    def renewal(self) -> InterestJudgement | None:
        """The judgement by which a declaration made again ended an exclusion."""
        last = [row for row in self.judgements if row.cause == RENEWED][-1:]
        return last[0] if last and last[0].effect == "none" else None

    @property
    def shut_since(self) -> datetime | None:
        """When the first declaration, or its judgement, shut the seat."""
        judged = [row.at for row in self.judgements if row.effect == "excluded"]
        return judged[0] if judged else (self.earlier.at if self.earlier is not None else None)

    @property
    def kinds(self) -> list[str]:
        """The kinds of interest that were judged last, or declared; never their details."""
        judged = [row.kinds for row in self.judgements if row.kinds]
        declared = [row.kinds for row in (self.declaration, self.earlier) if row is not None]
        return next((each for each in (*judged[-1:], *declared) if each), [])

    @property
    def found_out(self) -> bool:
        """Whether the last judgement found an interest, also where the seat had ended otherwise by then."""
        return bool(self.judgements) and self.judgements[-1].effect == "excluded"

    @property
    def stands(self) -> bool:
        """Whether an interest was found late and the opinion was judged to stand."""
        out = [row.opinion_effect for row in self.judgements if row.effect == "excluded"]
        return self.seat.state == "struck" and out[-1:] == ["stands"]

    @property
    def votes(self) -> bool:
        """Whether this seat is one of those that quorum and vote are counted of."""
        return self.seat.state == COUNTING or self.stands

    @property
    def counts(self) -> bool:
        """Whether this seat's opinion is among those counted."""
        return self.votes and self.opinion is not None and not self.left

    @property
    def ending(self) -> str:
        """The key by which the minutes name where the seat stands."""
        return STANDS if self.stands else self.seat.state


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything on record about a hearing that its minutes tell. `posts` are those held on the day of the closing.

    `stopped` are the earlier circulations on the case in which a member asked for a meeting.
    """

    hearing: Hearing
    closing: Closing
    case: Case
    service: str
    provider: str
    meeting: Meeting | None
    presiding: str
    posts: dict[int, list[Appointment]]
    seats: list[Seated]
    attendance: list[Attendance]
    rulings: list[Ruling]
    questions: list[Question]
    names: dict[int, str]
    stopped: list[tuple[Hearing, MeetingRequest]]
    handed_over: list[Event]
    """Each change of who presides after the closing."""

    @property
    def outcome(self) -> str:
        """The outcome that stands: a ruling's where there is one, else the closing's."""
        return self.rulings[-1].outcome if self.rulings else self.closing.outcome

    @property
    def closed_on(self) -> date:
        """The legal date of the closing."""
        return clock.date_in_japan(self.closing.at)


def read(session: Session, hearing: Hearing) -> Recorded:
    """The record of a closed hearing; LookupError while it is open."""
    closing = session.get(Closing, hearing.id)
    if closing is None:
        raise LookupError(f"{hearing.number} is not closed")
    case = session.get_one(Case, hearing.case_id)
    seats = _seats(session, hearing)
    attendance = session.scalars(
        select(Attendance).where(Attendance.hearing_id == hearing.id).order_by(Attendance.at, Attendance.id)
    ).all()
    posts = _posts(session, clock.date_in_japan(closing.at))
    known = {each.seat.user_id for each in seats} | {row.user_id for row in attendance} | set(posts)
    known |= {hearing.presiding_id} if hearing.presiding_id is not None else set()
    moved = _handed_over(session, hearing)
    known |= {row.data[side] for row in moved for side in ("from", "to")}
    names = {
        number: name
        for number, name in session.execute(select(User.id, User.name).where(User.id.in_(sorted(known))))
    }
    return Recorded(
        hearing,
        closing,
        case,
        session.get_one(Service, case.service_id).name,
        session.get_one(Provider, case.provider_id).name,
        session.get(Meeting, hearing.meeting_id) if hearing.meeting_id is not None else None,
        names.get(hearing.presiding_id or 0, ""),
        posts,
        seats,
        list(attendance),
        list(session.scalars(select(Ruling).where(Ruling.hearing_id == hearing.id).order_by(Ruling.id))),
        list(
            session.scalars(select(Question).where(Question.hearing_id == hearing.id).order_by(Question.id))
        ),
        names,
        [each for each in meeting_requests.of_case(session, case.id) if each[0].round < hearing.round],
        moved,
    )


def _handed_over(session: Session, hearing: Hearing) -> list[Event]:
    """From one person to another, after the hearing was closed."""
    rows = session.scalars(
        select(Event)
        .where(Event.case_id == hearing.case_id, Event.kind.in_(("hearing_closed", "seat_presiding")))
        .order_by(Event.seq)
    )
    own = [row for row in rows if row.data["hearing"] == hearing.number]
    closed = max((row.seq for row in own if row.kind == "hearing_closed"), default=0)
    return [row for row in own if row.seq > closed and row.data["from"] and row.data["to"]]


def came(found: Recorded, each: Seated) -> bool:
    """Whether a member was in the room at the closing."""
    until = found.closing.at
    noted = [row.event for row in found.attendance if row.user_id == each.seat.user_id and row.at <= until]
    return noted[-1:] == ["in"]


def _seats(session: Session, hearing: Hearing) -> list[Seated]:
    rules = committee.rule_set(hearing.rule_set)
    gone = tallies.left(session, hearing) if rules.word(committee.LEFT) == "not_present" else set()
    rows = session.execute(
        select(Seat, User.name)
        .join(User, User.id == Seat.user_id)
        .where(Seat.hearing_id == hearing.id)
        .order_by(Seat.id)
    ).all()
    numbers = [seat.id for seat, _ in rows]
    declarations = session.scalars(
        select(Declaration).where(Declaration.seat_id.in_(numbers)).order_by(Declaration.sequence)
    ).all()
    declared = {row.seat_id: row for row in declarations}
    first = {row.seat_id: row for row in declarations if row.sequence == 1}
    given = opinions.given(session, hearing)
    judged: dict[int, list[InterestJudgement]] = {}
    for row in session.scalars(
        select(InterestJudgement).where(InterestJudgement.seat_id.in_(numbers)).order_by(InterestJudgement.id)
    ):
        judged.setdefault(row.seat_id, []).append(row)
    return [
        Seated(
            seat,
            name,
            (last := declared.get(seat.id)),
            judged.get(seat.id, []),
            given.get(seat.id),
            first.get(seat.id) if last is not None and last.sequence > 1 else None,
            seat.id in gone,
        )
        for seat, name in rows
    ]


def _posts(session: Session, on: date) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = {}
    for row in session.scalars(
        select(Appointment)
        .where(
            Appointment.post.in_(("member", "chair", "acting")),
            standing.runs(on),
        )
        .order_by(Appointment.id)
    ):
        found.setdefault(row.user_id, []).append(row)
    return found
