"""The worker: wakes, works, survives, stops."""

import threading
from collections.abc import Callable, Iterator
from time import monotonic, sleep

import pytest
from sqlalchemy import update

from app import clock
from app.cases import deliveries
from app.outbox import queue
from app.store.models.procedures import OutboxRow
from app.worker import loop
from app.worker.loop import Worker
from tests.worker.conftest import Lab


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something another thread does."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.01)


@pytest.fixture
def seen(lab: Lab) -> list[str]:
    """Keys of side effects that were carried out."""
    keys: list[str] = []
    lab.runtime.handlers["note"] = lambda key, _payload: keys.append(key)
    return keys


def ask(lab: Lab, key: str) -> None:
    with lab.runtime.db.step() as session:
        queue.put(session, "note", key, {})


@pytest.fixture
def worker(lab: Lab) -> Iterator[Worker]:
    """A worker that would sleep for an hour if nothing woke it."""
    worker = Worker(lab.runtime, pause=3600)
    yield worker
    assert worker.stop(10), "the worker did not end"


def test_it_does_at_the_start_what_was_left(lab: Lab, seen: list[str], worker: Worker) -> None:
    ask(lab, "left")
    worker.start()
    until(lambda: seen == ["left"])


def test_a_commit_wakes_it_through_the_runtime(lab: Lab, seen: list[str], worker: Worker) -> None:
    worker.start()
    ask(lab, "a")
    lab.runtime.wake()
    until(lambda: "a" in seen)


def test_without_being_woken_it_looks_again_after_its_pause(lab: Lab, seen: list[str]) -> None:
    worker = Worker(lab.runtime, pause=0.05)
    worker.start()
    ask(lab, "a")
    until(lambda: seen == ["a"])
    assert worker.stop()


def test_no_failure_ends_it_and_each_is_one_line(
    lab: Lab,
    seen: list[str],
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_arguments: object) -> int:
        raise RuntimeError("password=hunter2")

    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "run_pending", broken)
        worker.start()
        until(lambda: len(caplog.records) == 1)
    assert "hunter2" not in caplog.text
    ask(lab, "a")
    lab.runtime.wake()
    until(lambda: seen == ["a"])
    assert len(caplog.records) == 1


def test_stopping_lets_the_step_at_hand_finish(lab: Lab, seen: list[str]) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(key: str, _payload: object) -> None:
        begun.set()
        assert go_on.wait(10)
        seen.append(key)

    lab.runtime.handlers["note"] = slow
    ask(lab, "slow")
    worker = Worker(lab.runtime, pause=3600)
    worker.start()
    assert begun.wait(10)
    assert not worker.stop(0.05), "it is still busy"
    go_on.set()
    assert worker.stop(10)
    assert seen == ["slow"]


def test_once_a_day_it_purges_what_was_delivered_long_ago(lab: Lab, worker: Worker) -> None:
    ask(lab, "old")
    with lab.runtime.db.step() as session:
        session.execute(update(OutboxRow).values(done_at=clock.real_now() - 2 * loop.KEPT))
    worker.work_once()
    with lab.runtime.db.read() as session:
        assert session.query(OutboxRow).count() == 0
    ask(lab, "older")
    with lab.runtime.db.step() as session:
        session.execute(update(OutboxRow).values(done_at=clock.real_now() - 2 * loop.KEPT))
    worker.work_once()
    with lab.runtime.db.read() as session:
        assert session.query(OutboxRow).count() == 1
