"""Timers fire in the order of their due times, each once, however late they are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.engine import StepFailed
from app.store.models.procedures import Timer
from tests.engine.sketch import Bench, act, end, flow, gateway, path, process, start, timer, user

LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)


def test_of_two_late_timers_the_one_due_first_wins_however_they_were_drawn(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("answer")
            + timer("second", "answer", "input.second_on")
            + timer("first", "answer", "input.first_on")
            + user("judge")
            + user("revoke")
            + end()
            + end("ended_first")
            + end("ended_second")
            + path("begun", "answer", "ended")
            + path("first", "judge", "ended_first")
            + path("second", "revoke", "ended_second"),
            lanes="answer judge revoke",
        )
    ).start(first_on="2026-12-01", second_on="2026-12-15")
    clock.fix(LONG_AFTER)
    with engine.opened():
        pass
    assert engine.waiting == ["judge"], "the first one has cancelled the second"
    with engine.db.read() as session:
        assert session.scalars(select(Timer)).all() == []


def test_late_reminders_of_one_step_go_out_in_the_order_of_their_days(engine: Bench) -> None:
    names = ("third", "first", "second")
    engine.publish(
        process(
            start()
            + user("answer")
            + "".join(
                timer(f"{name}_due", "answer", f"input.{name}_on", interrupting=False)
                + act(name, "note/take", value="input.day")
                + end(f"{name}_done")
                for name in names
            )
            + end()
            + path("begun", "answer", "ended")
            + "".join(path(f"{name}_due", name, f"{name}_done") for name in names),
            lanes="answer",
        )
    ).start(day="d", third_on="2026-12-20", first_on="2026-12-01", second_on="2026-12-10")
    clock.fix(LONG_AFTER)
    for _ in range(2):
        with engine.opened():
            pass
    assert [node for node, _ in engine.log] == ["first", "second", "third"]
    assert engine.waiting == ["answer"]


def test_a_timer_that_another_one_sets_takes_its_turn_by_its_day(engine: Bench) -> None:
    """The reminder of 1 December leads to a wait until 5 December, before the deadline of the 10th."""
    engine.publish(
        process(
            start()
            + user("answer")
            + timer("closing", "answer", "input.close_on")
            + timer("reminding", "answer", "input.remind_on", interrupting=False)
            + act("remind", "note/take", value='"remind"')
            + wait("again_due", "input.again_on")
            + act("again", "note/take", value='"again"')
            + act("close", "note/take", value='"close"')
            + end()
            + end("reminded")
            + end("closed")
            + path("begun", "answer", "ended")
            + path("reminding", "remind", "again_due", "again", "reminded")
            + path("closing", "close", "closed"),
            lanes="answer",
        )
    ).start(close_on="2026-12-10", remind_on="2026-12-01", again_on="2026-12-05")
    clock.fix(LONG_AFTER)
    with engine.opened():
        pass
    assert [node for node, _ in engine.log] == ["remind", "again", "close"]
    assert engine.status == "completed"


def test_a_day_that_has_passed_when_it_is_set_fires_in_the_same_step(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("ask")
            + user("answer")
            + timer("late", "answer", "input.due_on")
            + user("judge")
            + end()
            + end("ended_late")
            + path("begun", "ask", "answer", "ended")
            + path("late", "judge", "ended_late"),
            lanes="ask answer judge",
        )
    ).start(due_on="2026-07-01")
    engine.do("ask")
    assert engine.waiting == ["judge"]


def test_a_wait_that_repeats_counts_from_when_it_was_taken_up_again(engine: Bench) -> None:
    """A week-long wait in a loop: after three months of standstill it is done once, then a week later."""
    engine.publish(loop('"P7D"')).start(stop=False)
    clock.fix(LONG_AFTER)
    for _ in range(2):
        with engine.opened():
            pass
    assert len(engine.log) == 1
    clock.fix(LONG_AFTER + timedelta(days=7))
    with engine.opened():
        pass
    assert len(engine.log) == 2


def test_dates_that_set_each_other_without_end_are_refused_instead_of_running_for_ever(engine: Bench) -> None:
    with pytest.raises(StepFailed, match="without end"):
        engine.publish(loop('"2026-07-01"')).start(stop=False)


def loop(when: str) -> str:
    """Wait, note, and wait again."""
    return process(
        start()
        + gateway("again", "")
        + wait("due", when)
        + act("note", "note/take", value='"x"')
        + gateway("enough", "enough__again")
        + end()
        + path("begun", "again", "due", "note", "enough", "again")
        + flow("enough", "ended", "input.stop = true")
    )


def wait(id: str, when: str) -> str:
    inner = timer(id, "", when).replace("boundaryEvent", "intermediateCatchEvent")
    return inner.replace(' attachedToRef="" cancelActivity="true"', "")


@pytest.mark.slow
def test_however_many_timers_an_instance_waits_for_all_of_them_fire_when_they_are_late(sqlite: Bench) -> None:
    numbers = range(105)
    reminders = "".join(
        timer(f"remind_{number}", "answer", "input.due_on", interrupting=False) + end(f"reminded_{number}")
        for number in numbers
    )
    ways = "".join(path(f"remind_{number}", f"reminded_{number}") for number in numbers)
    sqlite.publish(
        process(
            start() + user("answer") + reminders + end() + path("begun", "answer", "ended") + ways,
            lanes="answer",
        )
    ).start(due_on="2026-12-01")
    clock.fix(clock.start_of(date(2026, 12, 2)))
    with sqlite.opened() as (_, opened):
        assert opened.before.timers == {}
    assert sqlite.waiting == ["answer"]
