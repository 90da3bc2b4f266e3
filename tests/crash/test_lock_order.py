"""Whatever writes to a case at the same time takes its locks in one order: PostgreSQL never has to break a deadlock."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases import answering, attempts, claiming, deliveries, incidents, retrying
from app.cases.answering import Post
from app.cases.errors import CaseError
from app.store.models.procedures import Incident, WorkItem
from tests.crash import consistent
from tests.crash.house import House, settings

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

SEATS, EACH = 40, 40


@pytest.fixture
def house(tmp_path: Path, postgres_url: str) -> Iterator[House]:
    clock.fix(None)
    made = House.build(settings(tmp_path / "data", postgres_url), 2)
    yield made
    made.ours.runtime.db.dispose()


def test_steps_claims_incidents_and_their_closing_never_deadlock(house: House) -> None:
    runtime, office = house.ours.runtime, house.ours.people["secretariat"]
    case = house.start("hall", seats=SEATS)
    items = house.open_items(case)
    instance = items[0].instance_id
    wrong: list[BaseException] = []

    def answer(number: int) -> None:
        post = Post(MultiDict({"opinion": "よい"}), MultiDict())
        answering.answer(runtime, house.members[0], items[number].id, post)

    def take(number: int) -> None:
        claiming.claim(runtime, house.members[1], items[number].id)
        claiming.release(runtime, house.members[1], items[number].id)

    def fail(_number: int) -> None:
        incidents.record(runtime, what="complete", error=ValueError(), instance_id=instance)

    def close(_number: int) -> None:
        with runtime.db.read() as session:
            found = session.scalar(select(Incident.id).where(Incident.resolved_at.is_(None)).limit(1))
        if found is not None:
            retrying.resolve(runtime, office, found, "試験のため")

    def fire(_number: int) -> None:
        # As the worker does: the instance, then the incidents that its success closes.
        attempts.stepped(runtime, attempts.Subject("complete", instance), deliveries._fire(instance))

    threads = [
        threading.Thread(target=all_day, args=(act, wrong)) for act in (answer, take, fail, fail, close, fire)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert broken_deadlocks(house) == 0
    assert consistent.complaints(runtime) == []


def all_day(act: Callable[[int], None], wrong: list[BaseException]) -> None:
    """Do it again and again; what should not have been raised is noted."""
    for number in range(EACH):
        try:
            act(number)
        except CaseError:
            continue  # somebody else was faster, which is how it should be
        except BaseException as error:
            wrong.append(error)
        time.sleep(random.uniform(0, 0.005))


def broken_deadlocks(house: House) -> int:
    """What PostgreSQL has counted; a session reports when it ends."""
    house.ours.runtime.db.dispose()
    time.sleep(1)
    with house.ours.runtime.db.read() as session:
        counted = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return session.scalar(counted) or 0


def test_the_count_tells_of_a_deadlock(house: House) -> None:
    first, second = (house.open_items(house.start("cycle"))[0].id for _ in range(2))
    meet = threading.Barrier(2)

    def crossing(one: int, other: int) -> None:
        tried: list[int] = []

        def work(session: Session) -> None:
            session.execute(update(WorkItem).where(WorkItem.id == one).values(name="a"))
            if not tried:
                tried.append(1)
                meet.wait()
            session.execute(update(WorkItem).where(WorkItem.id == other).values(name="a"))

        house.ours.runtime.step(work)

    threads = [threading.Thread(target=crossing, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken_deadlocks(house) == 1
