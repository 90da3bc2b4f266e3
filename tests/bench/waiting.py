"""The first page of the inbox with a hundred thousand open items, beside one with a hundred."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app import clock
from app.store.base import Base
from app.store.models.cases import Case
from app.store.models.people import Provider
from app.store.models.procedures import NO_DUE_DATE, Instance, WorkItem, WorkItemExclusion
from app.store.models.services import Service
from tests.bench.browser import Browser
from tests.bench.ours import Ours, ours
from tests.bench.report import Figure, milliseconds, ratio

MANY, FEW = 100_000, 102  # a hundred that the viewer may do
ADDRESS = "/inbox?tab=group"
PAGE = 50
VIEWER, OTHER = "reviewer", "decider"
SERVICES_A_PROVIDER = 10
# The viewer is himself kept away from every item of this number: four eyes, or a bar.
OWN = 50


def figures(folder: Path, runs: int) -> Iterator[Figure]:
    """The ratio of the two pages, read in turn."""
    browsers = [_filled(folder / f"inbox_{size}", size) for size in (MANY, FEW)]
    for browser in browsers:
        for _ in range(3):
            _, page = browser.get(ADDRESS)
        _require_whole(page)
    times: list[list[list[float]]] = [[], []]
    for run in range(runs):
        for number in (0, 1) if run % 2 else (1, 0):
            times[number].append([browsers[number].get(ADDRESS)[0] for _ in range(3)])
    note = f"{MANY:,}: {milliseconds(times[0])}; {FEW}: {milliseconds(times[1])}"
    yield ratio("inbox_100k_over_100", times[0], times[1], note)


def _require_whole(page: str) -> None:
    """A page that shows less than was asked for would be fast for nothing."""
    lines = page.count('href="/tasks/')
    if lines < PAGE or "99+" not in page:
        raise RuntimeError(f"the inbox shows {lines} items and {'no ' * ('99+' not in page)}«99+»")


def _filled(folder: Path, size: int) -> Browser:
    made = ours(folder)
    with made.runtime.db.step() as session:
        for model, rows in _rows(made, size):
            session.connection().execute(insert(model), rows)
    return Browser(made.app, made.people[VIEWER])


def _rows(made: Ours, size: int) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    """Providers, services, cases, instances, items for the viewer, who is kept away from a fiftieth of
    them, as another person is from each."""
    now, today = clock.now(), clock.today()
    numbers = range(1, size + 1)
    services = range(1, max(SERVICES_A_PROVIDER, size // 10) + 1)
    first = made.provider_id + 1
    providers = range(first, first + len(services) // SERVICES_A_PROVIDER)
    yield (
        Provider,
        [
            {
                "id": number,
                "name": f"計測株式会社{number}",
                "corporate_number": f"{number:013d}",
                "address": "東京都千代田区一番町1",
                "representative": "山田花子",
                "created_at": now,
            }
            for number in providers
        ],
    )
    yield (
        Service,
        [
            {
                "id": number,
                "provider_id": providers[number % len(providers)],
                "name": f"計測サービス{number}",
                "created_at": now,
            }
            for number in services
        ],
    )
    yield (
        Case,
        [
            {
                "id": number,
                "case_no": f"B-{number:06d}",
                "process_id": "bench_long",
                "edition_id": made.edition_id,
                "provider_id": providers[number % len(services) % len(providers)],
                "service_id": services[number % len(services)],
                "opened_at": now,
            }
            for number in numbers
        ],
    )
    yield (
        Instance,
        [
            {
                "id": number,
                "edition_id": made.edition_id,
                "process_id": "bench_long",
                "case_id": number,
                "version": 1,
                "status": "running",
                "state": b"",
                "started_at": now,
            }
            for number in numbers
        ],
    )
    yield (
        WorkItem,
        [
            {
                "id": number,
                "instance_id": number,
                "task_id": 5,
                "process_id": "bench_long",
                "node": "review",
                "name": "審査する",
                "name_en": "Review",
                "role": VIEWER,
                "case_id": number,
                "state": "open",
                # A fifth has no due date; the others lie in the next two months, in no order.
                "due_on": NO_DUE_DATE if number % 5 == 0 else today + timedelta(days=number * 37 % 60),
                "created_at": now,
            }
            for number in numbers
        ],
    )
    viewer, other = made.people[VIEWER].user_id, made.people[OTHER].user_id
    kept_away = [{"work_item_id": number, "user_id": other} for number in numbers]
    kept_away += [{"work_item_id": number, "user_id": viewer} for number in numbers[OWN - 1 :: OWN]]
    yield WorkItemExclusion, kept_away
