"""第7条: an interest once declared or found is not forgotten, in the next round of a case or the next of an applicant."""

import pytest

from app.cases.hearings import interests, seats
from app.cases.runtime import Runtime
from app.store.models.people import Provider, User
from tests.heard import Sitting
from tests.processes.test_committee_review import AGAIN
from tests.walk import Walk

OWN = {"text": "別の部署であり、関わっていない。"}


def again(sitting: Sitting) -> Sitting:
    """The round ends without a quorum, and the committee is convened anew."""
    sitting.past_due()
    sitting.walk.do("settle_quorum", AGAIN)
    return sitting.convene()


def rules(sitting: Sitting, name: str) -> list[tuple[str, str]]:
    with sitting.runtime.db.read() as session:
        found = interests.hints(session, sitting.walk.case(), sitting.walk.people[name].user_id)
    return [(hint.rule, hint.strength) for hint in found]


def told_before(sitting: Sitting, name: str) -> bool:
    return ("declared_before", "strong") in rules(sitting, name)


def next_case(first: Sitting) -> Sitting:
    return Sitting.wanted(first.runtime, Walk.open(first.runtime, first.walk.people, service="次のサービス"))


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_who_was_excluded_comes_into_the_next_round_only_by_a_judgement(both: Runtime) -> None:
    sitting = Sitting.convened(both).declare("member1", "has", kinds=["employment"], text="取締役である。")
    sitting.declare("chair").give("chair")
    again(sitting)
    assert sitting.refused("member1", "declare_interest", {"result": "none"}) == ["strong_hint"]
    sitting.declare("member1", "none", **OWN)
    assert sitting.seat("member1").state == "judging"


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_who_was_struck_comes_into_the_next_round_only_by_a_judgement(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("chair").give("member1")
    seats.strike(runtime, sitting.viewer("decider"), sitting.seat("member1").id, ["business"], "取引がある。")
    sitting.walk.settle()
    again(sitting).declare("member1", "none", **OWN)
    assert sitting.seat("member1").state == "judging"


def test_who_was_found_without_an_interest_is_asked_as_everybody_else(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "ask", kinds=["other"], text="会合で同席した。")
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "同席だけである。"})
    again(sitting).declare("member1", "none")
    assert sitting.seat("member1").state == "eligible"


def test_what_is_declared_now_is_no_hint_beside_itself(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "has", kinds=["employment"], text="取締役である。")
    assert not told_before(sitting, "member1")


def test_an_interest_that_a_decider_found_is_a_strong_hint_in_the_next_case(runtime: Runtime) -> None:
    first = Sitting.convened(runtime).declare("member1", "ask", kinds=["other"], text="顧問をしていた。")
    first.walk.do("judge_interest", {"effect": "excluded", "reason": "助言に当たる。"})
    first.declare("member2").declare("member3")
    seats.strike(runtime, first.viewer("decider"), first.seat("member2").id, ["employment"], "取締役である。")
    second = next_case(first)
    assert told_before(second, "member1")
    assert told_before(second, "member2")
    assert not told_before(second, "member3")


def test_the_representative_is_recognised_behind_the_title(runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    with runtime.db.step() as session:
        provider = session.get_one(Provider, sitting.walk.case().provider_id)
        provider.representative = "代表取締役社長　星野 俊介"
        session.get_one(User, sitting.walk.people["member1"].user_id).name = "星野俊介"
    assert ("same_person", "weak") in rules(sitting, "member1")


def test_a_judgement_in_the_next_round_opens_the_case(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "has", kinds=["advice"], text="助言した。")
    again(sitting).declare("member1", "none", **OWN)
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "助言は5年前に終わっている。"})
    assert sitting.seat("member1").state == "eligible"
