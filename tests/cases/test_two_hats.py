"""Nobody is an expert and the body at once in one case (第7条, X21): staff give no opinion, members do not decide."""

import pytest

from app.cases.errors import SEATED, NotYours, Unknown
from app.cases.hearings import attendance, seats
from app.cases.runtime import Runtime
from app.store.models.people import UserRole
from app.store.reading.candidates import candidates
from tests import answers
from tests.heard import Sitting

THREE = ("chair", "member1", "member2")


def granted(sitting: Sitting, name: str, role: str) -> Sitting:
    """An administrator gives a member a role of the body."""
    with sitting.runtime.db.step() as session:
        session.add(UserRole(user_id=sitting.walk.people[name].user_id, role=role))
    return sitting


@pytest.mark.refusal("X21", basis="design", article="第7条")
def test_an_opinion_of_somebody_who_joined_the_body_is_refused(both: Runtime) -> None:
    sitting = granted(Sitting.declared(both), "member1", "reviewer")
    assert sitting.refused("member1", "give_opinion", answers.opinion("fit")) == ["X21"]


@pytest.mark.refusal("X21", basis="design", article="第7条")
@pytest.mark.parametrize("how", ["by hand", "by time"])
def test_whoever_joined_the_body_before_the_closing_is_not_counted(both: Runtime, how: str) -> None:
    sitting = granted(Sitting.voted(both, "fit", "fit", "fit", members=THREE), "member1", "secretariat")
    if how == "by hand":
        sitting.close()
    else:
        sitting.past_due()
    row = sitting.closed()
    assert row is not None
    assert (row.outcome, row.counts["fit"], row.quorum["eligible"]) == ("below_quorum", 2, 2)
    assert sitting.states()["member1"] == "staff"


def test_whoever_joins_the_body_after_the_closing_was_an_expert_at_the_vote(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "fit")
    sitting.close()
    granted(sitting, "member1", "reviewer")
    seats.strike(runtime, sitting.viewer("decider"), sitting.seat("member2").id, ["business"], "取引。")
    sitting.write_minutes()
    assert "適3" in sitting.shown("decide")["committee"].ja


def test_a_chair_who_joined_the_body_closes_nothing(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "fit")
    granted(sitting, "chair", "publisher")
    with pytest.raises(Unknown):
        sitting.close()
    assert sitting.closed() is None
    sitting.past_due()
    assert sitting.hearing().presiding_id != sitting.walk.people["chair"].user_id


@pytest.mark.refusal("X21", basis="design", article="第7条")
def test_whoever_sat_in_the_hearing_neither_decides_nor_is_offered_to_decide(both: Runtime) -> None:
    sitting = Sitting.voted(both, "fit", "fit", "fit", "fit")
    sitting.close()
    granted(sitting.write_minutes(), "member1", "decider")
    member = sitting.viewer("member1")
    with pytest.raises(NotYours) as error:
        sitting.walk.do("decide", {"decision": "certified", "treatment": "same"}, by=member)
    assert error.value.text == SEATED
    with both.db.read() as session:
        item = sitting.walk.item("decide")
        offered = {each.id for each in candidates(session, [item.id])[item.id]}
    assert member.user_id not in offered
    sitting.walk.do("decide", {"decision": "certified", "treatment": "same"})


def test_whoever_sat_in_the_hearing_strikes_nobody_from_it(runtime: Runtime) -> None:
    sitting = granted(Sitting.voted(runtime, "fit", "fit", "fit", "fit"), "member1", "decider")
    with pytest.raises(NotYours):
        seats.strike(runtime, sitting.viewer("member1"), sitting.seat("member2").id, ["business"], "取引。")


def test_who_joined_the_body_is_not_in_the_room_for_the_quorum(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime, THREE).give("chair").give("member1")
    silent = sitting.walk.people["member2"].user_id
    attendance.mark(runtime, sitting.viewer("secretariat"), sitting.hearing().number, silent, "in")
    granted(sitting, "member2", "reviewer")
    assert sitting.close() == "below_quorum"
