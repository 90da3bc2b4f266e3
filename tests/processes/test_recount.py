"""数え直した委員会の意見 (第6条第2項, 第7条): a new count that lost the quorum or ties goes back to a person first."""

import pytest
from sqlalchemy import select

from app.cases import withdrawing
from app.cases.errors import Refused
from app.cases.hearings import seats, tallies
from app.cases.runtime import Runtime
from app.store.models.procedures import Incident, Instance, Message
from tests.heard import Sitting

THREE = ("chair", "member1", "member2")
TIE_LEFT = ("fit", "fit", "unfit", "hold")
ACCEPT = {"choice": "accept", "reason": "残る2名の意見で足りる。"}
AGAIN = {"choice": "again", "reason": "委員を補って聴き直す。"}
ABANDON = {"choice": "abandon", "reason": "聴取は任意である。"}
FIT = {"ruling": "fit", "reason": "安全性は確かめられた。"}
DECISION = {"decision": "certified", "treatment": "same"}


def struck(sitting: Sitting, name: str = "member1") -> Sitting:
    """A decider strikes the seat of a member whose interest came to light."""
    seats.strike(
        sitting.runtime, sitting.viewer("decider"), sitting.seat(name).id, ["business"], "取引があった。"
    )
    sitting.walk.settle()
    return sitting


def closed(runtime: Runtime, *verdicts: str, members: tuple[str, ...] = THREE) -> Sitting:
    """A hearing whose minutes are being written."""
    sitting = Sitting.voted(runtime, *verdicts, members=members)
    sitting.close()
    assert sitting.hearing().state == "minutes"
    return sitting


def delivered(runtime: Runtime, *verdicts: str, members: tuple[str, ...] = THREE) -> Sitting:
    """A hearing whose opinion the decider has."""
    sitting = closed(runtime, *verdicts, members=members).write_minutes()
    assert sitting.hearing().state == "delivered"
    return sitting


def nodes(sitting: Sitting) -> set[str]:
    return {node for node, _ in sitting.waiting()}


def outcome(sitting: Sitting) -> str:
    with sitting.runtime.db.read() as session:
        return tallies.outcome(session, sitting.hearing())


def refused_decision(sitting: Sitting) -> list[str]:
    """Why the case cannot be decided now."""
    with pytest.raises(Refused) as error:
        sitting.walk.do("decide", DECISION)
    return [ground.refusal for ground in error.value.grounds]


def left_over(runtime: Runtime) -> list[str]:
    """Messages that nobody took, and steps that stopped."""
    with runtime.db.read() as session:
        messages = session.query(Message).where(Message.delivered_at.is_(None))
        return [row.name for row in messages] + [row.what for row in session.query(Incident)]


def test_minutes_stop_where_a_new_count_loses_the_quorum(both: Runtime) -> None:
    sitting = struck(closed(both, "fit", "fit", "fit"))
    assert (outcome(sitting), sitting.hearing().state) == ("below_quorum", "closed")
    assert nodes(sitting) == {"settle_quorum"}
    sitting.walk.do("settle_quorum", ACCEPT)
    assert sitting.write_minutes().hearing().state == "delivered"
    sitting.walk.do("decide", DECISION)
    assert left_over(both) == []


def test_minutes_stop_for_a_ruling_where_a_new_count_ties(both: Runtime) -> None:
    sitting = struck(closed(both, *TIE_LEFT, members=("chair", "member1", "member2", "member3")))
    assert outcome(sitting) == "tie"
    assert sitting.asked_now() == [("chair", "rule_tie")]
    sitting.do("chair", "rule_tie", FIT)
    assert sitting.write_minutes().hearing().state == "delivered"
    assert outcome(sitting) == "fit"
    assert left_over(both) == []


def test_a_tie_that_becomes_a_missing_quorum_is_not_ruled_on(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "unfit", "hold", members=THREE)
    assert sitting.close() == "tie"
    item = sitting.item("chair", "rule_tie")
    seats.strike(runtime, sitting.viewer("decider"), sitting.seat("member2").id, ["business"], "取引。")
    with pytest.raises(Refused):
        sitting.do("chair", "rule_tie", FIT | {"ruling": "split"})
    sitting.walk.settle()
    assert item.id not in {each.id for each in sitting.walk.items()}
    assert nodes(sitting) == {"settle_quorum"}


def test_a_tie_that_a_new_count_dissolves_asks_nobody(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "unfit", "unfit")
    assert sitting.close() == "tie"
    struck(sitting, "member3")
    assert (outcome(sitting), sitting.hearing().state) == ("fit", "minutes")
    assert nodes(sitting) == {"draft_minutes"}


@pytest.mark.refusal("X15", basis="design", article="第6条第2項")
def test_no_decision_rests_on_a_delivered_opinion_that_lost_its_quorum(both: Runtime) -> None:
    sitting = struck(delivered(both, "fit", "fit", "fit"))
    assert refused_decision(sitting) == ["X15"]
    assert nodes(sitting) >= {"settle_quorum", "decide"}
    sitting.walk.do("settle_quorum", ACCEPT)
    assert sitting.hearing().state == "delivered"
    assert "2名" in getattr(sitting.shown("decide")["committee"], "ja", sitting.shown("decide")["committee"])
    assert refused_decision(sitting) == ["addendum_open"]
    sitting.write_minutes().walk.do("decide", DECISION)
    assert left_over(both) == []


@pytest.mark.refusal("X15", basis="design", article="第6条第2項")
def test_the_chair_rules_on_the_tie_of_a_delivered_opinion(both: Runtime) -> None:
    sitting = struck(delivered(both, *TIE_LEFT, members=("chair", "member1", "member2", "member3")))
    assert refused_decision(sitting) == ["X15"]
    sitting.do("chair", "rule_tie", FIT)
    assert (outcome(sitting), sitting.hearing().state) == ("fit", "delivered")


def test_a_ruling_that_waits_yields_to_the_next_count(runtime: Runtime) -> None:
    sitting = struck(delivered(runtime, *TIE_LEFT, members=("chair", "member1", "member2", "member3")))
    struck(sitting, "member2")
    assert {"settle_quorum", "rule_tie"} & nodes(sitting) == {"settle_quorum"}
    sitting.walk.do("settle_quorum", ABANDON)
    assert sitting.hearing().state == "abandoned"
    sitting.walk.do("decide", {"decision": "certified", "treatment": "none"})
    assert left_over(runtime) == []


@pytest.mark.refusal("X15", basis="design", article="第6条第2項")
def test_the_committee_is_heard_again_and_the_decision_waits_for_it(runtime: Runtime) -> None:
    sitting = struck(delivered(runtime, "fit", "fit", "fit"))
    sitting.walk.do("settle_quorum", AGAIN)
    assert refused_decision(sitting) == ["X15"]
    sitting.convene(("chair", "member2", "member3"))
    for name in ("chair", "member2", "member3"):
        sitting.declare(name).give(name)
    assert (sitting.close(), sitting.hearing().round) == ("fit", 2)
    assert refused_decision(sitting) == ["X15"]
    sitting.write_minutes().walk.do("decide", DECISION)
    assert left_over(runtime) == []


def test_nothing_waits_for_a_count_once_the_hearing_is_given_up(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", members=THREE)
    sitting.close_only()
    seats.strike(runtime, sitting.viewer("decider"), sitting.seat("member1").id, ["business"], "取引。")
    sitting.walk.settle()
    assert nodes(sitting) == {"settle_quorum"}
    sitting.walk.do("settle_quorum", ABANDON)
    assert left_over(runtime) == []


def test_a_withdrawal_takes_back_what_was_to_be_settled(both: Runtime) -> None:
    sitting = struck(delivered(both, "fit", "fit", "fit"))
    withdrawing.withdraw(both, sitting.viewer("applicant"), sitting.walk.case_no, "都合による。")
    sitting.walk.settle()
    assert nodes(sitting) == {"confirm_withdrawal"}
    assert sitting.walk.finish().case().result == "withdrawn"
    with both.db.read() as session:
        assert session.scalars(select(Instance.id).where(Instance.status == "running")).all() == []
    assert left_over(both) == []
