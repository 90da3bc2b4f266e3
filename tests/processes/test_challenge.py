"""忌避の申立て (第7条): one procedure for whoever is challenged; it is judged, or ends with its case."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases import withdrawing
from app.cases.errors import CaseError, Refused
from app.cases.runtime import Runtime
from app.store.models.challenges import Challenge, ChallengeJudgement
from app.store.models.people import UserRole
from app.store.models.procedures import Mail
from tests.cases.challenging import NONE, REASON, UPHELD, challenge, results
from tests.heard import Sitting

DECIDED = {"decision": "certified", "treatment": "same"}


@pytest.mark.article("第7条")
def test_a_challenge_is_judged_by_a_decider_and_kept(both: Runtime) -> None:
    sitting = challenge(Sitting.declared(both), "member1")
    assert sitting.walk.waiting()["judge_challenge"] == "decider"
    sitting.walk.do("judge_challenge", NONE)
    with both.db.read() as session:
        row = session.scalars(select(Challenge)).one()
        judged = session.scalars(select(ChallengeJudgement)).one()
    assert (row.number, row.kind, row.reason) == ("K2026-0001", "business", REASON)
    assert (judged.challenge_id, judged.effect) == (row.id, "none")
    assert "judge_challenge" not in sitting.walk.waiting()


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_nothing_follows_a_challenge_that_nobody_has_judged(both: Runtime) -> None:
    sitting = challenge(Sitting.declared(both), "member1")
    decider = sitting.viewer("decider").user_id
    assert sitting.refused_at_the_door(sitting.walk.item("judge_challenge"), decider) == ["X20"]
    assert sitting.states()["member1"] == "challenged"


def test_nobody_judges_a_challenge_of_themselves(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    challenge(sitting, "member5")
    with runtime.db.step() as session:
        session.add(UserRole(user_id=sitting.viewer("member5").user_id, role="decider"))
    with pytest.raises(Refused) as error:
        sitting.walk.do("judge_challenge", UPHELD, by=sitting.viewer("member5"))
    assert [each.refusal for each in error.value.grounds] == ["own_interest"]
    assert results(runtime) == []


def test_who_has_a_seat_does_not_even_see_that_there_is_something_to_judge(runtime: Runtime) -> None:
    sitting = challenge(Sitting.declared(runtime), "member1")
    with runtime.db.step() as session:
        session.add(UserRole(user_id=sitting.viewer("member1").user_id, role="decider"))
    with pytest.raises(CaseError):
        sitting.walk.do("judge_challenge", UPHELD, by=sitting.viewer("member1"))
    assert results(runtime) == []


def test_a_challenge_that_is_overdue_is_told_to_whoever_can_judge_it(runtime: Runtime) -> None:
    sitting = challenge(Sitting.declared(runtime), "member5")
    sitting.at(clock.now() + timedelta(days=8))
    with runtime.db.read() as session:
        overdue = select(Mail.to).where(Mail.subject.like("%判断が期限を過ぎて%"))
        assert "decider@example.jp" in set(session.scalars(overdue))


def test_a_withdrawal_ends_the_challenge_without_a_judgement(both: Runtime) -> None:
    sitting = challenge(Sitting.declared(both), "member1")
    withdrawing.withdraw(both, sitting.viewer("applicant"), sitting.walk.case_no, "")
    sitting.walk.settle()
    sitting.walk.do("confirm_withdrawal")
    assert sitting.walk.waiting() == {}
    assert results(both) == []


def test_the_decision_waits_for_the_judgement(both: Runtime) -> None:
    sitting = Sitting.voted(both, "fit", "fit", "fit", "fit")
    sitting.close()
    challenge(sitting.write_minutes(), "member5")
    with pytest.raises(Refused) as error:
        sitting.walk.do("decide", DECIDED)
    assert [each.refusal for each in error.value.grounds] == ["challenge_open"]
    sitting.walk.do("judge_challenge", NONE).do("decide", DECIDED)
    assert "decide" not in sitting.walk.waiting()
