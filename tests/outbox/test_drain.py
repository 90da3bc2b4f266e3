"""Side effects happen after the commit, at least once, and a failing one holds up no other."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.outbox import queue
from app.outbox.drain import FIRST_WAIT, LEASE, LONGEST_WAIT, drain, purge, wait_after
from app.store.models.procedures import OutboxRow
from app.store.session import Database
from tests.outbox.conftest import Outbox


class Recorder:
    """A handler that notes what it was given."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, key: str, payload: dict[str, Any]) -> None:
        self.calls.append((key, payload))


def fail(key: str, payload: dict[str, Any]) -> None:
    raise RuntimeError("password=hunter2")


def test_a_side_effect_is_carried_out_once_and_marked(db: Database, outbox: Outbox) -> None:
    handler = Recorder()
    outbox.put("k1", {"n": 1})
    assert drain(db, {"mail": handler}) == 1
    assert drain(db, {"mail": handler}) == 0
    assert handler.calls == [("k1", {"n": 1})]
    assert outbox.row("k1").done_at is not None


def test_a_step_that_rolls_back_leaves_no_side_effect(db: Database, outbox: Outbox) -> None:
    def asks_and_fails() -> None:
        with db.step() as session:
            queue.put(session, "mail", "k1", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asks_and_fails()
    assert drain(db, {"mail": Recorder()}) == 0


def test_asking_twice_for_a_key_is_an_error(outbox: Outbox) -> None:
    outbox.put("k1")
    with pytest.raises(IntegrityError):
        outbox.put("k1")


def test_what_was_delivered_is_no_longer_readable_in_the_outbox(db: Database, outbox: Outbox) -> None:
    outbox.put("k1", {"body": "https://example.jp/reset/secret"})
    drain(db, {"mail": Recorder()})
    assert outbox.row("k1").payload == {}


def test_a_failure_waits_longer_each_time_and_holds_up_no_other(db: Database, outbox: Outbox) -> None:
    handler = Recorder()
    outbox.put("bad", kind="pdf")
    outbox.put("good")
    for tries in (1, 2, 3):
        before = clock.real_now()
        drain(db, {"mail": handler, "pdf": fail})
        row = outbox.row("bad")
        assert row.tries == tries
        assert row.next_try_at - before >= wait_after(tries)
        outbox.let_time_pass()
    assert handler.calls == [("good", {})]


def test_waits_double_up_to_a_day() -> None:
    assert [wait_after(n) for n in (1, 2, 3)] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert wait_after(1000) == LONGEST_WAIT


def test_the_error_is_kept_without_what_the_exception_was_given(
    db: Database, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.put("k1")
    drain(db, {"mail": fail})
    assert "RuntimeError" in outbox.row("k1").error
    assert "hunter2" not in outbox.row("k1").error + caplog.text
    assert len(caplog.records) == 1


def test_a_kind_that_nobody_carries_out_is_said_and_waits(db: Database, outbox: Outbox) -> None:
    outbox.put("k1", kind="carrier_pigeon")
    assert drain(db, {}) == 1
    assert "carrier_pigeon" in outbox.row("k1").error
    assert drain(db, {}) == 0


def test_a_success_clears_the_error(db: Database, outbox: Outbox) -> None:
    outbox.put("k1")
    drain(db, {"mail": fail})
    outbox.let_time_pass()
    drain(db, {"mail": Recorder()})
    assert outbox.row("k1").error == ""


def test_the_handler_runs_outside_of_any_transaction(db: Database, outbox: Outbox) -> None:
    def writes(key: str, payload: dict[str, Any]) -> None:
        with db.step() as session:  # would wait for ever if the row's own transaction were open
            queue.put(session, "mail", "second", {})

    outbox.put("first", kind="pdf")
    handler = Recorder()
    assert drain(db, {"pdf": writes, "mail": handler}) == 2
    assert handler.calls == [("second", {})]


def test_a_process_that_dies_in_the_middle_leaves_the_row_to_another(db: Database, outbox: Outbox) -> None:
    class DeathError(BaseException):
        """The process is gone: nothing of ours runs any more."""

    def die(key: str, payload: dict[str, Any]) -> None:
        raise DeathError

    handler = Recorder()
    outbox.put("k1", {"n": 1})
    with pytest.raises(DeathError):
        drain(db, {"mail": die})
    assert drain(db, {"mail": handler}) == 0, "the lease is not over"
    assert outbox.row("k1").next_try_at > clock.real_now() + LEASE / 2
    outbox.let_time_pass()
    assert drain(db, {"mail": handler}) == 1
    assert handler.calls == [("k1", {"n": 1})]


def test_several_workers_share_the_rows(db: Database, outbox: Outbox) -> None:
    handler = Recorder()
    for number in range(30):
        outbox.put(f"k{number}")
    workers = [threading.Thread(target=drain, args=(db, {"mail": handler})) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    drain(db, {"mail": handler})
    assert sorted(key for key, _ in handler.calls) == sorted(f"k{number}" for number in range(30))


def test_a_limit_leaves_the_rest_for_later(db: Database, outbox: Outbox) -> None:
    for number in range(3):
        outbox.put(f"k{number}")
    assert drain(db, {"mail": Recorder()}, limit=2) == 2
    assert drain(db, {"mail": Recorder()}, limit=2) == 1


def test_old_rows_are_purged_once_they_are_done(db: Database, outbox: Outbox) -> None:
    outbox.put("done")
    drain(db, {"mail": Recorder()})
    outbox.put("waiting")
    assert purge(db, before=clock.real_now() - timedelta(days=1)) == 0
    assert purge(db, before=clock.real_now() + timedelta(days=1)) == 1
    with db.read() as session:
        assert session.scalars(select(OutboxRow.key)).all() == ["waiting"]
