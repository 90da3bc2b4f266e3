"""A leap of the demo's legal clock gives what living through the days would have given."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from app import clock
from app.cases import deliveries, looking_again, terms
from app.cases.hearings import day_before
from app.cases.runtime import Runtime
from app.store.models.procedures import Instance, Timer


def travel(runtime: Runtime, to: datetime, move: Callable[[datetime], None]) -> int:
    """Move the clock to an instant, stopping wherever something is due on the way; returns what happened.

    `move` sets the legal clock. What is done at a stop carries that day's date, and may set the next stop.
    """
    done = deliveries.run_pending(runtime)
    while (stop := _next_due(runtime, to)) is not None:
        move(stop)
        terms.carry_out(runtime)
        day_before.carry_out(runtime)
        looking_again.everywhere(runtime)
        done += deliveries.run_pending(runtime)
    move(to)
    terms.carry_out(runtime)
    day_before.carry_out(runtime)
    looking_again.everywhere(runtime)
    return done + deliveries.run_pending(runtime)


def _next_due(runtime: Runtime, to: datetime) -> datetime | None:
    """The first instant ahead, up to `to`, at which a timer is due or a term is over; what failed lies behind."""
    with runtime.db.read() as session:
        timer = session.scalar(
            select(func.min(Timer.due_at))
            .join(Instance, Instance.id == Timer.instance_id)
            .where(Timer.due_at > clock.now(), Timer.due_at <= to, Instance.status == "running")
        )
        days = (terms.next_day(session), day_before.next_instant(session))
    return min((each for each in (timer, *days) if each is not None and each <= to), default=None)
