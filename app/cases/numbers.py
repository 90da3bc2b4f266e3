"""Numbers that are given once: cases, arrivals, invoices, certificates."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store import rows
from app.store.models.certificates import NumberSeries


def take(session: Session, series: str) -> int:
    """The next number of a series, in the caller's transaction: a rolled-back step gives it back."""
    row = session.scalar(select(NumberSeries).where(NumberSeries.name == series).with_for_update())
    if row is None:
        # Two steps may be the first of a series: one makes the row, the other waits for it.
        rows.add_unless_there(session, NumberSeries, {"name": series, "last": 0})
        row = session.get_one(NumberSeries, series, with_for_update=True)
    row.last += 1
    session.flush()
    return row.last
