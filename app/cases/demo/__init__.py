"""The demo's fictional world: providers, people and cases at every step, made as they would be in earnest.

Everything goes through the functions that pages use, with the legal clock at the day on which it happened, so
that numbers, dates, notices and chains of events are what they would be. The same day gives the same data.
"""

import logging

from sqlalchemy import select

from app import clock
from app.cases.demo import cast, hurry, past, play, schedule
from app.cases.demo.cast import ACCOUNTS
from app.cases.runtime import Runtime
from app.store.models.people import User

__all__ = ["ACCOUNTS", "seed"]

log = logging.getLogger("nintei.demo")


def seed(runtime: Runtime) -> None:
    """Fill an empty database; one that has people already is left as it is.

    Nothing happens later than now: on a day before November 2026 the cases have simply not come so far.
    """
    with runtime.db.read() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            return
    log.info("making the demo data, which takes about half a minute")
    now, started = clock.now(), clock.real_now()
    steps = schedule.steps(clock.today())
    with past.visited(), hurry.without_waiting_for_the_disk(runtime.db):
        play.perform(runtime, cast.enter(runtime), steps, until=now)
    log.info("demo data made in %.0f s", (clock.real_now() - started).total_seconds())
