"""Timers: five thousand that are due at once, and what a worker asks while nothing is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from app import clock
from app.cases import deliveries
from app.store.models.procedures import WorkItem
from app.worker.loop import PAUSE_SECONDS, Worker
from tests.bench.browser import Browser
from tests.bench.copies import fill
from tests.bench.ours import Ours, ours
from tests.bench.report import Figure, between_quartiles, milliseconds, ratio
from tests.bench.statements import counting
from tests.bench.texts import text

SHAPE = "bench_late"
DUE, POSTS = 5_000, 10
MANY, FEW = 20_000, 200
IDLE_ROUNDS = 3


def figures(folder: Path, runs: int) -> Iterator[Figure]:
    """Both figures."""
    yield _due(folder, runs)
    yield _idle(folder)


def _due(folder: Path, runs: int) -> Figure:
    made = ours(folder / "due")
    fill(made, SHAPE, DUE)
    browser = Browser(made.app, made.people["secretariat"])
    fired, posted, left = list[list[float]](), list[list[float]](), DUE
    before = clock.offset()
    clock.shift(before + timedelta(days=15))
    try:
        while left:
            begun = perf_counter()
            moved = deliveries.fire_due_timers(made.runtime)
            taken = perf_counter() - begun
            if not moved:
                raise RuntimeError(f"{left} timers were due and did not fire")
            left -= moved
            # A batch is one run: beside it as many posts as tell their median.
            fired.append([taken / moved])
            posted.append([_post(made, browser, item) for item in _followed_up(made)])
    finally:
        clock.shift(before)
    if len(fired) < runs:
        raise RuntimeError(f"{DUE:,} timers were fired in {len(fired)} batches, too few for {runs} runs")
    note = f"timer {milliseconds(fired)}; post {milliseconds(posted)}"
    # The first batch and its posts compile templates and statements.
    return ratio("timers_5000_due_over_posts", fired[1:], posted[1:], note)


def _followed_up(made: Ours) -> list[int]:
    """Items that the timers have made, the newest first."""
    with made.runtime.db.read() as session:
        return list(
            session.scalars(
                select(WorkItem.id)
                .where(WorkItem.node == "follow_up", WorkItem.state == "open")
                .order_by(WorkItem.id.desc())
                .limit(POSTS)
            )
        )


def _post(made: Ours, browser: Browser, item_id: int) -> float:
    fields = browser.fill(item_id, {"answer": text()})
    made.runtime.engine.cache.clear()
    return browser.post(item_id, fields)


def _idle(folder: Path) -> Figure:
    asked = []
    for count in (MANY, FEW):
        made = ours(folder / f"idle_{count}")
        fill(made, SHAPE, count)
        worker = Worker(made.runtime)
        worker.work_once()  # the first round of a day also purges
        rounds = []
        for _ in range(IDLE_ROUNDS):
            with counting(made.runtime.db.engine) as counted:
                worker.work_once()
            rounds.append(counted.statements * 60 / PAUSE_SECONDS)
        asked.append(rounds)
    pairs = [many - few for many, few in zip(*asked, strict=True)]
    note = f"{asked[0][0]:.0f} a minute"
    return Figure(
        "idle_statements_20000_minus_200",
        max(pairs, key=abs),
        IDLE_ROUNDS,
        between_quartiles(pairs),
        note,
    )
