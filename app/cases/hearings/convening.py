"""A hearing is convened: the row, its meeting, a seat and a procedure for each member (第6条第2項, 第7条)."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases import numbers
from app.cases.errors import Refused
from app.cases.hearings import (
    challenged,
    closing,
    interests,
    lookup,
    mails,
    meeting_changes,
    meeting_requests,
    other_cases,
    presiding,
    terms,
)
from app.cases.hearings.wording import METHODS, word
from app.law import committee
from app.law.appointment import seat_grounds
from app.law.hearing import circulation_grounds, hearing_grounds
from app.law.meeting import meeting_grounds
from app.law.text import Ground, Text
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Meeting, Seat
from app.store.models.people import User

NEW = "new"
_NOT_PLANNED = (
    "この会議は取りやめられたか、始まっています。別の会議を選んでください。",
    "This meeting was called off or has begun. Choose another one.",
)


def against(session: Session, case: Case, asked: dict[str, Any]) -> list[Ground]:
    """What stands against convening as asked: dates, members, a circulation without need, a decision made."""
    today = clock.today()
    chosen = [int(user_id) for user_id in asked.get("members") or []]
    unseatable = {user_id: _unseatable(session, case, user_id) for user_id in chosen}
    free = [user_id for user_id in chosen if not unseatable[user_id] and not _strong(session, case, user_id)]
    grounds = hearing_grounds(lookup.decided(session, case.id), candidates=len(free))
    for user_id, found in unseatable.items():
        grounds += [named(session, user_id, each) for each in found]
    grounds += _dates(session, asked, today)
    grounds += _method(session, asked)
    if asked["method"] == "circulation":
        due = date.fromisoformat(asked["due_on"])
        asked_for = meeting_requests.count(session, case.id)
        grounds += circulation_grounds(asked.get("circulation_reason") or "", today, due, asked_for)
    return grounds


def named(session: Session, user_id: int, ground: Ground) -> Ground:
    """The ground with the person's name before it, at the list of members."""
    name = session.execute(select(User.name).where(User.id == user_id)).scalar_one()
    words = Text(f"{name}：{ground.text.ja}", f"{name}: {ground.text.en}")
    return Ground(ground.refusal, ground.article, ground.basis, words, "members")


def _why_in_writing(asked: dict[str, Any]) -> str:
    why = asked.get("circulation_reason")
    return f"持回りとする理由：{why}" if why else ""


def open_hearing(
    session: Session, base_url: str, case: Case, asked: dict[str, Any], *, by_id: int, reason: str = ""
) -> Hearing:
    """Make the hearing as asked and invite its members; the caller has asked `against`.

    What was still heard on the case is given up: the procedure has come back to its convening.
    """
    closing.abandon_all(session, case, by_id=by_id, reason=reason)
    today, now = clock.today(), clock.now()
    rules = committee.current(today)
    rounds = session.scalar(select(func.max(Hearing.round)).where(Hearing.case_id == case.id)) or 0
    held = _meeting(session, asked, by_id)
    hearing = Hearing(
        number=f"H{today:%Y}-{numbers.take(session, f'hearing-{today:%Y}'):04d}",
        case_id=case.id,
        round=rounds + 1,
        meeting_id=held.id if held is not None else None,
        method=held.method if held is not None else asked["method"],
        reason="\n".join(filter(None, (asked.get("reason"), _why_in_writing(asked)))),
        rule_set=rules.version,
        opened_at=now,
        opened_by=by_id,
        declare_by=committee.due_instant(date.fromisoformat(asked["declare_by"]), rules),
        due_at=committee.due_instant(date.fromisoformat(asked["due_on"]), rules),
    )
    session.add(hearing)
    session.flush()
    other_cases.note(session, hearing, other_cases.REASON, 0, by_id, hearing.reason)
    closing.note(session, case, hearing, "hearing_opened", by_id, reason, {"round": hearing.round})
    for user_id in asked["members"]:
        seat(session, base_url, case, hearing, int(user_id), by_id=by_id)
    presiding.settle(session, case, hearing)
    return hearing


def seat(
    session: Session,
    base_url: str,
    case: Case,
    hearing: Hearing,
    user_id: int,
    *,
    by_id: int,
    late: bool = False,
    reason: str = "",
) -> Seat:
    """Seat one person, ask for the procedure of the seat, and send word without a word of the case."""
    now = clock.now()
    row = Seat(
        hearing_id=hearing.id,
        case_id=case.id,
        user_id=user_id,
        late=late,
        added_at=now,
        added_by=by_id,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    closing.note(session, case, hearing, "seat_added", by_id, reason, {"seat": row.id, "late": late})
    begin(session, case, hearing, row)
    held = session.get(Meeting, hearing.meeting_id) if hearing.meeting_id is not None else None
    file = meeting_changes.invitation(session, base_url, held) if held is not None else ""
    mails.send(session, base_url, hearing, user_id, "invited", str(row.id), calendar=file)
    return row


def begin(session: Session, case: Case, hearing: Hearing, row: Seat, declaration: int = 1) -> None:
    """Ask for the procedure of a seat: to declare and to give an opinion; again after a later declaration."""
    due = clock.date_in_japan(hearing.due_at)
    declare = hearing.declare_by
    if row.late or declaration > 1:
        declare = max(declare, clock.now())
    engine.request_start(
        session,
        case,
        lookup.OPINION,
        {
            "case_no": case.case_no,
            "hearing_no": hearing.number,
            "seat_id": row.id,
            "person": row.user_id,
            "declare_by": min(clock.date_in_japan(declare), due).isoformat(),
            "due_on": due.isoformat(),
        },
        once=lookup.asked_for(row, declaration),
    )


def planned(session: Session) -> list[Meeting]:
    """The meetings that an item may still be put on, the next one first."""
    return list(
        session.scalars(
            select(Meeting)
            .where(Meeting.state == "planned", Meeting.starts_at > clock.now())
            .order_by(Meeting.starts_at, Meeting.id)
        )
    )


def _meeting(session: Session, asked: dict[str, Any], by_id: int) -> Meeting | None:
    if asked["method"] == "circulation":
        return None
    if asked["meeting"] != NEW:
        # Locked, so that it is not called off while an item is put on it.
        held = session.get(Meeting, int(asked["meeting"]), with_for_update=True, populate_existing=True)
        if held is None or held.state != "planned":
            raise Refused([_ground(*_NOT_PLANNED, "meeting")])
        return held
    row = Meeting(
        number=numbers.take(session, "meeting"),
        method=asked["method"],
        starts_at=instant(asked["held_on"], asked["held_at"]),
        place=asked.get("place") or "",
        url=asked.get("url") or "",
        created_at=clock.now(),
        created_by=by_id,
    )
    session.add(row)
    session.flush()
    return row


def _unseatable(session: Session, case: Case, user_id: int) -> list[Ground]:
    return seat_grounds(
        terms.appointed(session, user_id),
        interests.on_staff(session, user_id),
        interests.case_roles(session, case, user_id),
        challenge_upheld=challenged.upheld(session, case.id, user_id),
    )


def unseatable(session: Session, case: Case, user_id: int) -> list[Ground]:
    """What stands against seating a person in a hearing on a case, with the person's name."""
    return [named(session, user_id, each) for each in _unseatable(session, case, user_id)]


def _strong(session: Session, case: Case, user_id: int) -> bool:
    return any(hint.strength == "strong" for hint in interests.hints(session, case, user_id))


def _dates(session: Session, asked: dict[str, Any], today: date) -> list[Ground]:
    declare, due = date.fromisoformat(asked["declare_by"]), date.fromisoformat(asked["due_on"])
    grounds = []
    if declare < today or committee.due_instant(declare) <= clock.now():
        grounds.append(
            _ground(
                "申告の期限は、これから来る日にしてください。",
                "Choose a day to come for the declarations.",
                "declare_by",
            )
        )
    if due < declare or committee.due_instant(due) <= clock.now():
        words = (
            "意見の期限は、申告の期限より前にできません。",
            "Opinions cannot be due before the declarations.",
        )
        grounds.append(_ground(*words, "due_on"))
    starts_at = _starts_at(session, asked)
    if starts_at is None:
        return grounds
    declare_at, due_at = committee.due_instant(declare), committee.due_instant(due)
    return [*grounds, *meeting_grounds(starts_at, clock.now(), declare_at, due_at)]


def _method(session: Session, asked: dict[str, Any]) -> list[Ground]:
    """An item is heard as its meeting is held: another way of hearing it is a contradiction."""
    if asked["method"] == "circulation" or asked["meeting"] == NEW:
        return []
    held = session.get_one(Meeting, int(asked["meeting"]))
    if held.method == asked["method"]:
        return []
    how = word(METHODS, held.method)
    return [
        _ground(
            f"第{held.number}回の会議の方法は「{how.ja}」です。方法をこれに合わせるか、別の会議を選んでください。",
            f"Meeting {held.number} is held as “{how.en}”. Choose the same, or another meeting.",
            "method",
        )
    ]


def _starts_at(session: Session, asked: dict[str, Any]) -> datetime | None:
    """When the meeting begins on which the case is put; None for a circulation."""
    if asked["method"] == "circulation":
        return None
    if asked["meeting"] == NEW:
        return instant(asked["held_on"], asked["held_at"])
    return session.get_one(Meeting, int(asked["meeting"])).starts_at


def _ground(ja: str, en: str, field: str) -> Ground:
    return Ground("hearing_dates", "", "design", Text(ja, en), field)


def instant(day: str, hour: str) -> datetime:
    """A day (YYYY-MM-DD) and an hour (HH:MM) in Japan as an instant."""
    start = clock.start_of(date.fromisoformat(day))
    return start + timedelta(hours=int(hour[:2]), minutes=int(hour[3:5]))
