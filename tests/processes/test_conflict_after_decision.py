"""決定の後に分かった利害関係 (第6条第1項, 第7条): a decider is asked, and the decision stands until a person acts."""

from typing import Any

import pytest
from sqlalchemy import select

from app.cases.hearings import seats, tallies
from app.cases.runtime import Runtime
from app.store.models.cases import Decision
from app.store.models.procedures import Event
from tests.heard import Sitting

EXCLUDED = {
    "kinds": ["advice"],
    "effect": "excluded",
    "opinion_effect": "struck",
    "reason": "申請に助言していた。",
}


def decided(runtime: Runtime, *, closed: bool = False) -> Sitting:
    """A case decided after three members held that it is fit."""
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", members=("chair", "member1", "member2"))
    sitting.close()
    sitting.write_minutes().walk.do("decide", {"decision": "certified", "treatment": "same"})
    if closed:
        sitting.walk.finish()
    return sitting


def struck(sitting: Sitting) -> Sitting:
    """A decider learns of an interest of a member and strikes the seat."""
    decider, seat_id = sitting.viewer("decider"), sitting.seat("member1").id
    seats.strike(sitting.runtime, decider, seat_id, ["advice"], "申請に助言していた。")
    sitting.walk.settle()
    return sitting


def weighed(sitting: Sitting) -> list[dict[str, Any]]:
    with sitting.runtime.db.read() as session:
        rows = session.scalars(select(Event).where(Event.kind == "seat_weighed")).all()
        return [{"reason": row.reason, "choice": row.data["choice"]} for row in rows]


def decisions(sitting: Sitting) -> list[str]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(Decision.result)))


@pytest.mark.parametrize("closed", [False, True], ids=["case open", "case closed"])
def test_a_strike_after_the_decision_asks_a_decider_and_changes_nothing(both: Runtime, closed: bool) -> None:
    sitting = struck(decided(both, closed=closed))
    shown = sitting.shown("weigh_decision")
    assert shown["member"] == "member1"
    assert "申請に助言していた。" in shown["reported"].ja
    assert shown["heard"].ja == f"{sitting.hearing().number}：適"
    assert "適2" in shown["without"].ja
    assert "満たさない" in shown["without"].ja
    sitting.walk.do("weigh_decision", {"choice": "examine", "reason": "第16条による取消しを検討する。"})
    assert weighed(sitting) == [{"choice": "examine", "reason": "第16条による取消しを検討する。"}]
    assert decisions(sitting) == ["certified"]
    with both.db.read() as session:
        assert tallies.rulings(session, sitting.hearing()) == []


def test_what_the_secretariat_reports_after_the_decision_ends_there_too(runtime: Runtime) -> None:
    sitting = decided(runtime)
    seats.report(runtime, sitting.viewer("secretariat"), sitting.seat("member1").id, ["advice"], "助言。")
    sitting.walk.settle()
    sitting.walk.do("judge_conflict", EXCLUDED)
    sitting.walk.do("weigh_decision", {"choice": "keep", "reason": "ほかの2名も適としている。"})
    assert [each["choice"] for each in weighed(sitting)] == ["keep"]
    assert sitting.walk.finish().case().result == "certified"


def test_a_strike_before_the_decision_asks_nothing_of_it(runtime: Runtime) -> None:
    sitting = struck(Sitting.voted(runtime, "fit", "fit", "fit", "fit"))
    assert "weigh_decision" not in {node for node, _ in sitting.waiting()}


def test_a_member_who_gave_no_opinion_touches_no_decision(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit")
    sitting.close()
    sitting.write_minutes().walk.do("decide", {"decision": "certified", "treatment": "same"})
    seats.strike(runtime, sitting.viewer("decider"), sitting.seat("member3").id, ["advice"], "助言。")
    sitting.walk.settle()
    assert "weigh_decision" not in {node for node, _ in sitting.waiting()}
