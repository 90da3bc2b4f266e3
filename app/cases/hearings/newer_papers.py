"""Members are told that the papers changed (運用): once a change, at most once a day a hearing, without case content.

What changed is found by comparing the papers an opinion names with the papers as they are: whoever adds or replaces
one need not think of it. The worker looks at a hearing whenever its case has moved, and on every new day.
"""

from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import lookup, mails, opinions
from app.cases.hearings.pack import pack_of
from app.cases.runtime import Runtime
from app.store.models.cases import Case
from app.store.models.committee import Hearing, PapersTold, Seat

Seen = dict[int, tuple[int, date]]
"""By the id of a hearing: the number of its case's last event, and the day, when it was looked at."""


def watch(runtime: Runtime, seen: Seen) -> None:
    """Tell the members of every open hearing that has moved since it was `seen`, and mark it there."""
    today = clock.today()
    with runtime.db.read() as session:
        rows = session.execute(
            select(Hearing, Case.event_seq)
            .join(Case, Case.id == Hearing.case_id)
            .where(Hearing.state == "open")
        ).all()
        moved = {row.id: (seq, today) for row, seq in rows if seen.get(row.id) != (seq, today)}
        due = [row.number for row, _ in rows if row.id in moved and _due(session, row, everybody=False)]
        still_open = {row.id for row, _ in rows}
    for number in due:
        runtime.step(partial(_tell_locked, runtime=runtime, number=number))
    if due:
        runtime.wake()
    for gone in seen.keys() - still_open:
        del seen[gone]
    seen.update(moved)


def tell(session: Session, base_url: str, hearing: Hearing, *, everybody: bool = False) -> int:
    """Write to members whose opinion stands on earlier papers, or to all who may read; returns to how many.

    The case is locked.
    """
    papers = pack_of(session, hearing).version
    seats = _due(session, hearing, everybody=everybody)
    for seat in seats:
        session.add(PapersTold(seat_id=seat.id, pack=papers, at=clock.now()))
        mails.send(session, base_url, hearing, seat.user_id, "papers", papers[:32])
    session.flush()
    return len(seats)


def _tell_locked(session: Session, runtime: Runtime, number: str) -> int:
    _, hearing = lookup.locked(session, number)
    return tell(session, runtime.settings.base_url, hearing)


def _due(session: Session, hearing: Hearing, *, everybody: bool) -> list[Seat]:
    """The members to be told of the papers as they are now."""
    if hearing.state != "open" or clock.now() > hearing.due_at:
        return []
    papers = pack_of(session, hearing).version
    old = {seat_id for seat_id, row in opinions.given(session, hearing).items() if row.pack != papers}
    return [
        seat
        for seat in lookup.seats(session, hearing)
        if seat.state == "eligible" and (everybody or seat.id in old) and not _told(session, seat, papers)
    ]


def _told(session: Session, seat: Seat, papers: str) -> bool:
    """Whether the member knows of these papers, or was told of others today."""
    rows = session.scalars(select(PapersTold).where(PapersTold.seat_id == seat.id))
    return any(row.pack == papers or clock.date_in_japan(row.at) == clock.today() for row in rows)
