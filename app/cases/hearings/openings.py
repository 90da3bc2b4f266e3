"""That a member has opened the papers of a hearing is on record, once (第20条第1項)."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.runtime import Runtime
from app.store.models.procedures import Access
from app.store.reading.presiding import pack_opened
from app.store.reading.room import Place


def note(runtime: Runtime, place: Place) -> None:
    """Note it unless it was noted before."""
    what = pack_opened(place.hearing)

    def known(session: Session) -> bool:
        row = exists().where(
            Access.case_id == place.seat.case_id,
            Access.user_id == place.seat.user_id,
            Access.what == what,
        )
        return bool(session.scalar(select(row)))

    def write(session: Session) -> None:
        if not known(session):
            session.add(
                Access(case_id=place.seat.case_id, user_id=place.seat.user_id, what=what, at=clock.real_now())
            )

    with runtime.db.read() as session:
        if known(session):
            return
    runtime.step(write)
