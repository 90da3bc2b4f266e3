"""One completion of the long shape through the task page, beside the naive floor in the same process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from app.store.models.procedures import WorkItem
from tests.bench.browser import Browser
from tests.bench.floor import Floor
from tests.bench.ours import Ours, ours
from tests.bench.report import Figure, between_quartiles, milliseconds, ratio
from tests.bench.statements import Counted, counting
from tests.bench.texts import text

SHAPE, ROUNDS = "bench_long", 10
STEPS = 2 * ROUNDS + 7
COUNTED = 3
"""Instances whose statements are counted; they are the same in every one."""


def figures(folder: Path, runs: int) -> Iterator[Figure]:
    """Times over the floor, statements and commits."""
    made = ours(folder / "ours")
    browsers = {role: Browser(made.app, viewer) for role, viewer in made.people.items()}
    floor = Floor(folder / "floor.db", SHAPE)

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
    yield ratio("http_completion_over_floor", posted, plain, note)
    yield from _counts(made, browsers)


def walk(made: Ours, complete: Callable[[WorkItem, dict[str, Any]], float]) -> list[float]:
    """One case to its end; what `complete` tells of each step."""
    case_id, told, reviews = made.start(SHAPE), [], 0
    while (item := made.waiting(case_id)) is not None:
        reviews += item.node == "review"
        given = {
            "review": {"verdict": "sound" if reviews > ROUNDS else "unsound", "remark": text()},
            "correct": {"answer": text()},
            "opinion": {"opinion": text()},
            "conclude": {"decision": "certified", "reasons": text()},
        }[item.node]
        told.append(complete(item, given))
    if len(told) != STEPS:
        raise RuntimeError(f"the long shape took {len(told)} steps instead of {STEPS}")
    return told


def _counts(made: Ours, browsers: dict[str, Browser]) -> Iterator[Figure]:
    found: list[Counted] = []

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
