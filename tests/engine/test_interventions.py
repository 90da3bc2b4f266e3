"""What operators do to an instance: move a token back, cancel, resume."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.engine import NotReady, repairs
from app.engine.interventions import By, cancel, move_token, resume
from app.engine.repairs import MoveRefused, Passed
from app.store.models.procedures import Subscription, Timer, WorkItem
from tests.engine.sketch import Bench, act, call, end, flow, gateway, path, process, start, timer, user

BY = By(None, "試験のため")
STRAIGHT = process(
    start()
    + user("file")
    + act("note", "note/take", value='"x"')
    + user("check")
    + timer("late", "check", "input.due_on")
    + user("judge")
    + user("decide")
    + end()
    + end("ended_late")
    + path("begun", "file", "note", "check", "decide", "ended")
    + path("late", "judge", "ended_late"),
    lanes="file check late judge decide",
)


def passed(made: Bench) -> Passed:
    with made.db.read() as session:
        rows = session.execute(
            select(WorkItem.process_id, WorkItem.node).where(
                WorkItem.instance_id == made.instance_id, WorkItem.state == "done"
            )
        )
        return frozenset((process_id, node) for process_id, node in rows)


def moved(made: Bench, source: str, target: str) -> Bench:
    done = passed(made)
    with made.opened() as (_, opened):
        at = next(each for each in repairs.positions(opened.live, done) if each.node.id == source)
        move_token(made.engine, opened, at.task_id, target, done, BY)
    return made


def test_a_token_goes_back_to_a_step_that_was_done_and_everything_after_it_is_repeated(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file").do("check")
    assert moved(engine, "decide", "check").waiting == ["check"]
    assert [item.node for item in engine.items("withdrawn")] == ["decide"]
    assert engine.do("check").do("decide").status == "completed"


def test_a_token_moved_off_a_step_takes_the_events_on_its_border_along(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file")
    moved(engine, "check", "file")
    assert engine.waiting == ["file"]
    with engine.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 0
    engine.do("file")
    assert engine.waiting == ["check"]
    with engine.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 1
    assert [each for each, _ in engine.log] == ["note", "note"]


def test_a_step_moved_back_to_has_its_own_deadline_again(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file").do("check")
    moved(engine, "decide", "check")
    clock.fix(clock.start_of(clock.today().replace(month=12, day=1)))
    with engine.opened():
        pass
    assert engine.waiting == ["judge"]


def test_no_step_is_skipped_forward(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file")
    before = engine.state()
    for target in ("decide", "judge", "ended", "note", "unknown"):
        with pytest.raises(MoveRefused):
            moved(engine, "check", target)
    assert (engine.waiting, engine.state()) == (["check"], before)


def test_a_token_stays_between_its_parallel_gateways(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("first")
            + gateway("both", "", "parallelGateway")
            + user("a")
            + user("a_again")
            + user("b")
            + gateway("joined", "", "parallelGateway")
            + user("after")
            + end()
            + path("begun", "first", "both", "a", "a_again", "joined", "after", "ended")
            + path("both", "b", "joined"),
            lanes="first a a_again b after",
        )
    ).start().do("first").do("a")
    for target in ("first", "b"):
        with pytest.raises(MoveRefused):
            moved(engine, "a_again", target)
    assert moved(engine, "a_again", "a").do("a").do("a_again").do("b").waiting == ["after"]
    with pytest.raises(MoveRefused):
        moved(engine, "after", "a")
    assert engine.do("after").status == "completed"


def test_a_token_leaves_a_call_with_all_that_waits_inside(engine: Bench) -> None:
    called = process(
        start("asked") + user("reply") + end("replied") + path("asked", "reply", "replied"),
        id="question",
        lanes="reply",
    )
    caller = process(
        start()
        + user("ask")
        + call("one", "question")
        + user("after")
        + end()
        + path("begun", "ask", "one", "after", "ended"),
        lanes="ask after",
    )
    engine.publish(called, caller).start().do("ask")
    assert engine.waiting == ["reply"]
    assert moved(engine, "one", "ask").waiting == ["ask"]
    assert engine.do("ask").do("reply").do("after").status == "completed"


def test_a_loop_goes_on_after_a_move(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + gateway("open", "open__review")
            + user("review")
            + gateway("fine", "fine__correct")
            + user("correct")
            + end()
            + path("begun", "open")
            + flow("open", "review")
            + path("review", "fine")
            + flow("fine", "ended", 'review.verdict = "fit"')
            + flow("fine", "correct")
            + flow("correct", "open"),
            lanes="review correct",
        )
    ).start()
    for _ in range(3):
        engine.do("review", verdict="unfit")
        moved(engine, "correct", "review").do("review", verdict="unfit").do("correct")
    assert engine.do("review", verdict="fit").status == "completed"


def test_a_cancelled_instance_waits_for_nothing_and_nothing_moves_it(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file")
    (item,) = engine.items()
    with engine.opened() as (_, opened):
        cancel(opened, BY)
    assert (engine.status, engine.waiting) == ("cancelled", [])
    with engine.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 0
        assert session.scalar(select(func.count()).select_from(Subscription)) == 0
    with pytest.raises(NotReady), engine.opened() as (_, opened):
        engine.engine.complete(opened, item, {}, actor_id=None)


def test_a_cancelled_instance_goes_on_where_it_was(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file")
    (item,) = engine.items()
    with engine.opened() as (_, opened):
        cancel(opened, BY)
    with engine.db.step() as session:
        resume(engine.engine, session, engine.instance_id, BY)
    assert [each.id for each in engine.items()] == [item.id]
    with engine.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 1
    assert engine.do("check").do("decide").status == "completed"


def test_a_deadline_that_passed_while_it_was_cancelled_counts_when_it_goes_on(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01").do("file")
    with engine.opened() as (_, opened):
        cancel(opened, BY)
    clock.fix(clock.start_of(clock.today().replace(month=12, day=2)))
    with engine.db.step() as session:
        resume(engine.engine, session, engine.instance_id, BY)
    with engine.opened():
        pass
    assert engine.waiting == ["judge"]


def test_only_a_cancelled_instance_is_resumed(engine: Bench) -> None:
    engine.publish(STRAIGHT).start(due_on="2026-12-01")
    with pytest.raises(NotReady), engine.db.step() as session:
        resume(engine.engine, session, engine.instance_id, BY)
