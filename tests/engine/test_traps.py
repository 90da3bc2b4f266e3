"""What SpiffWorkflow 3.2.0 does silently wrong, and that the door does not (numbers as in our notes)."""

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.engine import NotReady, StepFailed, due_instances
from tests.engine.sketch import Bench, act, call, end, flow, gateway, path, process, start, timer, user

LOOP = process(
    start()
    + user("review")
    + gateway("fine", "fine__correct")
    + user("correct")
    + end()
    + path("begun", "review", "fine")
    + flow("fine", "ended", 'review.verdict = "fit"')
    + flow("fine", "correct")
    + flow("correct", "review"),
    lanes="review correct",
)


def test_1_a_loop_of_300_rounds_never_loses_the_waiting_step(sqlite: Bench) -> None:
    sqlite.publish(LOOP).start()
    with sqlite.opened() as (_, opened):
        live = opened.live
        for _round in range(300):
            for node, routing in (("review", {"verdict": "unfit"}), ("correct", {})):
                (number,) = [each for each, ready in live.waiting().items.items() if ready.node.id == node]
                with live.stepping(lambda *_: {}):
                    live.complete(number, routing)
        assert not live.completed
        assert [ready.node.id for ready in live.waiting().items.values()] == ["review"]
        state = live.save()
    again = type(live).load(live.library, "sketch", state)
    assert [ready.node.id for ready in again.waiting().items.values()] == ["review"]


def test_2_a_step_that_does_not_wait_cannot_be_completed(engine: Bench) -> None:
    engine.publish(
        process(start() + user("a") + user("b") + end() + path("begun", "a", "b", "ended"), lanes="a b")
    ).start()
    (first,) = engine.items()
    engine.do("a")
    with pytest.raises(NotReady), engine.opened() as (_, opened):
        engine.engine.complete(opened, first, {}, actor_id=None)
    with engine.opened() as (_, opened):
        future = [
            task.id for task in opened.live.workflow.tasks.values() if task.task_spec.name in {"a", "ended"}
        ]
        for number in future:
            with pytest.raises(NotReady):
                opened.live.complete(number, {})
    assert engine.waiting == ["b"]


def test_3_an_overdue_timer_fires_before_the_person_acts(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("answer")
            + timer("late", "answer", "input.due_on")
            + user("judge")
            + end()
            + end("ended_late")
            + path("begun", "answer", "ended")
            + path("late", "judge", "ended_late"),
            lanes="answer late judge",
        )
    ).start(due_on="2026-12-01")
    (item,) = engine.items()
    clock.fix(datetime(2026, 11, 30, 15, 0, tzinfo=UTC))  # 0:00 on 1 December in Japan
    with pytest.raises(NotReady), engine.opened() as (_, opened):
        engine.engine.complete(opened, item, {}, actor_id=None)
    with engine.opened():
        pass
    assert engine.waiting == ["judge"]
    assert [done.node for done in engine.items("withdrawn")] == ["answer"]


def test_3_a_timer_fires_at_midnight_in_japan_and_only_once(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("answer")
            + timer("remind_on", "answer", "input.due_on", interrupting=False)
            + act("remind", "note/take", value='"remind"')
            + end("reminded")
            + end()
            + path("begun", "answer", "ended")
            + path("remind_on", "remind", "reminded"),
            lanes="answer",
        )
    ).start(due_on="2026-12-01")
    midnight = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
    clock.fix(midnight - timedelta(seconds=1))
    with engine.db.read() as session:
        assert due_instances(session, clock.now()) == []
    for _ in range(2):
        clock.fix(midnight)
        with engine.db.step() as session:
            for number in due_instances(session, clock.now()):
                engine.engine.fire_due(session, number)
    assert engine.log == [("remind", {"value": "remind"})]
    assert engine.waiting == ["answer"]


def test_4_a_list_answered_in_one_branch_survives_the_join(engine: Bench) -> None:
    parallel = process(
        start()
        + gateway("both", "", "parallelGateway")
        + user("a")
        + user("b")
        + gateway("joined", "", "parallelGateway")
        + user("after")
        + end()
        + path("begun", "both", "a", "joined", "after", "ended")
        + path("both", "b", "joined"),
        lanes="a b after",
    )
    for order in (("a", "b"), ("b", "a")):
        engine.publish(parallel).start()
        given = {"a": {"votes": ["no", "no", "yes"]}, "b": {"votes": ["yes"]}}
        for node in order:
            engine.do(node, **given[node])
        data = engine.data()
        assert (data["a"], data["b"]) == (given["a"], given["b"])


def test_4_an_answer_given_again_in_one_branch_is_not_undone_by_the_other(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("first")
            + gateway("both", "", "parallelGateway")
            + gateway("again_open", "again_open__again")
            + user("again")
            + gateway("enough", "enough__joined")
            + user("b")
            + gateway("joined", "", "parallelGateway")
            + user("after")
            + end()
            + path("begun", "first", "both", "again_open")
            + flow("again_open", "again")
            + path("again", "enough")
            + flow("enough", "again_open", 'again.verdict = "no"')
            + flow("enough", "joined")
            + path("both", "b", "joined", "after", "ended"),
            lanes="first again b after",
        )
    ).start()
    engine.do("first", verdict="x").do("again", verdict="no").do("again", verdict="yes").do("b")
    assert engine.data()["again"] == {"verdict": "yes"}


def test_5_a_later_answer_does_not_change_an_earlier_one(engine: Bench) -> None:
    engine.publish(LOOP).start()
    given = {"verdict": "unfit", "items": ["1"]}
    engine.do("review", **given)
    given["items"].append("2")
    engine.do("correct")
    assert engine.data()["review"]["items"] == ["1"]


def test_9_calls_and_votes_of_many_instances_share_one_spec(engine: Bench) -> None:
    votes = user(
        "vote",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>input.members</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    )
    engine.publish(
        process(
            start() + votes + user("tally") + end() + path("begun", "vote", "tally", "ended"),
            lanes="vote tally",
        )
    )
    for members in (3, 5):
        engine.start(members=members)
        assert [item.item_key for item in engine.items()] == [str(number) for number in range(members)]
        for _ in range(members):
            engine.do("vote")
        assert engine.waiting == ["tally"]


def test_12_an_expression_cannot_reach_python(sqlite: Bench) -> None:
    for attack in ('__import__("os").getcwd() = "x"', "().__class__.__base__ = null", "open(1) = 2"):
        sqlite.publish(
            process(
                start()
                + gateway("choice", "choice__ended")
                + user("a")
                + end()
                + flow("begun", "choice")
                + flow("choice", "a", attack)
                + flow("choice", "ended")
                + flow("a", "ended"),
                lanes="a",
            )
        )
        with pytest.raises(StepFailed):
            sqlite.start()


@pytest.mark.parametrize(
    "condition", ["review.unknown = 1", "review.verdict", "null", 'unknown_step.x = "1"']
)
def test_12_a_condition_that_is_not_true_or_false_stops_the_step(sqlite: Bench, condition: str) -> None:
    sqlite.publish(LOOP.replace("review.verdict = &quot;fit&quot;", condition)).start()
    before = sqlite.state()
    with pytest.raises(StepFailed):
        sqlite.do("review", verdict="fit")
    assert sqlite.state() == before
    assert sqlite.waiting == ["review"]


@pytest.mark.parametrize(
    "value", [{"typename": "timedelta", "days": "x"}, {"nested": {"a": 1}}, {"long": "x" * 3000}]
)
def test_13_only_plain_values_route_a_procedure(sqlite: Bench, value: dict[str, object]) -> None:
    sqlite.publish(LOOP).start()
    with pytest.raises(StepFailed):
        sqlite.do("review", **value)
    assert sqlite.do("review", verdict="fit").status == "completed"


def test_14_a_failing_act_leaves_nothing_half_done(engine: Bench) -> None:
    engine.publish(
        process(
            start() + user("a") + act("broken", "note/fail") + end() + path("begun", "a", "broken", "ended"),
            lanes="a",
        )
    ).start()
    before = engine.state()
    for _ in range(2):
        with pytest.raises(StepFailed):
            engine.do("a", choice="x")
        assert engine.state() == before
        assert engine.waiting == ["a"]


def test_16_the_drawing_does_not_decide_the_route(sqlite: Bench) -> None:
    body = (
        start()
        + user("ask")
        + gateway("choice", "choice__neither")
        + user("a")
        + user("b")
        + user("neither")
        + end()
        + path("begun", "ask", "choice")
        + flow("choice", "a", "ask.n >= 500")
        + flow("choice", "b", "ask.n > 100")
        + flow("choice", "neither")
        + path("a", "ended")
        + path("b", "ended")
        + path("neither", "ended")
    )
    for y_of_a, y_of_b in ((10, 100), (100, 10)):
        shapes = "".join(
            f'<bpmndi:BPMNShape id="{node}_di" bpmnElement="{node}"><dc:Bounds x="10" y="{y}" width="100" height="80"/>'
            "</bpmndi:BPMNShape>"
            for node, y in (("a", y_of_a), ("b", y_of_b))
        )
        drawing = (
            '<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="sketch">'
            f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        )
        diagram = process(body, lanes="ask a b neither").replace(
            "</bpmn:definitions>", f"{drawing}</bpmn:definitions>"
        )
        sqlite.publish(diagram).start().do("ask", n=500)
        assert sqlite.waiting == ["a"]


def test_a_call_takes_only_its_inputs_and_gives_only_its_outputs(engine: Bench) -> None:
    called = process(
        start("asked")
        + user("reply")
        + end("replied", result="reply.text", twice="input.number * 2")
        + path("asked", "reply", "replied"),
        id="question",
        lanes="reply",
    )
    caller = process(
        start()
        + gateway("both", "", "parallelGateway")
        + call("one", "question", number="1")
        + call("two", "question", number="2")
        + gateway("joined", "", "parallelGateway")
        + call("three", "question", number="3")
        + user("after")
        + end()
        + path("begun", "both", "one", "joined", "three", "after", "ended")
        + path("both", "two", "joined"),
        lanes="after",
    )
    engine.publish(called, caller).start(secret="top")
    first, second = engine.items()
    for item, text in ((second, "second"), (first, "first")):
        with engine.opened() as (_, opened):
            assert "secret" not in str(opened.live.data_of(item.task_id))
            engine.engine.complete(opened, item, {"text": text, "lane": "x"}, actor_id=None)
    engine.do("reply", text="third")
    data = engine.data()
    assert data["one"] == {"result": "first", "twice": 2}
    assert data["two"] == {"result": "second", "twice": 4}
    assert data["three"] == {"result": "third", "twice": 6}
    assert "reply" not in data
