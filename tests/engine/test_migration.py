"""Carrying a running instance over to another edition, or refusing with the reason."""

import pytest
from sqlalchemy import select

from app import clock
from app.engine.interventions import By, carry_over, put_back
from app.engine.migration import MigrationRefused
from app.store.models.procedures import Draft, Instance, Timer, WorkItem
from tests.engine.sketch import Bench, act, call, end, flow, gateway, path, process, start, timer, user
from tests.engine.test_interventions import passed

BY = By(None, "試験のため")
STEPS = ("file", "check", "decide")


def straight(*, after_check: str = "", late: str = "input.due_on", extra: str = "", tail: str = "") -> str:
    """file → check (with a deadline) → … → decide."""
    middle = [after_check] if after_check else []
    return process(
        start()
        + user("file")
        + user("check")
        + timer("too_late", "check", late)
        + extra
        + user("decide")
        + end()
        + end("ended_late")
        + path("begun", "file", "check", *middle, "decide", "ended")
        + path("too_late", "ended_late")
        + tail,
        lanes=f"file check too_late decide {after_check}",
    )


def carried(made: Bench, *diagrams: str) -> Bench:
    """Publish another edition and take the running instance there."""
    made.publish(*diagrams)
    done = passed(made)
    with made.opened() as (_, opened):
        carry_over(made.engine, opened, made.edition_id, done, BY)
    return made


def refused(made: Bench, *diagrams: str) -> str:
    """The English sentences of a refusal; the instance is as it was before."""
    before = made.state(), made.waiting
    with pytest.raises(MigrationRefused) as error:
        carried(made, *diagrams)
    assert (made.state(), made.waiting) == before
    return str(error.value)


def test_a_step_inserted_ahead_is_met_by_a_case_under_way(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    carried(engine, straight(after_check="second_look", extra=user("second_look")))
    assert engine.waiting == ["check"]
    assert engine.do("check").waiting == ["second_look"]
    assert engine.do("second_look").do("decide").status == "completed"


def test_work_item_draft_due_date_and_timer_stay(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    (item,) = engine.items()
    with engine.db.step() as session:
        session.add(Draft(work_item_id=item.id, version=3, typed={"a": "途中"}, saved_at=clock.real_now()))
        row = session.get(WorkItem, item.id)
        assert row is not None
        row.due_on = clock.today()
    # The other edition would give a case that begins there another deadline.
    carried(engine, straight(late='"2027-06-01"', after_check="more", extra=user("more")))
    (after,) = engine.items()
    assert (after.id, after.due_on) == (item.id, clock.today())
    with engine.db.read() as session:
        draft = session.get(Draft, item.id)
        assert draft is not None
        assert (draft.version, draft.typed) == (3, {"a": "途中"})
        (due,) = session.scalars(select(Timer.due_at))
        assert due == clock.start_of(clock.today().replace(month=12, day=1))
    clock.fix(due)
    with engine.opened():
        pass
    assert engine.status == "completed"


def test_names_and_lane_of_a_waiting_step_are_taken_from_the_other_edition(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    with engine.db.step() as session:
        (row,) = session.scalars(select(WorkItem).where(WorkItem.state == "open"))
        assert row.role == "reviewer"
    carried(
        engine,
        straight().replace('name="check"', 'name="確かめる"').replace('name="審査員"', 'name="認定責任者"'),
    )
    (item,) = engine.items()
    assert (item.name, item.role) == ("確かめる", "decider")


def test_a_waiting_step_that_is_gone_keeps_the_case_where_it_is(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file").do("check")
    gone = (
        straight()
        .replace('"decide"', '"conclude"')
        .replace("decide__", "conclude__")
        .replace("__decide", "__conclude")
    )
    assert "decide" in refused(engine, gone.replace(">decide<", ">conclude<"))


def test_a_change_behind_the_token_keeps_the_case_where_it_is(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file").do("check")
    assert "check" in refused(engine, straight(after_check="second_look", extra=user("second_look")))


def test_another_event_on_the_border_of_a_waiting_step_keeps_it(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    more = timer("remind", "check", "input.due_on", interrupting=False) + end("reminded")
    assert "check" in refused(engine, straight(extra=more, tail=path("remind", "reminded")))


def test_a_value_that_the_case_never_got_keeps_it(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    choice = gateway("choice", "choice__decide") + end("ended_early")
    asked = process(
        start()
        + user("file")
        + user("check")
        + timer("too_late", "check", "input.due_on")
        + choice
        + user("decide")
        + end()
        + end("ended_late")
        + path("begun", "file", "check", "choice")
        + flow("choice", "ended_early", 'input.size = "small"')
        + flow("choice", "decide")
        + path("decide", "ended")
        + path("too_late", "ended_late"),
        lanes="file check too_late decide",
    )
    assert "input.size" in refused(engine, asked)
    # What the waiting step itself will give is not missing.
    carried(engine, asked.replace("input.size", "check.size"))
    assert engine.do("check", size="small").status == "completed"


def test_a_case_inside_a_call_goes_over_with_it(engine: Bench) -> None:
    def called(*more: str) -> str:
        return process(
            start("asked")
            + user("reply")
            + "".join(user(each) for each in more)
            + end("replied", text="reply.text")
            + path("asked", "reply", *more, "replied"),
            id="question",
            lanes=" ".join(("reply", *more)),
        )

    caller = process(
        start() + call("one", "question") + user("after") + end() + path("begun", "one", "after", "ended"),
        lanes="after",
    )
    engine.publish(called(), caller).start()
    carried(engine, called("confirm"), caller)
    assert engine.do("reply", text="x").waiting == ["confirm"]
    engine.do("confirm")
    assert engine.data()["one"] == {"text": "x"}
    assert engine.do("after").status == "completed"


def test_a_case_between_parallel_gateways_goes_over_and_still_joins(engine: Bench) -> None:
    def parallel(last: str) -> str:
        return process(
            start()
            + gateway("both", "", "parallelGateway")
            + user("a")
            + user("b")
            + gateway("joined", "", "parallelGateway")
            + user(last)
            + end()
            + path("begun", "both", "a", "joined", last, "ended")
            + path("both", "b", "joined"),
            lanes=f"a b {last}",
        )

    for first, second in (("a", "b"), ("b", "a")):
        engine.publish(parallel("after")).start().do(first)
        # «joined» waits already, so where it leads may still change.
        carried(engine, parallel("finally"))
        assert engine.do(second).waiting == ["finally"]
        assert engine.do("finally").status == "completed"


def test_a_vote_under_way_keeps_the_case_where_it_is(engine: Bench) -> None:
    votes = user(
        "vote",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    )
    diagram = process(
        start() + votes + user("tally") + end() + path("begun", "vote", "tally", "ended"), lanes="vote tally"
    )
    engine.publish(diagram).start().do("vote")
    assert "vote" in refused(engine, diagram)


def test_an_act_that_ran_otherwise_keeps_the_case(engine: Bench) -> None:
    def noted(value: str) -> str:
        return process(
            start()
            + user("file")
            + act("note", "note/take", value=value)
            + user("check")
            + end()
            + path("begun", "file", "note", "check", "ended"),
            lanes="file check",
        )

    engine.publish(noted('"x"')).start().do("file")
    assert "note" in refused(engine, noted('"y"'))


def test_a_process_that_the_edition_does_not_have_keeps_the_case(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01")
    assert "sketch" in refused(
        engine, process(start() + user("a") + end() + path("begun", "a", "ended"), id="other", lanes="a")
    )


def test_a_migration_can_be_undone_while_nothing_has_happened(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    edition, before = engine.edition_id, engine.state()
    (item,) = engine.items()
    carried(engine, straight(after_check="second_look", extra=user("second_look")))
    with engine.opened() as (_, opened):
        put_back(engine.engine, opened, edition, before, BY)
    with engine.db.read() as session:
        row = session.get(Instance, engine.instance_id)
        assert row is not None
        assert row.edition_id == edition
    assert [each.id for each in engine.items()] == [item.id]
    assert engine.do("check").waiting == ["decide"]


def test_a_migration_is_not_undone_after_the_next_step(engine: Bench) -> None:
    engine.publish(straight()).start(due_on="2026-12-01").do("file")
    edition, before = engine.edition_id, engine.state()
    carried(engine, straight(after_check="second_look", extra=user("second_look"))).do("check")
    with pytest.raises(MigrationRefused), engine.opened() as (_, opened):
        put_back(engine.engine, opened, edition, before, BY)
    assert engine.waiting == ["second_look"]


def test_a_loop_under_way_goes_over_when_its_finished_steps_are_unchanged(engine: Bench) -> None:
    def loop(extra: str = "") -> str:
        way = [extra] if extra else []
        return process(
            start()
            + gateway("open", "open__review")
            + user("review")
            + gateway("fine", "fine__correct")
            + user("correct")
            + "".join(user(each) for each in way)
            + end()
            + path("begun", "open")
            + flow("open", "review")
            + path("review", "fine")
            + flow("fine", "ended", 'review.verdict = "fit"')
            + flow("fine", "correct")
            + path("correct", *way, "open"),
            lanes=" ".join(["review", "correct", *way]),
        )

    engine.publish(loop()).start().do("review", verdict="unfit")
    carried(engine, loop("sign"))
    assert engine.do("correct").waiting == ["sign"]
    assert engine.do("sign").do("review", verdict="fit").status == "completed"


def test_a_reminder_beside_a_step_does_not_count_as_a_way_out_of_the_subprocess(sqlite: Bench) -> None:
    inner = (
        start("inner_begun")
        + user("pay")
        + timer("remind_on", "pay", "input.due_on", interrupting=False)
        + end("reminded")
        + user("decide")
        + end("inner_ended")
        + path("inner_begun", "pay", "decide", "inner_ended")
        + path("remind_on", "reminded")
    )

    def around(name: str) -> str:
        return process(
            start()
            + f'<bpmn:subProcess id="examination" name="{name}">{inner}</bpmn:subProcess>'
            + gateway("certified", "certified__ended")
            + end()
            + end("granted")
            + path("begun", "examination", "certified")
            + flow("certified", "granted", 'decide.decision = "certify"')
            + flow("certified", "ended"),
            lanes="pay decide",
        )

    sqlite.publish(around("old")).start(due_on="2026-12-01")
    carried(sqlite, around("new"))
    assert sqlite.do("pay").do("decide", decision="certify").status == "completed"
