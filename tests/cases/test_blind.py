"""第6条第2項・運用: while the committee is heard, nobody learns from a case's record what another member thinks."""

import json

import pytest
from sqlalchemy import select

from app.cases.runtime import Runtime
from app.cases.views.happened import told
from app.store.models.procedures import Event
from app.store.reading import cases
from app.store.viewer import Viewer
from tests.heard import Sitting

SEATS = {"declare_interest", "give_opinion", "judge_interest"}

pytestmark = pytest.mark.article("第6条第2項")


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    sitting = Sitting.declared(runtime)
    sitting.give("member1", "unfit", reason="否とする理由").give("member2", "fit")
    return sitting


def read(sitting: Sitting, viewer: Viewer) -> tuple[set[tuple[str, str | None]], set[tuple[str, str | None]]]:
    """Steps and events of seats that the person is told, each with who did it."""
    with sitting.runtime.db.read() as session:
        head = cases.find(session, viewer, sitting.walk.case_no)
        assert head is not None
        steps = {(each.node, each.who) for each in cases.steps(session, viewer, head) if each.node in SEATS}
        events = {
            (event.kind, who)
            for event, who in cases.timeline(session, viewer, head)
            if event.node in SEATS or event.kind.startswith("seat_")
        }
    return steps, events


@pytest.mark.parametrize("who", ["secretariat", "decider"])
def test_the_secretariat_and_the_decider_learn_who_has_answered(sitting: Sitting, who: str) -> None:
    steps, events = read(sitting, sitting.walk.people[who])
    assert {("declare_interest", "member3"), ("give_opinion", "member1")} <= steps
    assert {("completed", "member1"), ("seat_moved", "member3")} <= events


def test_a_member_is_told_of_no_seat_but_the_own_one(sitting: Sitting) -> None:
    steps, events = read(sitting, sitting.viewer("member2"))
    assert {who for _, who in steps | events} == {"member2"}


@pytest.mark.parametrize("who", ["reviewer", "fee_clerk"])
def test_others_of_the_body_are_told_of_no_seat(sitting: Sitting, who: str) -> None:
    assert read(sitting, sitting.walk.people[who]) == (set(), set())


def test_the_record_holds_no_opinion_and_its_hash_cannot_be_tried_for_one(sitting: Sitting) -> None:
    with sitting.runtime.db.read() as session:
        events = session.scalars(select(Event).where(Event.node == "give_opinion")).all()
        said = json.dumps([[event.data, event.reason] for event in events], ensure_ascii=False)
    assert events
    assert "unfit" not in said
    assert "否とする理由" not in said


def test_the_record_tells_no_answer_of_an_opinion_in_words(sitting: Sitting) -> None:
    decider = sitting.walk.people["decider"]
    with sitting.runtime.db.read() as session:
        head = cases.find(session, decider, sitting.walk.case_no)
        assert head is not None
        steps = cases.steps(session, decider, head)
        events = cases.timeline(session, decider, head)
        # Even where an edition put the verdict among the answers that decide the way.
        for event, _who in events:
            if event.node == "give_opinion":
                event.data = {**event.data, "routing": {"verdict": "unfit"}}
        lines = told(sitting.runtime, session, head, events, steps)
    opinions = {step.id for step in steps if step.node == "give_opinion"}
    given = [line for line in lines if line.step_id in opinions]
    assert given
    assert all(line.details == () for line in given)
