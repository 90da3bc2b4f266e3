"""Instances: versions, messages, events, two editions at once, one winner among many."""

import threading
from datetime import date

import pytest
from sqlalchemy import select, text

from app import clock
from app.cases import editions
from app.cases.acts import OPERATIONS
from app.cases.linting import judge
from app.cases.runtime import Runtime
from app.engine import CaseMoved, NotReady, StepFailed
from app.store import history
from app.store.models.certificates import RegistryVersion, Term
from app.store.models.kept import WrittenOnceError
from app.store.models.procedures import (
    EditionFile,
    Event,
    Message,
    Submission,
    Subscription,
    Timer,
    WorkItem,
)
from tests.engine.sketch import Bench, end, path, process, properties, start, timer, user
from tests.walk import Walk

SIMPLE = process(start() + user("a") + user("b") + end() + path("begun", "a", "b", "ended"), lanes="a b")


def test_a_stale_version_is_told_apart(engine: Bench) -> None:
    engine.publish(SIMPLE).start()
    engine.do("a")
    with pytest.raises(CaseMoved), engine.db.step() as session:
        engine.engine.open_case(session, engine.instance_id, version=1)


def test_an_ended_instance_cannot_be_opened(engine: Bench) -> None:
    engine.publish(SIMPLE).start().do("a").do("b")
    assert engine.status == "completed"
    with pytest.raises(NotReady), engine.opened():
        pass


def test_a_workflow_kept_in_memory_is_never_used_after_another_process_went_on(engine: Bench) -> None:
    engine.publish(SIMPLE).start()
    (item,) = engine.items()
    stale = engine.engine.cache.take(engine.instance_id, 1)
    assert stale is not None
    engine.do("a")
    engine.engine.cache.put(engine.instance_id, 1, *stale)
    with engine.db.step() as session:
        opened = engine.engine.open_case(session, engine.instance_id)
        assert [ready.node.id for ready in engine.engine.ready_tasks(opened)] == ["b"]
    assert item.node == "a"


def test_of_many_who_complete_one_step_exactly_one_succeeds(engine: Bench) -> None:
    engine.publish(SIMPLE).start()
    (item,) = engine.items()
    outcomes: list[str] = []
    ready = threading.Barrier(8)

    def attempt() -> None:
        ready.wait()
        try:
            with engine.db.step() as session:
                opened = engine.engine.open_case(session, engine.instance_id)
                fresh = session.get(WorkItem, item.id)
                assert fresh is not None
                engine.engine.complete(opened, fresh, {}, actor_id=None)
            outcomes.append("done")
        except NotReady:
            outcomes.append("not ready")

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["not ready"] * 7
    assert engine.waiting == ["b"]


def message(kind: str, id: str, name: str, **own: str) -> str:
    host = own.pop("host", "")
    attached = f' attachedToRef="{host}" cancelActivity="true"' if host else ""
    return (
        f'<bpmn:{kind} id="{id}"{attached}>{properties(**own)}'
        f'<bpmn:messageEventDefinition id="{id}_message" messageRef="message_{name}"/></bpmn:{kind}>'
    )


DECLARED = '<bpmn:message id="message_stop" name="stop"/>'


def test_a_message_without_a_receiver_stays_on_the_desk(engine: Bench) -> None:
    thrower = process(
        start()
        + message("intermediateThrowEvent", "told", "stop", key="input.no", **{"payload.why": '"because"'})
        + end()
        + path("begun", "told", "ended"),
        extra=DECLARED,
    )
    engine.publish(thrower).start(no="7")
    with engine.db.read() as session:
        (kept,) = session.scalars(select(Message))
        assert (kept.name, kept.key, kept.payload, kept.delivered_at) == (
            "stop",
            "7",
            {"why": "because"},
            None,
        )


def test_a_message_interrupts_only_the_instance_with_its_key(engine: Bench) -> None:
    receiver = process(
        start()
        + user("work")
        + message("boundaryEvent", "stopped", "stop", host="work", key="input.no")
        + user("clear")
        + end()
        + end("ended_early")
        + path("begun", "work", "ended")
        + path("stopped", "clear", "ended_early"),
        lanes="work stopped clear",
        extra=DECLARED,
    )
    engine.publish(receiver).start(no="1")
    other = engine.instance_id
    engine.start(no="2")
    with engine.db.read() as session:
        waits = session.scalars(select(Subscription).where(Subscription.key == "2")).one()
    with engine.opened() as (_, opened), pytest.raises(NotReady):
        engine.engine.deliver(opened, waits.task_id, "stop", "1", {})
    with engine.opened() as (_, opened):
        engine.engine.deliver(opened, waits.task_id, "stop", "2", {"why": "x"})
    assert engine.waiting == ["clear"]
    assert engine.data()["stopped"] == {"why": "x"}
    engine.instance_id = other
    assert engine.waiting == ["work"]


def test_timers_and_subscriptions_leave_with_their_step(engine: Bench) -> None:
    engine.publish(
        process(
            start()
            + user("a")
            + timer("late", "a", "input.due_on")
            + user("b")
            + end()
            + end("ended_late")
            + path("begun", "a", "b", "ended")
            + path("late", "ended_late"),
            lanes="a late b",
        )
    ).start(due_on="2027-01-15")
    with engine.db.read() as session:
        (row,) = session.scalars(select(Timer))
        assert row.due_at == clock.start_of(date(2027, 1, 15))
    engine.do("a")
    with engine.db.read() as session:
        assert session.scalars(select(Timer)).all() == []


def test_a_timer_without_a_date_stops_the_step(sqlite: Bench) -> None:
    diagram = process(
        start()
        + user("a")
        + timer("late", "a", "input.due_on")
        + end()
        + end("ended_late")
        + path("begun", "a", "ended")
        + path("late", "ended_late"),
        lanes="a late",
    )
    with pytest.raises(StepFailed):
        sqlite.publish(diagram).start(due_on="soon")


def test_cases_run_on_two_editions_at_once(both: Runtime, edition_files: dict[str, str]) -> None:
    first = Walk.open(both, service="旧版のサービス")
    newer = dict(edition_files)
    newer["processes/submit_documents.bpmn"] = newer["processes/submit_documents.bpmn"].replace(
        'name="添付書類を提出する"', 'name="添付書類を提出する（新版）"'
    )
    with both.db.step() as session:
        editions.publish(
            session, newer, label="newer", effective_on=date(2026, 11, 24), operations=OPERATIONS
        )
    second = Walk.open(both, first.people, service="新版のサービス")
    assert first.case().edition_id != second.case().edition_id
    assert first.until("attach_documents").item("attach_documents").name == "添付書類を提出する"
    assert second.until("attach_documents").item("attach_documents").name == "添付書類を提出する（新版）"
    assert first.finish().case().result == second.finish().case().result == "certified"


def test_an_edition_is_named_by_its_content_and_stored_once(
    runtime: Runtime, edition_files: dict[str, str]
) -> None:
    with runtime.db.step() as session:
        again = editions.publish(
            session, edition_files, label="again", effective_on=date(2027, 1, 1), operations=OPERATIONS
        )
    with runtime.db.read() as session:
        assert editions.current(session, date(2026, 11, 24)).id == again
        assert editions.digest(editions.files_of(session, again)) == editions.digest(edition_files)


def test_an_edition_that_does_not_hold_together_is_refused(edition_files: dict[str, str]) -> None:
    lacking = {path: text for path, text in edition_files.items() if not path.endswith("decide.form")}
    assert any("application.decide" in finding.ja for finding in judge(lacking, OPERATIONS))
    foreign = {
        **edition_files,
        "forms/application/nobody.form": edition_files["forms/application/decide.form"],
    }
    assert judge(foreign, OPERATIONS)
    unknown_act = {
        path: text.replace("certificates/grant", "certificates/burn") for path, text in edition_files.items()
    }
    assert any("certificates/burn" in finding.en for finding in judge(unknown_act, OPERATIONS))


def test_the_events_of_a_case_form_a_chain_that_shows_any_change(both: Runtime) -> None:
    walk = Walk.open(both).until("check_completeness")
    with both.db.read() as session:
        assert history.verify(session, walk.case().id) == []
    case = walk.case()
    with both.db.step() as session:
        session.execute(text(f"UPDATE event SET reason = 'changed' WHERE case_id = {case.id} AND seq = 2"))
    with both.db.read() as session:
        assert 2 in history.verify(session, case.id)
    with both.db.step() as session:
        session.execute(text(f"DELETE FROM event WHERE case_id = {case.id} AND seq = {case.event_seq}"))
    with both.db.read() as session:
        assert len(history.verify(session, case.id)) >= 2


def test_terms_versions_events_and_editions_are_written_once(runtime: Runtime) -> None:
    walk = Walk.open(runtime).finish()
    for table in (Term, RegistryVersion, Event, Submission, EditionFile):
        with pytest.raises(WrittenOnceError), runtime.db.step() as session:
            session.delete(session.scalars(select(table).limit(1)).one())
    assert walk.case().result == "certified"
