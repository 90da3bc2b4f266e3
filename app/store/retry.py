"""Steps that lose a race are taken again by us, not by the person, inside a bounded time."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from app.store.busy import Busy
from app.store.session import Database

T = TypeVar("T")

FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.25
"""Seconds between two tries, drawn below a bound that doubles: those who collided do not meet again."""


def again(db: Database, work: Callable[[Session], T], *, also: tuple[type[Exception], ...] = ()) -> T:
    """Do `work` in a transaction of its own and commit; after a lost race from its beginning, until `db.patience` is over.

    `work` may run several times, each time on a fresh session, and must not keep anything from a try that
    failed. Raises Busy (or what `also` names) when the time is over; nothing is stored then.
    """
    until = time.monotonic() + db.patience
    lost: tuple[type[Exception], ...] = (Busy, *also)
    bound = FIRST_PAUSE
    while True:
        try:
            with db.step() as session:
                return work(session)
        except lost:
            pause = random.uniform(0, bound)  # noqa: S311 (no secret: it only spreads the tries)
            if time.monotonic() + pause >= until:
                raise
            time.sleep(pause)
            bound = min(bound * 2, LONGEST_PAUSE)
