"""後から分かった利害関係 (第7条): the seat is shut at once, a decider judges, the count follows, decisions stand."""

import pytest

from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import seats, tallies
from app.cases.runtime import Runtime
from app.store.models.committee import Closing, InterestJudgement, Ruling
from tests.heard import Sitting

EXCLUDED = {
    "kinds": ["business"],
    "effect": "excluded",
    "opinion_effect": "struck",
    "reason": "顧問契約がある。",
}


def reported(sitting: Sitting, name: str, cause: str = "discovered") -> Sitting:
    """The secretariat hears of an interest of a member."""
    secretariat = sitting.viewer("secretariat")
    seats.report(sitting.runtime, secretariat, sitting.seat(name).id, ["business"], "顧問契約がある。", cause)
    sitting.walk.settle()
    return sitting


def rulings(sitting: Sitting) -> list[Ruling]:
    with sitting.runtime.db.read() as session:
        return tallies.rulings(session, sitting.hearing())


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_a_reported_interest_shuts_the_seat_until_it_is_judged(both: Runtime) -> None:
    sitting = reported(Sitting.declared(both).give("member1", "fit"), "member1")
    assert sitting.states()["member1"] == "challenged"
    with pytest.raises(Unknown):
        sitting.give("member1", "unfit")
    assert sitting.refused_at_the_door(sitting.item("member1", "give_opinion")) == ["X20"]
    sitting.walk.do("judge_conflict", EXCLUDED)
    assert sitting.states()["member1"] == "struck"
    assert "member1" not in [name for name, _ in sitting.asked_now()]


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_an_opinion_from_a_struck_seat_is_refused_although_its_step_still_stands(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    item = sitting.item("member1", "give_opinion")
    seats.strike(
        both, sitting.viewer("decider"), sitting.seat("member1").id, ["business"], "顧問契約がある。"
    )
    assert sitting.refused_at_the_door(item) == ["X20"]
    assert sitting.opinions("member1") == []


def test_what_is_no_interest_opens_the_seat_again(both: Runtime) -> None:
    sitting = reported(Sitting.declared(both), "member1", "challenge")
    sitting.walk.do("judge_conflict", {"kinds": ["business"], "effect": "none", "reason": "人違いだった。"})
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1")
    with both.db.read() as session:
        (judged,) = session.query(InterestJudgement)
    assert (judged.cause, judged.effect) == ("challenge", "none")


def test_a_member_who_has_not_declared_declares_after_all(runtime: Runtime) -> None:
    sitting = reported(Sitting.convened(runtime), "member1")
    sitting.walk.do("judge_conflict", {"kinds": ["business"], "effect": "none", "reason": "人違いだった。"})
    assert sitting.states()["member1"] == "invited"
    assert sitting.declare("member1").states()["member1"] == "eligible"


def test_an_opinion_struck_after_the_closing_is_counted_no_more(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    for name, verdict in (("chair", "fit"), ("member1", "fit"), ("member2", "unfit"), ("member3", "hold")):
        sitting.give(name, verdict)
    sitting.close()
    reported(sitting, "member1")
    sitting.write_minutes()
    assert refused_decision(sitting) == ["interest_unjudged"]
    sitting.walk.do("judge_conflict", EXCLUDED)
    (again,) = rulings(sitting)
    assert (again.kind, again.outcome, again.counts) == (
        "recount",
        "tie",
        {"fit": 1, "unfit": 1, "conditional": 0, "hold": 1},
    )
    with both.db.read() as session:
        assert session.get_one(Closing, sitting.hearing().id).counts["fit"] == 2
    assert len(sitting.opinions("member1")) == 1
    sitting.do("chair", "rule_tie", {"ruling": "split", "reason": "両論がある。"})
    sitting.write_minutes().walk.do(
        "decide", {"decision": "certified", "treatment": "different", "treatment_text": "理由。"}
    )
    assert sitting.walk.finish().case().result == "certified"


def test_an_opinion_without_effect_may_stand(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    for name in ("chair", "member1", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    seats.strike(
        runtime,
        sitting.viewer("decider"),
        sitting.seat("member1").id,
        ["kinship"],
        "全会一致のため。",
        "stands",
    )
    assert sitting.states()["member1"] == "struck"
    assert rulings(sitting) == []


def test_after_the_decision_only_the_record_changes(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    for name in ("chair", "member1", "member2"):
        sitting.give(name, "fit")
    sitting.close()
    sitting.write_minutes().walk.do("decide", {"decision": "certified", "treatment": "same"})
    seats.strike(
        both, sitting.viewer("decider"), sitting.seat("member1").id, ["advice"], "申請に助言していた。"
    )
    sitting.walk.settle()
    assert sitting.states()["member1"] == "struck"
    assert rulings(sitting) == []
    assert {node for node, _ in sitting.waiting()} >= {"weigh_decision"}


def test_only_the_secretariat_reports_and_only_a_decider_strikes(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    seat_id = sitting.seat("member1").id
    for name in ("decider", "chair", "applicant", "reviewer"):
        with pytest.raises(Unknown):
            seats.report(runtime, sitting.viewer(name), seat_id, [], "理由。")
    for name in ("secretariat", "chair", "applicant"):
        with pytest.raises(Unknown):
            seats.strike(runtime, sitting.viewer(name), seat_id, [], "理由。")
    with pytest.raises(CaseError):
        seats.strike(runtime, sitting.viewer("decider"), seat_id, [], " ")


def test_a_judgement_past_its_form_is_refused(both: Runtime) -> None:
    sitting = reported(Sitting.declared(both), "member1")
    assert sitting.refused_at_the_door(sitting.walk.item("judge_conflict")) == ["X20"]
    assert sitting.states()["member1"] == "challenged"


def refused_decision(sitting: Sitting) -> list[str]:
    """Why the case cannot be decided now."""
    given = {"decision": "certified", "treatment": "different", "treatment_text": "理由。"}
    with pytest.raises(Refused) as error:
        sitting.walk.do("decide", given)
    return [ground.refusal for ground in error.value.grounds]
