"""Timers and messages move instances, each in its own transaction, and a failing one holds up no other."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app import clock
from app.cases import deliveries
from app.cases.deliveries import deliver_waiting, fire_due_timers, run_pending
from app.outbox import queue
from app.store import history
from app.store.busy import Busy
from app.store.models.procedures import Event, Incident, Instance, Mail, OutboxRow, Timer
from tests.worker.conftest import Lab

DUE = date(2026, 12, 1)
LATER = datetime(2027, 3, 1, tzinfo=UTC)


def test_a_timer_fires_on_its_day_in_japan_and_not_before(lab: Lab) -> None:
    lab.start("alarm", "a", DUE)
    clock.fix(clock.start_of(DUE) - timedelta(seconds=1))
    assert fire_due_timers(lab.runtime) == 0
    clock.fix(clock.start_of(DUE))
    assert fire_due_timers(lab.runtime) == 1
    assert lab.counted == ["a"]


def test_after_a_standstill_a_late_timer_fires_once(lab: Lab) -> None:
    for key in ("a", "b", "c"):
        lab.start("alarm", key, DUE)
    clock.fix(LATER)
    lab.runtime.engine.cache.clear()
    assert run_pending(lab.runtime) == 3
    assert run_pending(lab.runtime) == 0
    assert sorted(lab.counted) == ["a", "b", "c"]
    with lab.runtime.db.read() as session:
        kinds = session.scalars(select(Event.kind)).all()
        assert kinds.count("timer") == 3
        assert session.scalars(select(Timer)).all() == []


def test_several_workers_move_each_instance_once(lab: Lab) -> None:
    keys = [f"k{number}" for number in range(6)]
    for key in keys:
        lab.start("alarm", key, DUE)
        lab.start("receiver", f"m{key}")
        lab.start("sender", f"m{key}")
    clock.fix(LATER)
    workers = [threading.Thread(target=run_pending, args=(lab.runtime,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run_pending(lab.runtime)
    assert sorted(lab.counted) == sorted(keys + [f"m{key}" for key in keys])
    assert (lab.running(), lab.incidents()) == (0, [])


def test_a_timer_that_fails_is_an_incident_and_the_others_fire(lab: Lab) -> None:
    bad = lab.start("alarm", "bad", DUE)
    lab.start("alarm", "good", DUE + timedelta(days=1))
    lab.failing.add("bad")
    clock.fix(LATER)
    assert fire_due_timers(lab.runtime) == 1
    assert lab.counted == ["good"]
    assert lab.incidents() == [("timer", bad, True)]
    assert lab.running() == 1


def test_a_failed_step_leaves_the_instance_and_its_history_as_they_were(lab: Lab) -> None:
    bad = lab.start("alarm", "bad", DUE)
    lab.failing.add("bad")

    def stored() -> tuple[object, ...]:
        with lab.runtime.db.read() as session:
            row = session.execute(select(Instance.state, Instance.version).where(Instance.id == bad)).one()
            assert history.verify(session, lab.case_id) == []
            return (*row, len(session.scalars(select(Event)).all()))

    before = stored()
    clock.fix(LATER)
    fire_due_timers(lab.runtime)
    assert stored() == before


def test_a_failing_timer_is_not_tried_again_at_once_and_stays_one_incident(lab: Lab) -> None:
    bad = lab.start("alarm", "bad", DUE)
    lab.failing.add("bad")
    clock.fix(LATER)
    assert run_pending(lab.runtime) == 0
    assert run_pending(lab.runtime) == 0
    assert fire_due_timers(lab.runtime, retry_after=timedelta(0)) == 0, (
        "an hour later: tried, and failed again"
    )
    assert lab.incidents() == [("timer", bad, True)]


def test_an_incident_closes_when_the_step_succeeds(lab: Lab) -> None:
    bad = lab.start("alarm", "bad", DUE)
    lab.failing.add("bad")
    clock.fix(LATER)
    fire_due_timers(lab.runtime)
    lab.failing.clear()
    assert fire_due_timers(lab.runtime) == 0, "it rests for an hour"
    assert fire_due_timers(lab.runtime, retry_after=timedelta(0)) == 1
    assert lab.incidents() == [("timer", bad, False)]
    assert lab.counted == ["bad"]


def test_a_hundred_broken_instances_do_not_hide_a_sound_one(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "BATCH", 3)
    for number in range(4):
        lab.start("alarm", f"bad{number}", DUE)
        lab.failing.add(f"bad{number}")
    lab.start("alarm", "good", DUE + timedelta(days=1))
    clock.fix(LATER)
    for _ in range(2):
        fire_due_timers(lab.runtime)
    assert lab.counted == ["good"]


def test_the_incident_and_the_log_tell_the_kind_of_error_but_not_its_words(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    lab.start("alarm", "bad", DUE)
    lab.failing.add("bad")
    clock.fix(LATER)
    fire_due_timers(lab.runtime)
    with lab.runtime.db.read() as session:
        (said,) = session.scalars(select(Incident.error)).all()
    assert "RuntimeError" in said + caplog.text
    assert "secret of" not in said + caplog.text
    assert len(caplog.records) == 1


def test_a_database_that_is_busy_is_no_fault_of_the_instance(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.start("alarm", "a", DUE)
    clock.fix(LATER)
    busy = OperationalError("UPDATE", {}, Exception("database is locked"))

    def locked(*_arguments: object) -> None:
        raise busy

    with monkeypatch.context() as patch:
        patch.setattr(type(lab.runtime.engine), "fire_due", locked)
        patch.setattr(lab.runtime.db, "patience", 0.1)
        with pytest.raises(Busy):
            fire_due_timers(lab.runtime)
    assert lab.incidents() == []
    assert fire_due_timers(lab.runtime) == 1


def test_a_timer_of_an_ended_instance_is_left_alone(lab: Lab) -> None:
    ended = lab.start("alarm", "a", DUE)
    with lab.runtime.db.step() as session:
        session.execute(update(Instance).where(Instance.id == ended).values(status="cancelled"))
    clock.fix(LATER)
    assert fire_due_timers(lab.runtime) == 0
    assert lab.counted == []


def test_a_message_finds_the_instance_that_waits_for_its_key(lab: Lab) -> None:
    lab.start("receiver", "other")
    receiver = lab.start("receiver", "k1")
    lab.start("sender", "k1")
    assert lab.counted == []
    assert run_pending(lab.runtime) == 1
    assert lab.counted == ["k1"]
    assert lab.message() == (True, receiver)


def test_a_message_without_a_receiver_stays_on_the_desk_until_one_comes(lab: Lab) -> None:
    lab.start("sender", "k1")
    assert run_pending(lab.runtime) == 0
    assert lab.message() == (False, None)
    receiver = lab.start("receiver", "k1")
    assert run_pending(lab.runtime) == 1
    assert lab.message() == (True, receiver)


def test_one_message_goes_to_one_receiver_and_arrives_once(lab: Lab) -> None:
    first = lab.start("receiver", "k1")
    lab.start("receiver", "k1")
    lab.start("sender", "k1")
    run_pending(lab.runtime)
    assert deliver_waiting(lab.runtime) == 0
    assert lab.counted == ["k1"]
    assert lab.message() == (True, first)
    assert lab.running() == 1


def test_two_messages_reach_two_receivers(lab: Lab) -> None:
    for process in ("receiver", "receiver", "sender", "sender"):
        lab.start(process, "k1")
    assert run_pending(lab.runtime) == 2
    assert lab.running() == 0


def test_a_receiver_that_fails_keeps_its_message_and_holds_up_no_other(lab: Lab) -> None:
    bad = lab.start("receiver", "bad")
    lab.start("receiver", "good")
    lab.start("sender", "bad")
    lab.start("sender", "good")
    lab.failing.add("bad")
    assert run_pending(lab.runtime) == 1
    assert lab.counted == ["good"]
    assert lab.incidents() == [("message", bad, True)]
    lab.failing.clear()
    assert deliver_waiting(lab.runtime, retry_after=timedelta(0)) == 1
    assert lab.counted == ["good", "bad"]
    assert lab.incidents() == [("message", bad, False)]


def test_side_effects_are_carried_out_after_what_caused_them(lab: Lab) -> None:
    with lab.runtime.db.step() as session:
        queue.put(session, "mail", "m1", {"to": "a@example.jp", "subject": "件名", "body": "本文"})
    assert run_pending(lab.runtime) == 1
    with lab.runtime.db.read() as session:
        assert session.scalars(select(Mail.key)).all() == ["m1"]


def test_a_handler_that_was_handed_in_carries_out_its_kind(lab: Lab) -> None:
    seen: list[str] = []
    lab.runtime.handlers["certificate"] = lambda key, _payload: seen.append(key)
    with lab.runtime.db.step() as session:
        queue.put(session, "certificate", "c1", {})
    run_pending(lab.runtime)
    assert seen == ["c1"]


def test_work_that_never_ends_is_left_for_the_next_round(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "BATCH", 3)

    def again(key: str, _payload: dict[str, object]) -> None:
        with lab.runtime.db.step() as session:
            queue.put(session, "echo", f"{key}x", {})

    lab.runtime.handlers["echo"] = again
    with lab.runtime.db.step() as session:
        queue.put(session, "echo", "e", {})
    assert run_pending(lab.runtime, rounds=2) == 6
    with lab.runtime.db.read() as session:
        assert session.scalars(select(OutboxRow.id).where(OutboxRow.done_at.is_(None))).all()
