"""What changed of a meeting before it was held: kept in order, told to its members, named in the minutes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import calendar_file, mails
from app.cases.hearings.wording import METHODS, Lines, instant, word
from app.law.text import Text
from app.outbox import queue
from app.store.models.committee import Hearing, Meeting
from app.store.models.meetings import MeetingChange
from app.store.models.people import User

MOVED, CANCELLED = "moved", "cancelled"
AGAIN = "again"
THEN: Mapping[str, Text] = {
    "meeting": Text("議案は別の会議に移した", "its items went to another meeting"),
    "circulation": Text(
        "意見は書面で期限までに受けることとした", "opinions are taken in writing until they are due"
    ),
    AGAIN: Text("招集をやり直すこととした", "it is to be convened again"),
}
SUBJECTS: Mapping[str, Text] = {
    MOVED: Text("会議の日時・場所などの変更", "The meeting has changed"),
    CANCELLED: Text("会議の取りやめ", "The meeting is called off"),
    "joined": Text("会議のご案内", "A meeting to attend"),
}
_BODIES: Mapping[str, Text] = {
    MOVED: Text(
        "第{number}回の会議の日時・場所などが変わりました。\n日時：{at}\n方法：{method}\n場所と接続先は、会議のページで確かめてください。",
        "Meeting {number} has changed.\nTime: {at}\nHeld: {method}\nSee the page of the meeting for where.",
    ),
    CANCELLED: Text(
        "第{number}回の会議（{at}）は取りやめました。{then}",
        "Meeting {number} ({at}) is called off. {then}",
    ),
    "joined": Text(
        "第{number}回の会議にご出席ください。\n日時：{at}\n方法：{method}",
        "Please attend meeting {number}.\nTime: {at}\nHeld: {method}",
    ),
}
_TOLD: Mapping[str, Text] = {
    "meeting": Text(
        "別の会議の案内を、あわせてお送りします。", "You are invited to another one by a mail of its own."
    ),
    "circulation": Text(
        "意見は、期限までに書面（この画面）で受け付けます。期限は変わりません。",
        "Opinions are taken in writing until they are due, which has not moved.",
    ),
    AGAIN: Text(
        "出された意見は封をしたまま、だれにも示しません。改めてご案内します。",
        "Opinions already given stay sealed and are shown to nobody. You will be invited again.",
    ),
}


def of_meeting(session: Session, meeting: Meeting) -> Sequence[MeetingChange]:
    """The changes of a meeting, in order."""
    return session.scalars(
        select(MeetingChange).where(MeetingChange.meeting_id == meeting.id).order_by(MeetingChange.sequence)
    ).all()


def of_hearing(session: Session, hearing: Hearing) -> list[tuple[int, MeetingChange]]:
    """The changes of the meetings on whose agenda a hearing stood then, with the number of the meeting."""
    rows = session.execute(
        select(Meeting.number, MeetingChange)
        .join(MeetingChange, MeetingChange.meeting_id == Meeting.id)
        .where(MeetingChange.at >= hearing.opened_at)
        .order_by(MeetingChange.id)
    )
    return [(number, row) for number, row in rows if hearing.id in row.items]


def sent_back(session: Session, hearing: Hearing) -> bool:
    """Whether a hearing was given up to be convened again, since its meeting was called off."""
    return any(row.then == AGAIN for _, row in of_hearing(session, hearing))


def told(meeting: Meeting) -> dict[str, str]:
    """What stands of a meeting, as a change keeps it."""
    return {
        "method": meeting.method,
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "url": meeting.url,
    }


def invitation(session: Session, base_url: str, meeting: Meeting) -> str:
    """The calendar file of a meeting as it is now, without the place: for those who have not declared too."""
    return calendar_file.meeting(
        base_url,
        meeting.number,
        meeting.starts_at,
        cancelled=meeting.state == CANCELLED,
        sequence=count(session, meeting),
    )


def count(session: Session, meeting: Meeting) -> int:
    """How often a meeting was changed: the sequence of its calendar file."""
    query = select(func.count()).where(MeetingChange.meeting_id == meeting.id)
    return session.scalar(query) or 0


def tell(
    session: Session, base_url: str, meeting: Meeting, people: Iterable[int], kind: str, then: str = ""
) -> None:
    """Write to each, with the calendar file and without a word of any case."""
    at, how = instant(meeting.starts_at), word(METHODS, meeting.method)
    file = invitation(session, base_url, meeting)
    more = _TOLD.get(then, Text("", ""))
    body, subject = _BODIES[kind], SUBJECTS[kind]
    facts = {"number": meeting.number}
    ja = body.ja.format(at=at.ja, method=how.ja, then=more.ja, **facts)
    en = body.en.format(at=at.en, method=how.en, then=more.en, **facts)
    addresses = session.execute(select(User.id, User.email).where(User.id.in_(sorted(set(people)))))
    for user_id, to in addresses.all():
        queue.put(
            session,
            "mail",
            f"meeting:{meeting.id}:{kind}:{count(session, meeting)}:{user_id}:{clock.now():%Y%m%d%H%M%S%f}",
            {
                "to": to,
                "subject": f"{subject.ja}（{mails.COMMITTEE.ja}） / {subject.en}",
                "body": f"{ja}\n\n{base_url.rstrip('/')}/committee\n\n----\n{en}\n",
                "calendar": file,
            },
        )


def lines(session: Session, hearing: Hearing) -> Lines:
    """The lines of the minutes on what changed of the meetings of a hearing."""
    return [_line(number, row) for number, row in of_hearing(session, hearing)]


def _line(number: int, row: MeetingChange) -> Text:
    before, at = _said(row.before), instant(row.at)
    if row.kind == CANCELLED:
        then = THEN.get(row.then, Text("", ""))
        return Text(
            f"会議の取りやめ：第{number}回（{before.ja}）を{at.ja}に取りやめ、{then.ja}。理由：{row.reason}",
            f"Meeting called off: No. {number} ({before.en}) on {at.en}; {then.en}. Reason: {row.reason}",
        )
    after = _said(row.after)
    return Text(
        f"会議の変更：第{number}回を{before.ja}から{after.ja}に変えた（{at.ja}）。理由：{row.reason}",
        f"Meeting changed: No. {number} from {before.en} to {after.en} ({at.en}). Reason: {row.reason}",
    )


def _said(kept: Mapping[str, str]) -> Text:
    at, how = instant(datetime.fromisoformat(kept["starts_at"])), word(METHODS, kept["method"])
    place = f"、{kept['place']}" if kept["place"] else ""
    return Text(f"{at.ja}（{how.ja}{place}）", f"{at.en} ({how.en}{place.replace('、', ', ')})")
