"""第7条: the committee room as one member reads it. Nothing here shows what others think before the closing.

A seat opens its page while its person is to declare, waits for a judgement, or is eligible; whatever the case
holds is read through `case_visible` like everywhere else.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from app.store.models.cases import Case
from app.store.models.committee import (
    Closing,
    Declaration,
    Hearing,
    InterestJudgement,
    Meeting,
    MemberNote,
    Minutes,
    Opinion,
    Question,
    Ruling,
    Seat,
)
from app.store.models.people import User
from app.store.models.procedures import Draft, WorkItem
from app.store.reading import cases
from app.store.reading.cases import Head
from app.store.viewer import Viewer

PROCESS = "member_opinion"
DECLARING, JUDGED, OPEN = "invited", "judging", "eligible"


@dataclass(frozen=True, slots=True)
class Place:
    """A hearing from the seat of its viewer; `head` is the case, None until the seat is eligible.

    `meeting` is where the committee meets on it, None for a circulation.
    """

    hearing: Hearing
    seat: Seat
    head: Head | None
    meeting: Meeting | None

    @property
    def presiding(self) -> bool:
        """Whether the viewer presides over the hearing."""
        return self.hearing.presiding_id == self.seat.user_id


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the viewer's own opinion is: versions given, when, and what lies in the draft.

    `pack` names the papers on which the last version was given.
    """

    version: int = 0
    verdict: str = ""
    given_at: datetime | None = None
    drafted_at: datetime | None = None
    pack: str = ""

    def outdated(self, now: str) -> bool:
        """Whether the papers have changed since the last version was given (case 25)."""
        return self.given_at is not None and self.pack != now


@dataclass(frozen=True, slots=True)
class Given:
    """The last opinion of a seat, shown after the closing."""

    name: str
    seat: Seat
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the applicant; `own` where the viewer asked it. Who else asked is not told."""

    question: Question
    own: bool


def place(session: Session, viewer: Viewer, number: str) -> Place | None:
    """The hearing with that number from the viewer's seat; None for whoever has no open seat in it."""
    row = session.execute(_seats(viewer).where(Hearing.number == number)).first()
    return _place(session, viewer, row) if row is not None else None


def presides_undeclared(session: Session, viewer: Viewer, number: str) -> bool:
    """Whether the viewer is to preside over the hearing and has yet to declare: the case is shut until then."""
    found = place(session, viewer, number)
    return found is not None and found.presiding and found.seat.state == DECLARING


def place_of_item(session: Session, viewer: Viewer, item_id: int) -> Place | None:
    """The seat for which a step of the viewer's waits or waited; None where the seat is shut."""
    row = session.execute(
        _seats(viewer)
        .join(WorkItem, WorkItem.case_id == Seat.case_id)
        .where(WorkItem.id == item_id, WorkItem.assignee_id == viewer.user_id)
        .order_by(Hearing.round.desc())
    ).first()
    return _place(session, viewer, row) if row is not None else None


def places(session: Session, viewer: Viewer) -> list[Place]:
    """Every seat of the viewer that opens a page, the most urgent first."""
    rows = session.execute(_seats(viewer).order_by(Hearing.due_at, Hearing.id))
    found = (_place(session, viewer, row) for row in rows)
    return [each for each in found if each is not None]


def _seats(viewer: Viewer) -> Select[Hearing, Seat, str]:
    return (
        select(Hearing, Seat, Case.case_no)
        .join(Seat, Seat.hearing_id == Hearing.id)
        .join(Case, Case.id == Hearing.case_id)
        .where(Seat.user_id == viewer.user_id, Seat.state.in_((DECLARING, JUDGED, OPEN)))
    )


def _place(session: Session, viewer: Viewer, row: Row[Hearing, Seat, str]) -> Place | None:
    hearing, seat, case_no = row
    meeting = session.get(Meeting, hearing.meeting_id) if hearing.meeting_id is not None else None
    if seat.state != OPEN:
        return Place(hearing, seat, None, meeting) if hearing.state == "open" else None
    head = cases.find(session, viewer, case_no)
    return Place(hearing, seat, head, meeting) if head is not None else None


def waiting_item(session: Session, place: Place) -> int | None:
    """The step of the seat that waits for its person: to declare or to give an opinion."""
    return session.scalar(
        select(WorkItem.id)
        .where(
            WorkItem.case_id == place.seat.case_id,
            WorkItem.assignee_id == place.seat.user_id,
            WorkItem.process_id == PROCESS,
            WorkItem.state == "open",
        )
        .order_by(WorkItem.id.desc())
        .limit(1)
    )


def standing(session: Session, place: Place, item_id: int | None) -> Standing:
    """How far the viewer's own opinion is."""
    last = session.scalar(
        select(Opinion).where(Opinion.seat_id == place.seat.id).order_by(Opinion.version.desc()).limit(1)
    )
    draft = session.get(Draft, item_id) if item_id is not None else None
    drafted = draft.saved_at if draft is not None else None
    if last is None:
        return Standing(drafted_at=drafted)
    return Standing(last.version, last.verdict, last.received_at, drafted, last.pack)


def own_opinions(session: Session, place: Place) -> list[Opinion]:
    """Every version that the viewer gave, the newest first."""
    query = select(Opinion).where(Opinion.seat_id == place.seat.id).order_by(Opinion.version.desc())
    return list(session.scalars(query))


def shut(session: Session, viewer: Viewer) -> list[tuple[Seat, Declaration | None]]:
    """The viewer's seats that are shut, with what was declared last there; nothing tells the case."""
    rows = session.execute(
        select(Seat, Declaration)
        .outerjoin(Declaration, Declaration.seat_id == Seat.id)
        .where(Seat.user_id == viewer.user_id, Seat.state.not_in((DECLARING, JUDGED, OPEN)))
        .order_by(Seat.id.desc(), Declaration.sequence.desc())
        .limit(100)
    )
    last: dict[int, tuple[Seat, Declaration | None]] = {}
    for seat, declaration in rows:
        last.setdefault(seat.id, (seat, declaration))
    return list(last.values())


@dataclass(frozen=True, slots=True)
class Receipt:
    """A shut seat as its own person may know it: what was declared and judged, and nothing of the case."""

    seat: Seat
    declared: list[Declaration]
    cleared: bool


def receipt(session: Session, viewer: Viewer, seat_id: int) -> Receipt | None:
    """The receipt of a seat of the viewer's that is shut; None for any other seat."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.user_id != viewer.user_id or seat.state in (DECLARING, JUDGED, OPEN):
        return None
    rows = session.scalars(
        select(Declaration).where(Declaration.seat_id == seat.id).order_by(Declaration.sequence)
    )
    last = session.scalar(
        select(InterestJudgement.effect)
        .where(InterestJudgement.seat_id == seat.id)
        .order_by(InterestJudgement.id.desc())
        .limit(1)
    )
    return Receipt(seat, list(rows), cleared=last == "none")


def notes(session: Session, place: Place) -> MemberNote | None:
    """What the viewer noted for oneself."""
    return session.get(MemberNote, place.seat.id)


def questions(session: Session, place: Place) -> list[Asked]:
    """The viewer's own questions, and those of others as the applicant read them."""
    rows = session.scalars(
        select(Question).where(Question.hearing_id == place.hearing.id).order_by(Question.id)
    )
    found = [Asked(each, each.seat_id == place.seat.id) for each in rows]
    closed = place.hearing.state != "open"
    return [each for each in found if each.own or each.question.sent_at is not None or closed]


def closing(session: Session, place: Place) -> Closing | None:
    """How the hearing was closed."""
    return session.get(Closing, place.hearing.id)


def rulings(session: Session, place: Place) -> list[Ruling]:
    """What was ruled or counted again after the closing, in order."""
    query = select(Ruling).where(Ruling.hearing_id == place.hearing.id).order_by(Ruling.id)
    return list(session.scalars(query))


def given(session: Session, place: Place) -> list[Given]:
    """The opinions that were given, in the order of the seats; none before the hearing is closed (X20)."""
    if place.hearing.state == "open" or closing(session, place) is None:
        return []
    rows = session.execute(
        select(User.name, Seat, Opinion)
        .join(Seat, Seat.id == Opinion.seat_id)
        .join(User, User.id == Seat.user_id)
        .where(Seat.hearing_id == place.hearing.id, Seat.state == OPEN)
        .order_by(Seat.id, Opinion.version.desc())
    )
    last: dict[int, Given] = {}
    for name, seat, opinion in rows:
        last.setdefault(seat.id, Given(name, seat, opinion))
    return list(last.values())


def minutes(session: Session, place: Place) -> Minutes | None:
    """The approved minutes; a draft is the business of who writes and who presides."""
    return next(iter(_approved(session, place, Minutes.addendum == 0)), None)


def addenda(session: Session, place: Place) -> list[Minutes]:
    """What was added to the approved minutes, in order."""
    return _approved(session, place, Minutes.addendum > 0)


def _approved(session: Session, place: Place, which: ColumnElement[bool]) -> list[Minutes]:
    query = select(Minutes).where(
        Minutes.hearing_id == place.hearing.id, Minutes.approved_at.is_not(None), which
    )
    return list(session.scalars(query.order_by(Minutes.version)))
