"""What is stored: the engine's state beside the naive JSON column, and everything an instance leaves behind."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app import clock
from app.outbox import drain
from app.store.models.procedures import Instance, WorkItem
from tests.bench.completions import ROUNDS, SHAPE, walk
from tests.bench.floor import Floor, SqliteColumn
from tests.bench.ours import Ours, ours
from tests.bench.report import Figure

INSTANCES = 30
OWN_NAMES = {"opinion": "opinion_text"}
"""What an answer is called in the floor's shape, where it differs."""


def figures(folder: Path, _runs: int) -> Iterator[Figure]:
    """Bytes are the same in every run: one is enough."""
    yield _state(folder)
    yield _everything(folder)


def _state(folder: Path) -> Figure:
    """The step of the long shape at which ours is the largest part of theirs."""
    made, floor = ours(folder / "state"), Floor(SqliteColumn(folder / "state.db"), SHAPE)
    number = floor.start()

    def both(item: WorkItem, answers: dict[str, str]) -> tuple[int, int]:
        made.answer(item, answers)
        floor.complete(number, {OWN_NAMES.get(name, name): value for name, value in answers.items()})
        with made.runtime.db.read() as session:
            stored = session.scalar(
                select(func.length(Instance.state)).where(Instance.id == item.instance_id)
            )
        return int(stored or 0), floor.size(number)

    sizes = walk(made, both)
    largest = max(sizes, key=lambda pair: pair[0] / pair[1])
    note = f"at most {largest[0]} of {largest[1]} bytes; at the last step {sizes[-1][0]} of {sizes[-1][1]}"
    return Figure("state_bytes_over_floor", largest[0] / largest[1], 1, 0.0, note)


def _everything(folder: Path) -> Figure:
    made, column = ours(folder / "whole"), SqliteColumn(folder / "whole.db")
    floor = Floor(column, SHAPE)
    before = _ours_on_disk(made)
    for _ in range(INSTANCES):
        walk(made, made.answer)
        floor.walk_long(ROUNDS)
    mine = (_ours_on_disk(made) - before) / INSTANCES
    column.db.execute("VACUUM")
    theirs = _pages(column.db) / INSTANCES
    note = f"ours {mine:,.0f} bytes, floor {theirs:,.0f}, over {INSTANCES} instances"
    return Figure("bytes_per_instance_over_floor", mine / theirs, 1, 0.0, note)


def _ours_on_disk(made: Ours) -> int:
    drain.purge(made.runtime.db, before=clock.real_now() + timedelta(days=1))
    connection = sqlite3.connect(made.runtime.db.engine.url.database or "", isolation_level=None)
    try:
        connection.execute("VACUUM")
        return _pages(connection)
    finally:
        connection.close()


def _pages(connection: sqlite3.Connection) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)
