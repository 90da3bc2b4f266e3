"""The secretariat moves a meeting, or calls it off, before it was held (第6条第2項, 第7条)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases import reasons
from app.cases.errors import UNKNOWN, Refused, Unknown
from app.cases.hearings import closing, convening, lookup, meeting_changes, meeting_requests
from app.cases.hearings.meeting_changes import AGAIN, CANCELLED, MOVED
from app.cases.runtime import Runtime
from app.law.circulation import CIRCULATION
from app.law.hearing import circulation_grounds
from app.law.meeting import meeting_grounds
from app.law.text import Ground, Text
from app.store.models.cases import Case
from app.store.models.committee import Attendance, Hearing, Meeting, Seat
from app.store.models.meetings import MeetingChange
from app.store.reading import board
from app.store.reading.board import Planned
from app.store.viewer import Viewer

Agenda = list[tuple[Case, Hearing]]
_AGENDA_MOVED = Text("会議の議案が変わりました。", "The agenda has changed.")
_HELD = Text(
    "この会議は始まっているか、議案が締め切られているため、変更も取りやめもできません。",
    "This meeting has begun, or one of its items is closed, so it can neither be changed nor called off.",
)
_STARTED = Text(
    "会議の開始時刻を過ぎているため、変更も取りやめもできません。届いている意見は、議長の締切りか期限の到来で集計します。",
    "The hour of this meeting has passed, so it can neither be changed nor called off. The opinions received are "
    "counted when the presiding member closes, or when they are due.",
)
_DUE = Text(
    "意見の期限を過ぎた議案があるため、変更も取りやめもできません。期限までに届いた意見を集計します。",
    "Opinions on an item were due already, so the meeting can neither be changed nor called off. "
    "What was received in time is counted.",
)
_OFF = Text("この会議は取りやめられています。", "This meeting was called off.")
_SAME = Text("変わるところがありません。", "Nothing would change.")
_PASSED = Text("会議は、これから来る日時にしてください。", "Choose a time to come for the meeting.")
_WHY = Text("理由を書いてください。", "Write the reason.")
_NOWHERE = Text(
    "この会議に移せません。日時が、議案の申告の期限と意見の期限の間にありません。",
    "The items cannot go there: it is not between their declarations and the time at which opinions are due.",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a meeting is to be; `day` YYYY-MM-DD and `hour` HH:MM in Japan."""

    method: str
    day: str
    hour: str
    place: str
    url: str

    @property
    def starts_at(self) -> datetime:
        return convening.instant(self.day, self.hour)


@dataclass(frozen=True, slots=True)
class Changeable:
    """A meeting with the planned ones to which its open items could go: id, number, hour."""

    meeting: Planned
    others: list[tuple[int, int, datetime]]


def move(runtime: Runtime, viewer: Viewer, number: int, wanted: Wanted, reason: str) -> None:
    """Change when, where and how a meeting is held. Raises Unknown, and Refused for what cannot be."""

    def change(session: Session, meeting: Meeting, agenda: Agenda, why: str) -> None:
        before = meeting_changes.told(meeting)
        grounds = [ground for _, hearing in agenda for ground in _hour(wanted.starts_at, hearing)]
        if not agenda and wanted.starts_at <= clock.now():
            grounds = [_ground(_PASSED, "held_on")]
        if grounds:
            raise Refused(grounds[:1])
        meeting.method, meeting.starts_at = wanted.method, wanted.starts_at
        meeting.place, meeting.url = wanted.place, wanted.url
        after = meeting_changes.told(meeting)
        if after == before:
            raise Refused([_ground(_SAME)])
        _keep(session, viewer, meeting, agenda, MOVED, why, before, after)
        for case, hearing in agenda:
            hearing.method = wanted.method
            closing.note(
                session, case, hearing, "meeting_moved", viewer.user_id, why, {"from": before, "to": after}
            )
        people = _seated(session, agenda)
        meeting_changes.tell(session, runtime.settings.base_url, meeting, people, MOVED)

    _changed(runtime, viewer, number, reason, change)


def call_off(runtime: Runtime, viewer: Viewer, number: int, reason: str, then: str) -> None:
    """Call a meeting off. `then` is what becomes of its items: the id of another meeting, circulation, or again.

    Again gives them up, unread, to be convened once more. Raises Unknown, and Refused for what cannot be.
    """

    def change(session: Session, meeting: Meeting, agenda: Agenda, why: str) -> None:
        before = meeting_changes.told(meeting)
        other = _other(session, meeting, agenda, then)
        if then == CIRCULATION:
            _require_circulation(session, agenda, why)
        people = _seated(session, agenda)
        meeting.state = CANCELLED
        _keep(session, viewer, meeting, agenda, CANCELLED, why, before, {}, "meeting" if other else then)
        for case, hearing in agenda:
            told: dict[str, object] = {"meeting": meeting.number, "then": "meeting" if other else then}
            closing.note(session, case, hearing, "meeting_called_off", viewer.user_id, why, told)
            _send_on(session, case, hearing, other, then, why)
        base_url = runtime.settings.base_url
        meeting_changes.tell(session, base_url, meeting, people, CANCELLED, "meeting" if other else then)
        if other is not None:
            meeting_changes.tell(session, base_url, other, people, "joined")

    _changed(runtime, viewer, number, reason, change)


def changeable(session: Session, viewer: Viewer, number: int) -> Changeable | None:
    """A meeting that the viewer may still move or call off; None for any other."""
    shown = board.meeting(session, viewer, number)
    meeting = session.scalar(select(Meeting).where(Meeting.number == number))
    if shown is None or meeting is None or not viewer.is_("secretariat"):
        return None
    agenda = on_agenda(session, meeting)
    if (agenda and not shown.hearings) or fixed(session, meeting) is not None:
        return None
    open_items = [hearing for hearing in agenda if hearing.state == "open"]
    others = [
        (each.id, each.number, each.starts_at)
        for each in convening.planned(session)
        if each.id != meeting.id and not any(_hour(each.starts_at, hearing) for hearing in open_items)
    ]
    return Changeable(shown, others)


def on_agenda(session: Session, meeting: Meeting) -> Sequence[Hearing]:
    """The hearings of a meeting, by case."""
    return session.scalars(
        select(Hearing).where(Hearing.meeting_id == meeting.id).order_by(Hearing.case_id, Hearing.id)
    ).all()


def fixed(session: Session, meeting: Meeting) -> Text | None:
    """Why a meeting can no longer be changed: called off, begun, its hour or an item's due time passed, an item closed.

    None where it can. What was received by then is counted and given up by nobody (第6条第2項).
    """
    if meeting.state == CANCELLED:
        return _OFF
    hearings = on_agenda(session, meeting)
    came = exists().where(
        Attendance.hearing_id.in_([each.id for each in hearings]), Attendance.event.in_(("in", "out"))
    )
    if meeting.state == "held" or session.scalar(select(came)):
        return _HELD
    if any(each.state not in {"open", "abandoned"} for each in hearings):
        return _HELD
    still_open = [each for each in hearings if each.state == "open"]
    if any(each.due_at <= clock.now() for each in still_open):
        return _DUE
    return _STARTED if still_open and meeting.starts_at <= clock.now() else None


def _changed(
    runtime: Runtime,
    viewer: Viewer,
    number: int,
    reason: str,
    change: Callable[[Session, Meeting, Agenda, str], None],
) -> None:
    def work(session: Session) -> None:
        meeting, agenda = _locked(session, viewer, number)
        if (why_not := fixed(session, meeting)) is not None:
            raise Refused([_ground(why_not)])
        why = reasons.whole(reason)
        if not why:
            raise Refused([_ground(_WHY, "reason")])
        change(session, meeting, agenda, why)
        session.flush()

    runtime.step(work)
    runtime.wake()


def _locked(session: Session, viewer: Viewer, number: int) -> tuple[Meeting, Agenda]:
    """A meeting with its open items, each case locked before it; raises Unknown for whom its items are shut."""
    shown = board.meeting(session, viewer, number)
    meeting = session.scalar(select(Meeting).where(Meeting.number == number))
    if meeting is None or shown is None:
        raise Unknown(UNKNOWN)
    before = on_agenda(session, meeting)
    if not viewer.is_("secretariat") or (before and not shown.hearings):
        raise Unknown(UNKNOWN)
    agenda = []
    for hearing in before:
        case, locked = lookup.locked(session, hearing.number)
        if locked.state == "open":
            agenda.append((case, locked))
    session.refresh(meeting, with_for_update=True)
    if {each.id for each in on_agenda(session, meeting)} != {each.id for each in before}:
        raise engine.CaseMoved(_AGENDA_MOVED)
    return meeting, agenda


def _hour(starts_at: datetime, hearing: Hearing) -> list[Ground]:
    found = meeting_grounds(starts_at, clock.now(), hearing.declare_by, hearing.due_at)
    return [Ground(each.refusal, each.article, each.basis, each.text, "held_on") for each in found]


def _other(session: Session, meeting: Meeting, agenda: Agenda, then: str) -> Meeting | None:
    if then in {CIRCULATION, AGAIN}:
        return None
    found = session.get(Meeting, int(then), with_for_update=True) if then.isdecimal() else None
    if found is None or found.id == meeting.id or found.state != "planned":
        raise Refused([_ground(_NOWHERE, "then")])
    if any(_hour(found.starts_at, hearing) for _, hearing in agenda):
        raise Refused([_ground(_NOWHERE, "then")])
    return found


def _require_circulation(session: Session, agenda: Agenda, why: str) -> None:
    """A meeting is not turned into a circulation by the back door: its own rules hold (第7条, AMB-36)."""
    for case, hearing in agenda:
        due = clock.date_in_japan(hearing.due_at)
        grounds = circulation_grounds(why, clock.today(), due, meeting_requests.count(session, case.id))
        if grounds:
            raise Refused([_ground(each.text, "then") for each in grounds])


def _send_on(
    session: Session, case: Case, hearing: Hearing, other: Meeting | None, then: str, why: str
) -> None:
    if other is not None:
        hearing.meeting_id, hearing.method = other.id, other.method
    elif then == CIRCULATION:
        hearing.meeting_id, hearing.method = None, CIRCULATION
        hearing.reason = "\n".join(filter(None, (hearing.reason, why)))
    else:
        session.flush()
        closing.abandon(session, case, hearing, by_id=None, reason="")
        engine.send(session, case, closing.CLOSED, hearing.number, {}, once=f"{closing.CLOSED}:{hearing.id}")


def _seated(session: Session, agenda: Agenda) -> list[int]:
    query = select(Seat.user_id).where(
        Seat.hearing_id.in_([hearing.id for _, hearing in agenda]), Seat.state.in_(lookup.LIVE)
    )
    return sorted(set(session.scalars(query)))


def _keep(
    session: Session,
    viewer: Viewer,
    meeting: Meeting,
    agenda: Agenda,
    kind: str,
    why: str,
    before: dict[str, str],
    after: dict[str, str],
    then: str = "",
) -> None:
    session.add(
        MeetingChange(
            meeting_id=meeting.id,
            sequence=meeting_changes.count(session, meeting) + 1,
            kind=kind,
            before=before,
            after=after,
            then=then,
            items=[hearing.id for _, hearing in agenda],
            reason=why,
            at=clock.now(),
            by_id=viewer.user_id,
        )
    )
    session.flush()


def _ground(words: Text, field: str = "") -> Ground:
    return Ground("meeting_fixed", "", "design", words, field)
