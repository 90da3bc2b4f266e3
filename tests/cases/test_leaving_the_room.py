"""The quorum of an item heard in a meeting is that of the vote (第7条, AMB-36): who left is not there, unless ..."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.cases.errors import Refused
from app.cases.hearings import attendance, closing, record
from app.cases.runtime import Runtime
from app.store.models.committee import Hearing
from tests.heard import Sitting

THREE = ("chair", "member1", "member2")


def met(runtime: Runtime, **more: Any) -> Sitting:
    """Three members in one room who have given their opinions."""
    today = clock.today() + timedelta(days=7)
    meeting = {
        "method": "room",
        "meeting": "new",
        "held_on": today.isoformat(),
        "held_at": "10:00",
        "place": "A",
    }
    sitting = Sitting.declared(runtime, THREE, **(meeting | more))
    for name in THREE:
        noted(sitting, name, "in")
        sitting.give(name)
    return sitting


def noted(sitting: Sitting, name: str, event: str) -> None:
    """The secretariat notes who comes and goes, a minute later."""
    clock.fix(clock.now() + timedelta(minutes=1))
    attendance.mark(
        sitting.runtime,
        sitting.viewer("secretariat"),
        sitting.hearing().number,
        sitting.walk.people[name].user_id,
        event,
    )


def minutes(sitting: Sitting) -> str:
    with sitting.runtime.db.read() as session:
        drawn: dict[str, Any] = record.drawn(session, sitting.hearing())
    return "\n".join(line["ja"] for section in drawn["sections"] for line in section["lines"])


def test_whoever_is_out_when_the_chair_closes_is_not_counted(both: Runtime) -> None:
    sitting = met(both)
    noted(sitting, "member1", "out")
    with pytest.raises(Refused):
        closing.close(both, sitting.viewer("chair"), sitting.hearing().number, "")
    assert sitting.close() == "below_quorum"
    row = sitting.closed()
    assert row is not None
    assert (row.counts["fit"], row.quorum["present"], row.quorum["eligible"]) == (2, 2, 3)
    assert "出席：chair、member2\n" in minutes(sitting)


def test_whoever_comes_back_is_counted(runtime: Runtime) -> None:
    sitting = met(runtime)
    noted(sitting, "member1", "out")
    noted(sitting, "member1", "in")
    assert sitting.close() == "fit"


def test_an_opinion_given_after_leaving_is_counted(runtime: Runtime) -> None:
    sitting = met(runtime)
    noted(sitting, "member1", "out")
    clock.fix(clock.now() + timedelta(minutes=1))
    assert sitting.give("member1", "unfit").close() == "fit"
    row = sitting.closed()
    assert row is not None
    assert row.counts["unfit"] == 1


def test_the_due_time_counts_every_opinion_received_by_it(both: Runtime) -> None:
    sitting = met(both)
    for name in THREE:
        noted(sitting, name, "out")
    sitting.past_due()
    row = sitting.closed()
    assert row is not None
    assert (row.outcome, row.counts["fit"]) == ("fit", 3)
    assert "出席：chair、member1、member2\n" in minutes(sitting)


def test_a_hearing_keeps_to_the_version_that_it_was_opened_with(runtime: Runtime) -> None:
    sitting = met(runtime)
    with runtime.db.step() as session:
        session.get_one(Hearing, sitting.hearing().id).rule_set = "2026-07-01"
    noted(sitting, "member1", "out")
    assert sitting.close() == "fit"
    assert "議決の規則：2026-07-01版" in minutes(sitting)
