"""Work that exactly one worker does on a day, however many there are."""

from datetime import date

from sqlalchemy import select, update

from app import clock
from app.cases.runtime import Runtime
from app.store import rows
from app.store.models.procedures import DailyWork


def is_mine(runtime: Runtime, name: str) -> bool:
    """Take today's turn of some work; False when somebody has it already."""
    today = clock.date_in_japan(clock.real_now())
    with runtime.db.read() as session:
        if session.scalar(select(DailyWork.done_on).where(DailyWork.name == name)) == today:
            return False
    with runtime.db.step() as session:
        rows.add_unless_there(session, DailyWork, {"name": name, "done_on": date.min})
        taken = session.execute(
            update(DailyWork)
            .where(DailyWork.name == name, DailyWork.done_on != today)
            .values(done_on=today)
            .returning(DailyWork.name)
        ).all()
    return bool(taken)
