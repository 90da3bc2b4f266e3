"""A step that several people do: the condition sees the answers, nobody can hang it, nothing given is lost."""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from app.engine import (
    By,
    DiagramRefused,
    MemberRefused,
    NotReady,
    StepFailed,
    add_member,
    build,
    cancel_member,
    read,
)
from app.engine.live import Live
from tests.engine.sketch import (
    Bench,
    act,
    call,
    end,
    flow,
    gateway,
    path,
    process,
    quoted,
    start,
    timer,
    user,
)

MAJORITY = 'count(opinion.verdict[item = "fit"]) >= 3'
SECRETARY = By(None, "忌避のため")


def loop(times: str, until: str = "") -> str:
    condition = f"<bpmn:completionCondition>{quoted(until)}</bpmn:completionCondition>" if until else ""
    return (
        f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>{quoted(times)}</bpmn:loopCardinality>"
        f"{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


def committee(times: str = "input.members", until: str = "", **own: str) -> str:
    """A vote, then an act that is given what the vote came to, then one more step."""
    return process(
        start()
        + user("opinion", loop(times, until), **own)
        + timer("late", "opinion", "input.due_on")
        + act("tally", "note/take", value="opinion.verdict", other="opinion.open")
        + user("conclude")
        + act("tally_late", "note/take", value="opinion.verdict", other="opinion.open")
        + user("conclude_late")
        + end()
        + end("ended_late")
        + path("begun", "opinion", "tally", "conclude", "ended")
        + path("late", "tally_late", "conclude_late", "ended_late"),
        lanes="opinion late conclude conclude_late",
    )


def begin(engine: Bench, diagram: str, members: Any) -> Bench:
    return engine.publish(diagram).start(members=members, due_on="2026-12-01")


def vote(engine: Bench, key: object, verdict: str, **more: Any) -> None:
    """The answer of one member."""
    (item,) = [each for each in engine.items() if each.item_key == str(key)]
    with engine.opened() as (_, opened):
        engine.engine.complete(opened, item, {"verdict": verdict, **more}, actor_id=None)


def leave(engine: Bench, key: object) -> None:
    (item,) = [each for each in engine.items() if each.item_key == str(key)]
    with engine.opened() as (_, opened):
        cancel_member(engine.engine, opened, item.task_id, SECRETARY)


def join(engine: Bench, key: Any) -> None:
    with engine.opened() as (_, opened):
        add_member(engine.engine, opened, "opinion", key, SECRETARY)


def test_each_item_of_the_list_is_asked(engine: Bench) -> None:
    begin(engine, committee(), ["tanaka", "sato", 7])
    assert [item.item_key for item in engine.items()] == ["tanaka", "sato", "7"]
    assert engine.data()["opinion"] == {
        "total": 3,
        "done": 0,
        "open": 3,
        "withdrawn": 0,
        "items": [],
        "verdict": [],
    }


def test_the_answers_stand_in_the_order_in_which_they_were_given(engine: Bench) -> None:
    begin(engine, committee(), ["a", "b", "c"])
    vote(engine, "c", "fit")
    vote(engine, "a", "fit", weight=2)
    vote(engine, "b", "unfit")
    assert engine.waiting == ["conclude"]
    assert engine.log == [("tally", {"value": ["fit", "fit", "unfit"], "other": 0})]
    held = engine.data()["opinion"]
    assert (held["items"], held["weight"]) == (["c", "a", "b"], [None, 2, None])


def test_the_condition_sees_the_answers_and_ends_the_vote_early(engine: Bench) -> None:
    begin(engine, committee(until=MAJORITY), 5)
    for key, verdict in ((4, "fit"), (0, "unfit"), (2, "fit")):
        vote(engine, key, verdict)
        assert len(engine.waiting) > 1
    vote(engine, 1, "fit")
    assert engine.waiting == ["conclude"]
    assert [item.item_key for item in engine.items("withdrawn")] == ["3"]
    held = engine.data()["opinion"]
    assert (held["total"], held["done"], held["open"]) == (5, 4, 0)


@pytest.mark.parametrize(
    "until",
    [
        "nrOfCompletedInstances >= 3",
        "numberOfCompletedInstances * 2 > numberOfInstances",
        "nrOfActiveInstances <= 2",
        "opinion.done * 2 > opinion.total",
    ],
)
def test_counts_go_by_our_names_and_by_those_of_other_modelers(sqlite: Bench, until: str) -> None:
    begin(sqlite, committee(until=until), 5)
    for key in (0, 1, 2):
        assert sqlite.waiting == ["opinion"] * (5 - key)
        vote(sqlite, key, "fit")
    assert sqlite.waiting == ["conclude"]


@pytest.mark.parametrize("until", ["null", "opinion.done", "opinion.nothing = 3", "unknown >= 3"])
def test_a_condition_that_is_not_true_or_false_stops_the_step(sqlite: Bench, until: str) -> None:
    begin(sqlite, committee(until=until), 3)
    before = sqlite.state()
    with pytest.raises(StepFailed):
        vote(sqlite, 0, "fit")
    assert sqlite.state() == before
    assert len(sqlite.waiting) == 3


def test_a_member_who_leaves_does_not_hang_the_vote(engine: Bench) -> None:
    begin(engine, committee(), ["a", "b", "c"])
    vote(engine, "a", "fit")
    leave(engine, "b")
    assert [item.item_key for item in engine.items("withdrawn")] == ["b"]
    vote(engine, "c", "unfit")
    assert engine.waiting == ["conclude"]
    held = engine.data()["opinion"]
    assert (held["total"], held["done"], held["withdrawn"]) == (2, 2, 1)


def test_a_vote_that_everybody_leaves_ends_without_an_answer(engine: Bench) -> None:
    begin(engine, committee(until=MAJORITY), ["a", "b"])
    leave(engine, "b")
    leave(engine, "a")
    assert engine.waiting == ["conclude"]
    assert engine.log == [("tally", {"value": [], "other": 0})]


def test_a_departure_may_decide_the_vote(engine: Bench) -> None:
    begin(engine, committee(until="opinion.done * 2 > opinion.total"), 5)
    vote(engine, 0, "fit")
    vote(engine, 1, "fit")
    assert len(engine.waiting) == 3
    leave(engine, 2)
    assert len(engine.waiting) == 2
    leave(engine, 3)
    assert engine.waiting == ["conclude"]


def test_who_has_answered_cannot_be_taken_out(engine: Bench) -> None:
    begin(engine, committee(), ["a", "b"])
    (item, _) = engine.items()
    vote(engine, "a", "fit")
    with pytest.raises(NotReady), engine.opened() as (_, opened):
        cancel_member(engine.engine, opened, item.task_id, SECRETARY)
    vote(engine, "b", "fit")
    (item,) = engine.items()
    with pytest.raises(NotReady), engine.opened() as (_, opened):
        cancel_member(engine.engine, opened, item.task_id, SECRETARY)


def test_a_member_can_be_added_while_the_vote_runs(engine: Bench) -> None:
    begin(engine, committee(), ["a", "b"])
    vote(engine, "a", "fit")
    join(engine, "c")
    vote(engine, "b", "fit")
    assert [item.item_key for item in engine.items()] == ["c"]
    vote(engine, "c", "unfit")
    assert engine.waiting == ["conclude"]
    assert engine.data()["opinion"]["total"] == 3


def test_nobody_is_asked_twice_but_who_left_may_come_back(engine: Bench) -> None:
    begin(engine, committee(), ["a", "b"])
    vote(engine, "a", "fit")
    for key in ("a", "b", "", None, True):
        with pytest.raises(MemberRefused):
            join(engine, key)
    leave(engine, "b")
    with pytest.raises(NotReady):
        join(engine, "c")
    begin(engine, committee(), ["a", "b"])
    leave(engine, "b")
    join(engine, "b")
    assert [item.item_key for item in engine.items()] == ["a", "b"]


def test_a_deadline_keeps_the_opinions_given(engine: Bench) -> None:
    begin(engine, committee(), ["a", "b", "c"])
    vote(engine, "b", "fit")
    clock.fix(datetime(2026, 11, 30, 15, 0, tzinfo=UTC))
    with engine.opened():
        pass
    assert engine.waiting == ["conclude_late"]
    assert engine.log == [("tally_late", {"value": ["fit"], "other": 0})]
    assert [item.item_key for item in engine.items("withdrawn")] == ["a", "c"]
    assert engine.data()["opinion"]["items"] == ["b"]


def test_a_deadline_around_a_subprocess_keeps_them_too(engine: Bench) -> None:
    inner = (
        '<bpmn:subProcess id="inner"><bpmn:laneSet id="inner_lanes"><bpmn:lane id="l1" name="審査員">'
        "<bpmn:flowNodeRef>opinion</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        + start("inner_begun")
        + user("opinion", loop("input.members"))
        + end("inner_ended")
        + path("inner_begun", "opinion", "inner_ended")
        + "</bpmn:subProcess>"
    )
    engine.publish(
        process(
            start()
            + inner
            + timer("late", "inner", "input.due_on")
            + act("tally", "note/take", value="opinion.verdict", other="opinion.open")
            + end()
            + end("ended_late")
            + path("begun", "inner", "ended")
            + path("late", "tally", "ended_late"),
            lanes="inner late",
        )
    ).start(members=["a", "b"], due_on="2026-12-01")
    vote(engine, "b", "fit")
    clock.fix(datetime(2026, 11, 30, 15, 0, tzinfo=UTC))
    with engine.opened():
        pass
    assert engine.log == [("tally", {"value": ["fit"], "other": 0})]
    assert engine.status == "completed"


def test_a_second_round_starts_afresh(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("opinion", loop("input.members"))
            + gateway("agreed", "agreed__again")
            + user("again")
            + end()
            + path("begun", "opinion", "agreed")
            + flow("agreed", "ended", 'every v in opinion.verdict satisfies v = "fit"')
            + flow("agreed", "again")
            + path("again", "opinion"),
            lanes="opinion again",
        )
    ).start(members=["a", "b"])
    for verdict in ("unfit", "unfit", "fit"):
        vote(engine, "b", "fit")
        vote(engine, "a", verdict)
        if verdict == "unfit":
            assert engine.data()["opinion"]["verdict"] == ["fit", "unfit"]
            engine.do("again")
            assert engine.data()["opinion"]["verdict"] == []
    assert engine.status == "completed"


def test_votes_of_two_calls_at_once_keep_apart(engine: Bench) -> None:
    called = process(
        start("asked")
        + user("opinion", loop("input.members", MAJORITY))
        + end("replied", verdicts="opinion.verdict")
        + path("asked", "opinion", "replied"),
        id="hearing",
        lanes="opinion",
    )
    caller = process(
        start()
        + gateway("both", "", "parallelGateway")
        + call("one", "hearing", members='["a", "b"]')
        + call("two", "hearing", members='["c"]')
        + gateway("joined", "", "parallelGateway")
        + user("after")
        + end()
        + path("begun", "both", "one", "joined", "after", "ended")
        + path("both", "two", "joined"),
        lanes="after",
    )
    engine.publish(called, caller).start()
    with pytest.raises(MemberRefused):
        join(engine, "d")
    for key, verdict in (("b", "no"), ("c", "fit"), ("a", "yes")):
        vote(engine, key, verdict)
    data = engine.data()
    assert (data["one"], data["two"]) == ({"verdicts": ["no", "yes"]}, {"verdicts": ["fit"]})


def test_an_empty_list_asks_nobody(engine: Bench) -> None:
    begin(engine, committee(), [])
    assert engine.waiting == ["conclude"]


@pytest.mark.parametrize(
    "members", [-1, 2.5, 201, "a", ["a", "a"], ["a", None], [True], ["x" * 61], [""], None]
)
def test_whom_to_ask_must_be_a_number_or_a_list(sqlite: Bench, members: Any) -> None:
    with pytest.raises(StepFailed):
        begin(sqlite, committee(), members)


@pytest.mark.parametrize("name", ["total", "done", "open", "withdrawn", "items"])
def test_an_answer_cannot_overwrite_the_counts(sqlite: Bench, name: str) -> None:
    begin(sqlite, committee(), 3)
    with pytest.raises(StepFailed):
        vote(sqlite, 0, "fit", **{name: 100})
    assert len(sqlite.waiting) == 3


def test_a_step_that_begins_again_before_it_has_ended_is_stopped(sqlite: Bench) -> None:
    sqlite.publish(
        process(
            start()
            + gateway("both", "", "parallelGateway")
            + user("a")
            + user("b")
            + user("opinion", loop("2"))
            + end()
            + path("begun", "both", "a", "opinion", "ended")
            + path("both", "b", "opinion"),
            lanes="a b opinion",
        )
    ).start()
    sqlite.do("a")
    with pytest.raises(StepFailed, match="began again"):
        sqlite.do("b")


# Stored by the version before tallies: three members, the first has answered.
BEFORE_TALLIES = {
    "f": 1,
    "n": 11,
    "w": {
        "d": {"input": {"members": 3}},
        "r": 1,
        "l": 8,
        "c": False,
        "s": True,
        "t": [
            [1, None, "Start", 64, 0, 0, {}],
            [2, 1, "begun", 64, 0, 0, {"event_fired": True}],
            [3, 2, "opinion", 32, 1, 0, {"merged": ["8"]}],
            [4, 3, "tally", 4, 0, 0, {}],
            [5, 4, "ended", 4, 0, 0, {}],
            [6, 5, "sketch.EndJoin", 4, 0, 0, {}],
            [7, 6, "End", 4, 0, 0, {}],
            [8, 3, "opinion [child]", 64, 1, 1, {"key_or_index": 0}],
            [9, 3, "opinion [child]", 16, 1, 1, {"key_or_index": 1}],
            [10, 3, "opinion [child]", 16, 1, 1, {"key_or_index": 2}],
        ],
        "p": {},
    },
}


def test_a_vote_stored_before_tallies_goes_on() -> None:
    library = build(
        {
            "processes/sketch.bpmn": process(
                start()
                + user("opinion", loop("input.members"))
                + user("tally")
                + end()
                + path("begun", "opinion", "tally", "ended"),
                lanes="opinion tally",
            ).encode()
        }
    )
    state = zlib.compress(json.dumps(BEFORE_TALLIES).encode())
    for number, verdict in ((10, "fit"), (9, "unfit")):
        live = Live.load(library, "sketch", state)
        with live.stepping(lambda *_: {}):
            live.complete(number, {"verdict": verdict})
        state = live.save()
    live = Live.load(library, "sketch", state)
    assert [ready.node.id for ready in live.waiting().items.values()] == ["tally"]
    held = live.workflow.data["opinion"]
    assert (held["items"], held["verdict"]) == ([0, 2, 1], [None, "fit", "unfit"])


def test_two_hundred_members_answer_one_after_another() -> None:
    library = build({"processes/sketch.bpmn": committee(until="opinion.done >= 200").encode()})
    live, _ = Live.start(
        library, "sketch", {"members": [f"m{n}" for n in range(200)], "due_on": "2026-12-01"}, lambda *_: {}
    )
    numbers = list(live.waiting().items)
    for number in reversed(numbers):
        with live.stepping(lambda *_: {}):
            live.complete(number, {"verdict": "fit"})
    assert [ready.node.id for ready in live.waiting().items.values()] == ["conclude"]
    assert live.workflow.data["opinion"]["verdict"] == ["fit"] * 200
    assert live.workflow.data["opinion"]["items"][0] == "m199"


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (user("a", loop("3").replace(
            "Characteristics>", 'Characteristics isSequential="true">', 1)), "sequential multi-instance"),
        (user("a", "<bpmn:multiInstanceLoopCharacteristics/>"), "whom to ask"),
        (user("a", loop(" ")), "whom to ask"),
        (user("a", loop("3").replace("Characteristics>", 'Characteristics behavior="One">', 1)), "throws events"),
        (call("a", "sketch").replace("</bpmn:callActivity>", loop("3") + "</bpmn:callActivity>"), "multi-instance callActivity"),
        (act("a", "note/give").replace("</bpmn:serviceTask>", loop("3") + "</bpmn:serviceTask>"), "multi-instance serviceTask"),
        (user("a", bind="user"), "belongs to a multi-instance user task"),
        (user("a", loop("3"), bind="group"), "belongs to a multi-instance user task"),
    ],
)  # fmt: skip
def test_what_would_be_mis_run_is_refused_by_name(step: str, sentence: str) -> None:
    with pytest.raises(DiagramRefused, match=sentence):
        read(process(start() + step + end() + path("begun", "a", "ended"), lanes="a").encode())
