"""Which instances have a timer that is due, and how many timers set on the way one opening fires at most."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.law.text import Text
from app.store.models.procedures import Timer

MOST_TIMERS = 100
"""More than these, beside those that wait when an instance is opened, are a loop of timers due when set."""
ENDLESS = Text(
    "期限が来るたびに、すでに過ぎた期限が定められ、手続が先へ進みません。工程図の期限を直してください。",
    "Each date that comes sets another that has passed already, without end. Correct the diagram's dates.",
)


def due_instances(session: Session, now: datetime, limit: int = 100) -> list[int]:
    """Instances with a timer that is due, the longest overdue first."""
    rows = session.execute(
        select(Timer.instance_id)
        .where(Timer.due_at <= now)
        .order_by(Timer.due_at, Timer.instance_id)
        .limit(limit)
    )
    return list(dict.fromkeys(rows.scalars()))


def is_due(session: Session, instance_id: int, now: datetime) -> bool:
    """Whether a timer of the instance is due."""
    found = select(Timer.task_id).where(Timer.instance_id == instance_id, Timer.due_at <= now).limit(1)
    return session.scalar(found) is not None
