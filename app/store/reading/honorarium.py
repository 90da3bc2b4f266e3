"""What a month asks of the body's cashier: how often each member sat, and how many opinions came; no word of a case.

Cases that an interest shuts to the reader are left out of the numbers (第7条).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.store.models.committee import Attendance, Hearing, Opinion, Seat
from app.store.models.people import User
from app.store.reading.blind import knows_seats
from app.store.reading.visible import disinterested
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Row:
    """A member: meetings in whose room they were noted, and hearings in which their first opinion came in."""

    name: str
    email: str
    meetings: int
    opinions: int


def month(session: Session, viewer: Viewer, first: date) -> list[Row]:
    """The members with something in the month that begins on `first`, by name; nothing for whom seats are blind."""
    if not knows_seats(viewer):
        return []
    since, until = clock.start_of(first), clock.start_of(following(first))
    sat = session.execute(
        select(Attendance.user_id, Hearing.meeting_id)
        .join(Hearing, Hearing.id == Attendance.hearing_id)
        .where(
            Attendance.event == "in",
            Attendance.at >= since,
            Attendance.at < until,
            Hearing.meeting_id.is_not(None),
            disinterested(viewer, Hearing.case_id),
        )
        .distinct()
    )
    meetings = Counter(user_id for user_id, _meeting in sat)
    came = func.min(Opinion.received_at)
    given = session.execute(
        select(Seat.user_id)
        .join(Opinion, Opinion.seat_id == Seat.id)
        .where(disinterested(viewer, Seat.case_id))
        .group_by(Seat.id, Seat.user_id)
        .having(came >= since, came < until)
    )
    opinions = Counter(user_id for (user_id,) in given)
    people = select(User).where(User.id.in_(sorted(meetings.keys() | opinions.keys()))).order_by(User.name)
    return [
        Row(each.name, each.email, meetings[each.id], opinions[each.id]) for each in session.scalars(people)
    ]


def following(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
