"""One completion of the long shape through the task page, beside the naive floor in the same process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any, TypeVar

from app.store.models.procedures import WorkItem
from tests.bench import server
from tests.bench.floor import Column, Floor, PostgresColumn, SqliteColumn
from tests.bench.ours import Ours, ours
from tests.bench.report import Figure, between_quartiles, milliseconds, ratio
from tests.bench.statements import Counted, counting
from tests.bench.texts import text

T = TypeVar("T")
SHAPE, ROUNDS = "bench_long", 10
COUNTED = 3
"""Instances whose statements are counted; they are the same in every one."""


def figures(folder: Path, runs: int) -> Iterator[Figure]:
    """Times over the floor, statements and commits; times over the floor on PostgreSQL."""
    made = ours(folder / "ours")
    yield _over_floor("http_completion_over_floor", made, SqliteColumn(folder / "floor.db"), runs)
    yield from _counts(made)
    with server.database() as (url, plain_url):
        made = ours(folder / "ours_on_postgres", url)
        yield _over_floor("pg_completion_over_floor", made, PostgresColumn(plain_url), runs)
        made.runtime.db.dispose()


def _over_floor(name: str, made: Ours, column: Column, runs: int) -> Figure:
    browsers, floor = made.browsers(), Floor(column, SHAPE)

    def post(item: WorkItem, given: dict[str, Any]) -> float:
        browser = browsers[item.role]
        return browser.post(item.id, browser.fill(item.id, given))

    walk_ours, walk_floor = (lambda: walk(made, post)), (lambda: floor.walk_long(ROUNDS))
    # The first of each compiles templates, statements and expressions.
    walk_ours(), walk_floor()
    posted, plain = [], []
    for run in range(runs):
        # Whoever goes second finds a warmer machine, so they take turns.
        for each, times in [(walk_ours, posted), (walk_floor, plain)][:: 1 if run % 2 else -1]:
            times.append(each())
    note = f"ours {milliseconds(posted)}; floor {milliseconds(plain)}"
    return ratio(name, posted, plain, note)


def walk(made: Ours, complete: Callable[[WorkItem, dict[str, Any]], T], rounds: int = ROUNDS) -> list[T]:
    """One case of the long shape to its end; what `complete` tells of each step."""
    case_id, told, reviews = made.start(SHAPE), list[T](), 0
    while (item := made.waiting(case_id)) is not None:
        reviews += item.node == "review"
        told.append(complete(item, given(item.node, last=reviews > rounds)))
    if len(told) != 2 * rounds + 7:
        raise RuntimeError(f"the long shape took {len(told)} steps instead of {2 * rounds + 7}")
    return told


def given(node: str, *, last: bool) -> dict[str, Any]:
    """Answers to a step of the long shape; `last` ends the rounds."""
    return {
        "review": {"verdict": "sound" if last else "unsound", "remark": text()},
        "correct": {"answer": text()},
        "opinion": {"opinion": text()},
        "conclude": {"decision": "certified", "reasons": text()},
    }[node]


def _counts(made: Ours) -> Iterator[Figure]:
    found, browsers = list[Counted](), made.browsers()

    def post(item: WorkItem, given: dict[str, Any]) -> float:
        browser = browsers[item.role]
        fields = browser.fill(item.id, given)
        with counting(made.runtime.db.engine) as counted:
            taken = browser.post(item.id, fields)
        found.append(counted)
        return taken

    for _ in range(COUNTED):
        walk(made, post)
    statements, commits = [float(each.statements) for each in found], [float(each.commits) for each in found]
    most = f"at most {max(statements):.0f}"
    yield Figure("sql_per_completion", mean(statements), COUNTED, between_quartiles(statements), most)
    yield Figure("commits_per_completion", mean(commits), COUNTED, between_quartiles(commits))
