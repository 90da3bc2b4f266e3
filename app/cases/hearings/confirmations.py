"""Members who were present confirm a draft of the minutes or propose corrections; silence is no consent (第7条)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import reasons
from app.cases.errors import UNKNOWN, Refused, Unknown
from app.cases.hearings import lookup, mails, recorded
from app.cases.hearings.recorded import COUNTING, Recorded
from app.cases.hearings.wording import Lines, instant, line
from app.cases.runtime import Runtime
from app.law import service_targets, wording
from app.law.text import Ground, Text
from app.store.models.committee import Hearing, Minutes, Seat
from app.store.models.meetings import MinutesAsked, MinutesReply
from app.store.models.people import User
from app.store.reading import drafted, room
from app.store.viewer import Viewer

TARGET = "minutes_confirmation"
ANSWERS: dict[str, Text] = {
    "confirmed": Text("確認した", "confirmed"),
    "corrections": Text("修正を提案した", "proposed corrections"),
}
TITLE = Text("委員の確認の経過", "Confirmation by the members")
_SILENT = Text("回答なし", "no answer")
_NOT_YET = Text("まだ回答していない", "has not answered yet")
_NO_CONSENT = Text(
    "回答なしを、確認や賛成とはみなしていない。",
    "Silence was taken neither for confirmation nor for consent.",
)
_WHICH = Text(
    "確認したか、修正を提案するかを選んでください。", "Choose to confirm or to propose corrections."
)
_WHAT = Text("直すところを書いてください。", "Write what is to be corrected.")
_ONCE = Text("この版にはもう回答しています。", "You have answered on this version already.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A member who was asked, and what came back."""

    name: str
    due_on: date
    reply: MinutesReply | None


def ask(session: Session, base_url: str, hearing: Hearing, row: Minutes) -> None:
    """Ask every member who was present and may read the item, but for who presides and approves it anyway."""
    found = recorded.read(session, hearing)
    due_on = service_targets.due_on(TARGET, clock.today())
    for seat in _present(found):
        session.add(MinutesAsked(minutes_id=row.id, seat_id=seat.id, due_on=due_on, at=clock.now()))
        mails.send(session, base_url, hearing, seat.user_id, "minutes", str(row.id), by=wording.day(due_on))
    session.flush()


def reply(runtime: Runtime, viewer: Viewer, hearing_no: str, answer: str, text: str) -> None:
    """A member answers, once a version. Raises Unknown for whom the item is shut, Refused for what cannot be."""

    def work(session: Session) -> None:
        lookup.locked(session, hearing_no)
        place = room.place(session, viewer, hearing_no)
        found = drafted.asked(session, place) if place is not None else None
        if found is None:
            raise Unknown(UNKNOWN)
        if found.reply is not None:
            raise Refused([_ground(_ONCE)])
        if answer not in ANSWERS:
            raise Refused([_ground(_WHICH, "answer")])
        said = reasons.whole(text, 4000)
        if answer == "corrections" and not said:
            raise Refused([_ground(_WHAT, "text")])
        kept = said if answer == "corrections" else ""
        session.add(MinutesReply(asked_id=found.asked.id, answer=answer, text=kept, at=clock.now()))

    runtime.step(work)


def of(session: Session, row: Minutes) -> list[Asked]:
    """Who was asked about a version, in the order of the seats."""
    rows = session.execute(
        select(User.name, MinutesAsked, MinutesReply)
        .join(Seat, Seat.id == MinutesAsked.seat_id)
        .join(User, User.id == Seat.user_id)
        .outerjoin(MinutesReply, MinutesReply.asked_id == MinutesAsked.id)
        .where(MinutesAsked.minutes_id == row.id)
        .order_by(Seat.id)
    )
    return [Asked(name, asked.due_on, given) for name, asked, given in rows]


def waiting(session: Session, row: Minutes) -> tuple[int, date | None]:
    """How many have not answered, and until when they may."""
    asked = of(session, row)
    return sum(each.reply is None for each in asked), max((each.due_on for each in asked), default=None)


def lines(session: Session, row: Minutes, early: str = "") -> Lines:
    """What the minutes tell of it, with what was proposed on the versions before; nothing where nobody was asked."""
    asked = of(session, row)
    if not asked:
        return []
    silent = _SILENT if row.approved_at or clock.today() > max(each.due_on for each in asked) else _NOT_YET
    told = [*_before(session, row), *(_said(each, silent) for each in asked)]
    due = wording.day(max(each.due_on for each in asked))
    return [
        line("回答の期限", "Answers due", due),
        *told,
        *([_NO_CONSENT] if silent is _SILENT and any(each.reply is None for each in asked) else []),
        *([line("期限の前に承認した理由", "Approved before that because", early)] if early else []),
    ]


def _before(session: Session, row: Minutes) -> Lines:
    versions = session.scalars(
        select(Minutes)
        .where(
            Minutes.hearing_id == row.hearing_id,
            Minutes.version < row.version,
            Minutes.addendum == row.addendum,
        )
        .order_by(Minutes.version)
    )
    return [
        Text(f"第{each.version}版　{said.ja}", f"Version {each.version}: {said.en}")
        for each in versions
        for asked in of(session, each)
        if asked.reply is not None and asked.reply.answer == "corrections"
        for said in [_said(asked, _SILENT)]
    ]


def _said(each: Asked, silent: Text) -> Text:
    if each.reply is None:
        return line(each.name, each.name, silent)
    word, at = ANSWERS[each.reply.answer], instant(each.reply.at)
    text = f"　{each.reply.text}" if each.reply.text else ""
    return line(each.name, each.name, Text(f"{word.ja}（{at.ja}）{text}", f"{word.en} ({at.en}){text}"))


def _present(found: Recorded) -> list[Seat]:
    return [
        each.seat
        for each in found.seats
        if each.seat.state == COUNTING
        and (each.counts or recorded.came(found, each))
        and each.seat.user_id != found.hearing.presiding_id
    ]


def _ground(words: Text, field: str = "") -> Ground:
    return Ground("minutes_reply", "", "design", words, field)
