"""Loops have no limit: finished rounds leave the state, and nothing that is still needed leaves with them."""

from datetime import date, timedelta
from random import Random

import pytest
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import func, select

from app import clock
from app.engine import NotReady, due_instances
from app.engine.interventions import By, carry_over
from app.engine.live import Live
from app.engine.migration import MigrationRefused
from app.store.models.procedures import Subscription, Timer
from tests.engine.loops import (
    CALLED,
    CALLER,
    LATE_LOOP,
    LOOP,
    STOP,
    WITHDRAWABLE,
    correction,
    lanes,
    withdrawn,
)
from tests.engine.sketch import (
    Bench,
    act,
    call,
    end,
    flow,
    gateway,
    path,
    process,
    start,
    timer,
    user,
)
from tests.engine.test_interventions import passed
from tests.engine.twins import Twins

ROUNDS = 2_000
VOTES = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def size(bench: Bench) -> tuple[int, int]:
    """Tasks in the state, and its bytes."""
    with bench.opened() as (_, opened):
        top = opened.live.workflow
        return sum(len(each.tasks) for each in [top, *top.subprocesses.values()]), len(bench.state())


def correct_for_ever(bench: Bench) -> None:
    """Two thousand rounds, loaded from storage at every step; what is stored after ten is no less."""
    sizes = []
    for number in range(ROUNDS):
        bench.do("review", verdict="unfit").do("correct")
        if number in {10, ROUNDS - 1}:
            sizes.append(size(bench))
    (tasks, stored), (tasks_at_last, stored_at_last) = sizes
    assert tasks_at_last == tasks < 40
    assert stored_at_last <= stored + 50  # task numbers get longer
    assert bench.waiting == ["review"]


@pytest.mark.slow
def test_two_thousand_rounds_end_as_they_should(sqlite: Bench) -> None:
    sqlite.publish(LOOP).start()
    correct_for_ever(sqlite)
    assert sqlite.do("review", verdict="fit").status == "completed"


@pytest.mark.slow
def test_two_thousand_rounds_in_a_called_process_hand_over_the_last_answer(sqlite: Bench) -> None:
    sqlite.publish(CALLED, CALLER).start()
    correct_for_ever(sqlite)
    sqlite.do("review", verdict="fit")
    assert sqlite.waiting == ["after"]
    assert sqlite.data()["fix"] == {"verdict": "fit"}
    assert sqlite.do("after").status == "completed"


@pytest.mark.slow
@pytest.mark.parametrize("ends_by", ["message", "timer", "answer"])
def test_two_thousand_rounds_in_a_subprocess_keep_its_boundary_events(sqlite: Bench, ends_by: str) -> None:
    sqlite.publish(WITHDRAWABLE).start(no="7")
    correct_for_ever(sqlite)
    if ends_by == "message":
        with sqlite.db.read() as session:
            (waits,) = session.scalars(select(Subscription))
        with sqlite.opened() as (_, opened):
            sqlite.engine.deliver(opened, waits.task_id, "stop", "7", {})
    elif ends_by == "timer":
        clock.fix(clock.start_of(date(2028, 1, 1)))
        with sqlite.db.step() as session:
            (number,) = due_instances(session, clock.now())
            sqlite.engine.fire_due(session, number)
    else:
        sqlite.do("review", verdict="fit")
    assert sqlite.waiting == (["after"] if ends_by == "answer" else ["clear"])
    with sqlite.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 0
        assert session.scalar(select(func.count()).select_from(Subscription)) == 0
    assert sqlite.do(sqlite.waiting[0]).status == "completed"


def test_a_step_of_a_late_round_stores_no_more_than_one_of_the_first(engine: Bench) -> None:
    engine.publish(CALLED, CALLER).start()
    sizes = set()
    for _ in range(12):
        engine.do("review", verdict="unfit").do("correct")
        sizes.add(size(engine)[0])
    assert len(sizes) <= 2


def test_an_item_of_a_round_that_has_left_cannot_be_completed_again(engine: Bench) -> None:
    engine.publish(LOOP).start()
    (first,) = engine.items()
    for _ in range(3):
        engine.do("review", verdict="unfit").do("correct")
    with pytest.raises(NotReady), engine.opened() as (_, opened):
        engine.engine.complete(opened, first, {}, actor_id=None)


def branch(prefix: str, *, late: bool = False) -> str:
    """A correction loop between `both` and `joined`."""
    review, fine, correct = f"{prefix}review", f"{prefix}fine", f"{prefix}correct"
    body = (
        user(review)
        + gateway(fine, f"{fine}__{correct}")
        + user(correct)
        + path("both", review, fine)
        + flow(fine, "joined", f'{review}.verdict = "fit"')
        + path(fine, correct, review)
    )
    if late:
        body += (
            timer(f"{prefix}remind", correct, 'date("2027-02-01")', interrupting=False)
            + user(f"{prefix}chase")
            + end(f"{prefix}reminded")
            + path(f"{prefix}remind", f"{prefix}chase", f"{prefix}reminded")
        )
    return body


IN_BRANCHES = process(
    start("opened")
    + gateway("both", "", "parallelGateway")
    + gateway("joined", "", "parallelGateway")
    + user("after")
    + end("closed")
    + path("opened", "both")
    + branch("a_", late=True)
    + branch("b_")
    + path("joined", "after", "closed"),
    lanes="after a_review a_correct a_chase b_review b_correct",
)

SPLIT_IN_LOOP = process(
    start("opened")
    + user("begin")
    + gateway("both", "", "parallelGateway")
    + user("left")
    + user("right")
    + gateway("joined", "", "parallelGateway")
    + user("judge")
    + gateway("fine", "fine__begin")
    + end("closed")
    + path("opened", "begin", "both", "left", "joined", "judge", "fine", "begin")
    + path("both", "right", "joined")
    + flow("fine", "closed", 'judge.verdict = "fit"'),
    lanes="begin left right judge",
)

VOTE_IN_LOOP = process(
    start("opened")
    + user("vote", VOTES)
    + timer("too_late", "vote", 'date("2027-03-01")')
    + user("judge")
    + gateway("fine", "fine__vote")
    + end("closed")
    + path("opened", "vote", "judge", "fine", "vote")
    + path("too_late", "judge")
    + flow("fine", "closed", 'judge.verdict = "fit"'),
    lanes="vote too_late judge",
)

REMINDED = process(
    start("opened")
    + user("answer")
    + timer("remind_on", "answer", 'now() + duration("P7D")')
    + act("remind", "note/take", value='"remind"')
    + end("closed")
    + path("opened", "answer", "closed")
    + path("remind_on", "remind", "answer"),
    lanes="answer remind_on",
)

CALLS_IN_LOOP = process(
    start("opened")
    + gateway("both", "", "parallelGateway")
    + call("left", "called")
    + call("right", "called")
    + gateway("joined", "", "parallelGateway")
    + call("last", "called")
    + user("judge")
    + gateway("fine", "fine__both")
    + end("closed")
    + path("opened", "both", "left", "joined", "last", "judge", "fine", "both")
    + path("both", "right", "joined")
    + flow("fine", "closed", 'judge.verdict = "fit"'),
    lanes="judge",
)

DEEP = process(
    start("outset")
    + f'<bpmn:subProcess id="outer">{withdrawn(correction("in_", late=True))}</bpmn:subProcess>'
    + user("judge_all")
    + gateway("all_fine", "all_fine__outer")
    + end("finished")
    + path("outset", "outer", "judge_all", "all_fine", "outer")
    + flow("all_fine", "finished", 'judge_all.verdict = "fit"'),
    lanes=f"judge_all after clear withdrawn too_long {lanes('in_')}",
    extra=STOP,
)

SHAPES = {
    "loop": (LOOP,),
    "timers in a loop": (LATE_LOOP,),
    "called": (CALLER, CALLED),
    "in a subprocess": (WITHDRAWABLE,),
    "in both branches": (IN_BRANCHES,),
    "a split in a loop": (SPLIT_IN_LOOP,),
    "votes in a loop": (VOTE_IN_LOOP,),
    "a timer back to its step": (REMINDED,),
    "calls in a loop": (CALLS_IN_LOOP, CALLED),
    "subprocesses in a loop": (DEEP,),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(4))
def test_what_leaves_the_state_changes_nothing_that_follows(shape: str, seed: int) -> None:
    choose = Random(seed)
    twins = Twins.start(*SHAPES[shape], no="7")
    for _ in range(60):
        if twins.completed:
            break
        live, roll = twins.lives[0].waiting(), choose.random()
        if roll < 0.15 and live.timers:
            clock.fix(min(live.timers.values()) if roll < 0.1 else clock.now() + timedelta(days=1))
            twins.tick()
        elif roll < 0.17 and live.messages:
            twins.send("stop", "7")
        elif twins.waiting:
            node = choose.choice(twins.waiting)
            verdict = "fit" if choose.random() < 0.05 else "unfit"
            twins.do(node, which=choose.randrange(twins.waiting.count(node)), verdict=verdict)


def test_a_join_in_a_loop_waits_for_the_branches_of_its_own_round() -> None:
    twins = Twins.start(SPLIT_IN_LOOP)
    for order in (("left", "right"), ("right", "left"), ("left", "right"), ("left", "right")):
        twins.do("begin")
        twins.do(order[0])
        assert twins.waiting == [order[1]]
        twins.do(order[1])
        assert twins.waiting == ["judge"]
        twins.do("judge", verdict="unfit")
    for node in ("begin", "right", "left", "judge"):
        twins.do(node, verdict="fit")
    assert twins.completed


def test_rounds_within_one_branch_leave_while_the_other_waits_at_the_join() -> None:
    twins = Twins.start(IN_BRANCHES)
    twins.do("b_review", verdict="fit")
    sizes = set()
    for _ in range(20):
        twins.do("a_review", verdict="unfit").do("a_correct")
        sizes.add(twins.tasks)
    assert len(sizes) <= 2
    assert twins.waiting == ["a_review"]
    assert twins.do("a_review", verdict="fit").waiting == ["after"]
    assert twins.do("after").completed


def test_what_timers_started_in_many_rounds_goes_on_and_leaves_when_it_is_done() -> None:
    twins = Twins.start(IN_BRANCHES)
    twins.do("a_review", verdict="unfit")
    clock.fix(clock.start_of(date(2027, 2, 1)))
    twins.tick()
    assert twins.waiting == ["a_chase", "a_correct", "b_review"]
    for _ in range(5):
        twins.do("a_correct").do("a_review", verdict="unfit")
    assert twins.waiting.count("a_chase") == 6
    for which in (5, 0, 2, 1, 1, 0):
        twins.do("a_chase", which=which)
    sizes = []
    for _ in range(4):
        twins.do("a_correct").do("a_review", verdict="unfit").do("a_chase")
        sizes.append(twins.tasks)
    assert sizes == [sizes[0]] * 4
    assert sizes[0] < 40
    twins.do("a_correct").do("a_review", verdict="unfit")
    twins.do("a_correct").do("a_review", verdict="fit").do("b_review", verdict="fit")
    assert twins.waiting == ["a_chase", "after"]
    assert twins.do("after").waiting == ["a_chase"]
    assert twins.do("a_chase").completed


def test_the_same_process_called_side_by_side_and_again_keeps_its_answers_apart(engine: Bench) -> None:
    judged = call("left", "called", who='"left"') + call("right", "called", who='"right"')
    engine.publish(
        process(
            start("opened")
            + gateway("both", "", "parallelGateway")
            + judged
            + gateway("joined", "", "parallelGateway")
            + call("again", "called", who='"again"')
            + user("judge")
            + gateway("fine", "fine__both")
            + end("closed")
            + path("opened", "both", "left", "joined", "again", "judge", "fine", "both")
            + path("both", "right", "joined")
            + flow("fine", "closed", 'judge.verdict = "fit"'),
            lanes="judge",
        ),
        process(
            start()
            + user("review")
            + gateway("fine", "fine__correct")
            + user("correct")
            + end(verdict="review.verdict", note="review.note", who="input.who")
            + path("begun", "review", "fine")
            + flow("fine", "ended", 'review.verdict != "unfit"')
            + path("fine", "correct", "review"),
            id="called",
            lanes="review correct",
        ),
    ).start()
    for round_ in range(3):
        first, second = (item.id for item in engine.items())
        for item_id in (second, first):
            answer_until_fit(engine, item_id, f"{item_id}", with_note=item_id == second)
        data = engine.data()
        assert data["left"] == {"verdict": "fit", "note": None, "who": "left"}
        assert data["right"] == {"verdict": "fit", "note": f"{second}", "who": "right"}
        if round_ == 0:
            assert "again" not in data
        answer_until_fit(engine, engine.items()[0].id, "third", with_note=False)
        assert engine.data()["again"] == {"verdict": "fit", "note": None, "who": "again"}
        engine.do("judge", verdict="unfit" if round_ < 2 else "fit")
    assert engine.status == "completed"


def answer_until_fit(bench: Bench, item_id: int, note: str, *, with_note: bool) -> None:
    """Two rounds of correction and a fit verdict for one of several items of one node."""
    others = {item.id for item in bench.items()} - {item_id}

    def mine(**routing: str) -> None:
        (item,) = [item for item in bench.items() if item.id not in others]
        with bench.opened() as (_, opened):
            bench.engine.complete(opened, item, routing, actor_id=None)

    for _ in range(2):
        mine(verdict="unfit")
        mine()
    mine(verdict="fit", **({"note": note} if with_note else {}))


def noted(late_end: str) -> str:
    """A called correction loop; `late_end` is an end that a timer may reach in any round."""
    return process(
        correction()
        + timer("late_on", "correct", "review.late_on", interrupting=False)
        + timer("later_on", "correct", "review.later_on", interrupting=False)
        + end(late_end, late="true", verdict='"late"')
        + end("was_later")
        + path("late_on", late_end)
        + path("later_on", "was_later"),
        id="called",
        lanes="review correct",
    )


def late_once(engine: Bench) -> Bench:
    """The late end was reached in the first of three rounds, which has left."""
    engine.publish(noted("was_late"), CALLER).start()
    engine.do("review", verdict="unfit", late_on="2026-11-01", later_on="2099-01-01").do("correct")
    for day in ("2026-11-01", "2099-01-01"):
        engine.do("review", verdict="unfit", late_on="2099-01-01", later_on=day).do("correct")
    with engine.opened() as (_, opened):
        (called,) = opened.live.workflow.subprocesses.values()
        reached = {task.task_spec.name for task in called.tasks.values() if task.state == TaskState.COMPLETED}
        assert "was_late" not in reached
    return engine


def test_an_end_reached_in_a_round_that_has_left_still_gives_its_output(engine: Bench) -> None:
    late_once(engine)
    assert engine.do("review", verdict="fit").data()["fix"] == {"verdict": "fit", "late": True}


def test_a_state_stored_with_all_its_rounds_opens_and_leaves_them_at_its_next_step() -> None:
    twins = Twins.start(CALLER, CALLED)
    for _ in range(30):
        twins.do("review", verdict="unfit").do("correct")
    pruned, whole = twins.lives
    old = Live.load(whole.library, "sketch", whole.save())
    assert old.waiting() == pruned.waiting()
    assert len(old.save()) > 3 * len(pruned.save())
    (number,) = old.waiting().items
    with old.stepping(lambda *_: {}):
        old.complete(number, {"verdict": "unfit"})
    twins.do("review", verdict="unfit")
    assert old.waiting() == twins.lives[0].waiting()
    assert len(old.save()) <= len(twins.lives[0].save()) + 20


def test_an_edition_without_an_end_that_gives_an_output_is_not_moved_to(sqlite: Bench) -> None:
    late_once(sqlite).publish(noted("was_overdue"), CALLER)
    with sqlite.opened() as (_, opened), pytest.raises(MigrationRefused, match="was_late"):
        carry_over(sqlite.engine, opened, sqlite.edition_id, passed(sqlite), By(None, "試験のため"))
