"""An interest found late may leave the opinion as it is (第7条): a person says so, and then it counts everywhere."""

from typing import Any

import pytest

from app.cases.hearings import attendance, record, seats, tallies
from app.cases.runtime import Runtime
from tests.heard import Sitting

THREE = ("chair", "member1", "member2")


def judged(sitting: Sitting, name: str, effect: str) -> Sitting:
    """The secretariat reports an interest of a member, and a decider judges what becomes of the opinion."""
    seats.report(
        sitting.runtime, sitting.viewer("secretariat"), sitting.seat(name).id, ["business"], "取引があった。"
    )
    sitting.walk.settle()
    given = {"kinds": ["business"], "effect": "excluded", "opinion_effect": effect, "reason": "少額である。"}
    sitting.walk.do("judge_conflict", given)
    return sitting


def struck(sitting: Sitting, name: str, effect: str = "struck") -> Sitting:
    """A decider strikes a seat."""
    seats.strike(
        sitting.runtime,
        sitting.viewer("decider"),
        sitting.seat(name).id,
        ["business"],
        "取引があった。",
        effect,
    )
    sitting.walk.settle()
    return sitting


def recounts(sitting: Sitting) -> list[tuple[str, dict[str, int]]]:
    with sitting.runtime.db.read() as session:
        return [(row.outcome, row.counts) for row in tallies.rulings(session, sitting.hearing())]


def minutes(sitting: Sitting) -> str:
    """The lines that the record gives to the minutes."""
    with sitting.runtime.db.read() as session:
        drawn: dict[str, Any] = record.drawn(session, sitting.hearing())
    return "\n".join(line["ja"] for section in drawn["sections"] for line in section["lines"])


@pytest.mark.parametrize(
    ("effect", "outcome", "fit", "quorum"),
    [pytest.param("stands", "fit", 4, 4, id="残す"), pytest.param("struck", "fit", 3, 3, id="抹消")],
)
def test_before_the_closing_only_an_opinion_that_stands_is_counted(
    both: Runtime, effect: str, outcome: str, fit: int, quorum: int
) -> None:
    sitting = judged(Sitting.voted(both, "fit", "fit", "fit", "fit"), "member1", effect)
    assert sitting.states()["member1"] == "struck"
    assert sitting.close() == outcome
    row = sitting.closed()
    assert row is not None
    assert (row.counts["fit"], row.quorum["present"], row.quorum["eligible"]) == (fit, quorum, quorum)


def test_after_the_closing_an_opinion_that_stands_is_told_as_counted(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "unfit")
    sitting.close()
    struck(sitting, "member1", "stands")
    assert recounts(sitting) == []
    told = minutes(sitting)
    assert "抹消した意見" not in told
    assert (
        "member1：除斥（後に判明し、意見は影響がないとして残す）（取引・委託・共同研究・寄附・謝金（過去3年））"
        in told
    )
    assert "出席：chair、member1、member2、member3" in told
    sitting.write_minutes()
    assert "出席4名" in sitting.shown("decide")["committee"].ja
    assert "適3" in sitting.shown("decide")["committee"].ja


def test_a_second_strike_leaves_the_standing_opinion_alone(both: Runtime) -> None:
    sitting = Sitting.voted(both, "fit", "fit", "fit", "unfit")
    sitting.close()
    struck(struck(sitting, "member1", "stands"), "member2")
    # Three opinions are counted; two of them are of members without an interest.
    assert recounts(sitting) == [("below_quorum", {"fit": 2, "conditional": 0, "unfit": 1, "hold": 0})]
    assert "抹消した意見：1（" in minutes(sitting)


def test_an_opinion_that_the_closing_left_out_is_counted_once_it_is_judged_to_stand(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "unfit")
    seats.report(
        runtime, sitting.viewer("secretariat"), sitting.seat("member3").id, ["business"], "取引があった。"
    )
    sitting.walk.settle()
    sitting.close()
    given = {
        "kinds": ["business"],
        "effect": "excluded",
        "opinion_effect": "stands",
        "reason": "少額である。",
    }
    sitting.walk.do("judge_conflict", given)
    assert recounts(sitting) == [("fit", {"fit": 3, "conditional": 0, "unfit": 1, "hold": 0})]


def test_whoever_sat_there_in_silence_is_taken_off_the_count_too(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime, THREE).give("chair").give("member1")
    hearing_no, silent = sitting.hearing().number, sitting.walk.people["member2"].user_id
    attendance.mark(runtime, sitting.viewer("secretariat"), hearing_no, silent, "in")
    assert sitting.close() == "fit"
    struck(sitting, "member2")
    assert [outcome for outcome, _ in recounts(sitting)] == ["below_quorum"]


def test_the_quorum_is_of_members_without_an_interest_though_an_opinion_stands(both: Runtime) -> None:
    sitting = judged(Sitting.voted(both, "fit", "fit", "fit", members=THREE), "member1", "stands")
    assert sitting.close() == "below_quorum"
    row = sitting.closed()
    assert row is not None
    assert (row.counts["fit"], row.quorum) == (
        3,
        {"eligible": 3, "present": 3, "needed": 3, "majority": 2, "standing": 1},
    )
    told = minutes(sitting)
    assert (
        "出席3名。うち1名は利害関係が後に判明し意見を残したため定足数に数えず、利害関係のない出席は2名"
        in told
    )
    assert "定足数3名を満たさない" in told


def test_a_quorum_lost_by_an_opinion_that_stands_goes_back_to_a_person(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", members=THREE)
    assert sitting.close() == "fit"
    struck(sitting, "member1", "stands")
    assert recounts(sitting) == [("below_quorum", {"fit": 3, "conditional": 0, "unfit": 0, "hold": 0})]
