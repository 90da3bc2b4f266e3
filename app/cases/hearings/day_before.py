"""The day before a meeting its eligible members are reminded of it (運用), each once for a day."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import lookup, mails
from app.cases.runtime import Runtime
from app.store.models.committee import Hearing, Meeting

ELIGIBLE = "eligible"
MORNING = timedelta(hours=9)
"""After the beginning of the day, when mails go out."""


def carry_out(runtime: Runtime) -> bool:
    """Remind of the meetings of tomorrow; False while it is too early in the day. Done twice, it writes once."""
    if clock.now() < _morning(clock.today()):
        return False
    with runtime.db.read() as session:
        wanted = bool(_hearings(session))
    if wanted and runtime.step(lambda session: _remind(session, runtime.settings.base_url)):
        runtime.wake()
    return True


def next_instant(session: Session) -> datetime | None:
    """The first time ahead at which somebody is to be reminded, so that a leap of the clock stops there."""
    starts = session.scalars(select(Meeting.starts_at).where(Meeting.state == "planned"))
    times = (_morning(clock.date_in_japan(at) - timedelta(days=1)) for at in starts)
    return min((at for at in times if at > clock.now()), default=None)


def _morning(day: date) -> datetime:
    return clock.start_of(day) + MORNING


def _remind(session: Session, base_url: str) -> int:
    day = clock.today().isoformat()
    return sum(
        mails.send(session, base_url, hearing, seat.user_id, "tomorrow", day)
        for hearing in _hearings(session)
        for seat in lookup.seats(session, hearing)
        if seat.state == ELIGIBLE
    )


def _hearings(session: Session) -> list[Hearing]:
    first = clock.start_of(clock.today() + timedelta(days=1))
    return list(
        session.scalars(
            select(Hearing)
            .join(Meeting, Meeting.id == Hearing.meeting_id)
            .where(
                Hearing.state == "open",
                Meeting.state == "planned",
                Meeting.starts_at >= first,
                Meeting.starts_at < first + timedelta(days=1),
            )
            .order_by(Hearing.id)
        )
    )
