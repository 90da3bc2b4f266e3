"""委員の意見 (第6条第2項, 第7条): first declared, then given, amended until the closing, and nobody else's."""

import pytest

from app.cases.runtime import Runtime
from app.store.models.committee import Declaration, InterestJudgement
from tests.heard import Sitting


def test_a_member_declares_first_and_then_amends_the_opinion_at_will(both: Runtime) -> None:
    sitting = Sitting.convened(both)
    assert sitting.states()["member1"] == "invited"
    assert {node for node, _ in sitting.waiting()} == {"declare_interest"}
    sitting.declare("member1")
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1", "fit").give("member1", "conditional").give("member1", "unfit")
    assert [(row.version, row.verdict) for row in sitting.opinions("member1")] == [
        (1, "fit"),
        (2, "conditional"),
        (3, "unfit"),
    ]


def test_a_declared_interest_excludes_at_once_and_ends_the_seat(both: Runtime) -> None:
    sitting = Sitting.convened(both).declare("member1", "has", kinds=["business"])
    assert sitting.states()["member1"] == "excluded"
    person = sitting.walk.people["member1"].user_id
    assert person not in {who for _, who in sitting.waiting()}


def test_what_is_a_matter_of_judgement_waits_for_a_decider(both: Runtime) -> None:
    sitting = Sitting.convened(both).declare("member1", "has", kinds=["competitor"], text="競合の顧問。")
    assert sitting.states()["member1"] == "judging"
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "顧問は5年前に終わっている。"})
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1")
    with both.db.read() as session:
        (judged,) = session.query(InterestJudgement)
        assert (judged.cause, judged.effect, judged.kinds) == ("declared", "none", ["competitor"])
        assert session.query(Declaration).one().result == "has"


def test_asking_for_a_judgement_may_end_in_an_exclusion(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "ask", kinds=["other"])
    sitting.walk.do("judge_interest", {"effect": "excluded", "reason": "共同研究が続いている。"})
    assert sitting.states()["member1"] == "excluded"
    assert "judge_interest" not in sitting.walk.waiting()


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_an_opinion_without_a_declaration_is_refused_at_the_engine_door(both: Runtime) -> None:
    sitting = Sitting.convened(both)
    item = sitting.item("member1", "declare_interest")
    assert sitting.refused_at_the_door(item) == ["X20"]
    assert sitting.states()["member1"] == "invited"
