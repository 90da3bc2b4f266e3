"""第7条: an interest that is judged after the seat has ended in another way is on record as it was judged."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.cases.hearings import interests, record, seats
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import InterestJudgement, Seat
from app.store.models.procedures import Mail
from app.store.reading import room
from tests.heard import Sitting
from tests.processes.test_late_conflict import EXCLUDED, reported, rulings
from tests.walk import Walk

pytestmark = pytest.mark.article("第7条")

NONE = {"kinds": ["business"], "effect": "none", "reason": "人違いだった。"}


def recused(sitting: Sitting) -> None:
    seats.recuse(sitting.runtime, sitting.viewer("member1"), sitting.seat("member1").id)
    sitting.walk.settle()


def expired(sitting: Sitting) -> None:
    user_id = sitting.viewer("member1").user_id
    with sitting.runtime.db.step() as session:
        over = clock.today() - timedelta(days=1)
        session.execute(update(Appointment).where(Appointment.user_id == user_id).values(until=over))
        seats.expire(session, user_id)
    sitting.walk.settle()


def ended(runtime: Runtime, how: Callable[[Sitting], None], given: dict[str, object]) -> Sitting:
    """An interest was told, the seat ended meanwhile, and then it was judged."""
    sitting = reported(Sitting.declared(runtime).give("member1", "fit"), "member1")
    how(sitting)
    sitting.walk.do("judge_conflict", given)
    return sitting


def judgement(sitting: Sitting) -> InterestJudgement:
    with sitting.runtime.db.read() as session:
        return session.scalars(select(InterestJudgement)).one()


def told(sitting: Sitting) -> str:
    with sitting.runtime.db.read() as session:
        return record.shown(record.drawn(session, sitting.hearing()))["record_interests"].ja


@pytest.mark.parametrize("how", [recused, expired])
def test_what_was_judged_is_stored_and_the_seat_stays_as_it_ended(
    both: Runtime, how: Callable[[Sitting], None]
) -> None:
    sitting = ended(both, how, EXCLUDED)
    row = judgement(sitting)
    assert (row.effect, row.kinds, row.opinion_effect) == ("excluded", ["business"], "struck")
    assert sitting.states()["member1"] == how.__name__
    with both.db.read() as session:
        found = room.receipt(session, sitting.viewer("member1"), sitting.seat("member1").id)
    assert found is not None
    assert not found.cleared


@pytest.mark.parametrize("how", [recused, expired])
def test_it_is_a_strong_hint_on_the_next_case_of_the_applicant(
    runtime: Runtime, how: Callable[[Sitting], None]
) -> None:
    sitting = ended(runtime, how, EXCLUDED)
    after = Walk.open(runtime, sitting.walk.people, service="次のサービス").case().id
    with runtime.db.read() as session:
        found = interests.hints(session, session.get_one(Case, after), sitting.viewer("member1").user_id)
    assert "strong" in {hint.strength for hint in found}


def test_what_was_judged_to_be_none_hints_at_nothing(runtime: Runtime) -> None:
    sitting = ended(runtime, recused, NONE)
    assert (judgement(sitting).effect, sitting.states()["member1"]) == ("none", "recused")
    after = Walk.open(runtime, sitting.walk.people, service="次のサービス").case().id
    with runtime.db.read() as session:
        assert interests.hints(session, session.get_one(Case, after), sitting.viewer("member1").user_id) == ()


@pytest.mark.parametrize("effect", ["struck", "stands"])
def test_the_minutes_tell_it_and_no_opinion_of_an_ended_seat_is_counted(
    runtime: Runtime, effect: str
) -> None:
    sitting = ended(runtime, recused, {**EXCLUDED, "opinion_effect": effect})
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    name = sitting.viewer("member1").name
    assert f"{name}：回避。利害関係があると判断された（" in told(sitting)
    closed = sitting.closed()
    assert closed is not None
    assert (closed.counts["fit"], rulings(sitting)) == (3, [])


def test_the_member_hears_of_the_judgement_without_a_link(runtime: Runtime) -> None:
    sitting = ended(runtime, recused, EXCLUDED)
    with runtime.db.read() as session:
        to = session.scalars(select(Mail.to).where(Mail.subject.contains("この議案には加わりません"))).all()
        seat = session.get_one(Seat, sitting.seat("member1").id)
        bodies = session.scalars(select(Mail.body).where(Mail.to == "member1@example.jp")).all()
    assert to == ["member1@example.jp"]
    assert f"S-{seat.id:06d}" in bodies[-1]
    assert "/committee/" not in bodies[-1]


def test_none_judged_of_a_seat_struck_meanwhile_leaves_the_opinion_that_stands(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    for name in ("chair", "member1", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    reported(sitting, "member1")
    decider, seat_id = sitting.viewer("decider"), sitting.seat("member1").id
    seats.strike(runtime, decider, seat_id, ["kinship"], "全会一致のため。", "stands")
    sitting.walk.settle()
    sitting.walk.do("judge_conflict", NONE)
    assert sitting.states()["member1"] == "struck"
    assert rulings(sitting) == []
    assert "意見は影響がないとして残す" in told(sitting)
