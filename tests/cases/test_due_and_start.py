"""Once its hour or the due time has passed, what is there is counted and nobody takes it away (第6条第2項, AMB-36)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app import clock
from app.cases.errors import CaseError, Refused
from app.cases.hearings import attendance, closing, rescheduling
from app.cases.hearings.rescheduling import Wanted
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store.models.committee import Meeting
from tests.cases.test_meeting_requests import MEETING
from tests.heard import MEMBERS, Sitting

WHY = "会場が使えなくなったため。"


def told(runtime: Runtime) -> Sitting:
    """A meeting to come on which four members have given their opinions."""
    sitting = Sitting.declared(runtime, **MEETING)
    for name in MEMBERS:
        sitting.give(name)
    return sitting


def started(sitting: Sitting) -> Meeting:
    with sitting.runtime.db.read() as session:
        return session.get_one(Meeting, sitting.hearing().meeting_id)


def words(act: Callable[[], None]) -> Text:
    with pytest.raises(Refused) as error:
        act()
    return error.value.grounds[0].text


@pytest.mark.parametrize("then", ["again", "circulation", "move"])
def test_nobody_gives_up_a_hearing_whose_due_time_has_passed(both: Runtime, then: str) -> None:
    sitting = told(both)
    secretary = sitting.viewer("secretariat")
    clock.fix(sitting.hearing().due_at + timedelta(minutes=5))

    def act() -> None:
        if then == "move":
            day = (clock.today() + timedelta(days=3)).isoformat()
            rescheduling.move(both, secretary, 1, Wanted("room", day, "10:00", "", ""), WHY)
        else:
            rescheduling.call_off(both, secretary, 1, WHY, then)

    assert "期限までに届いた意見を集計します" in words(act).ja
    with both.db.read() as session:
        assert rescheduling.changeable(session, secretary, 1) is None
    sitting.walk.settle()
    row = sitting.closed()
    assert row is not None
    assert (row.cause, row.outcome, row.counts["fit"]) == ("due", "fit", 4)


def test_a_meeting_whose_hour_has_passed_is_not_called_off_though_nobody_was_noted(runtime: Runtime) -> None:
    sitting = told(runtime)
    clock.fix(started(sitting).starts_at + timedelta(hours=2))
    said = words(lambda: rescheduling.call_off(runtime, sitting.viewer("secretariat"), 1, WHY, "again"))
    assert "開始時刻を過ぎている" in said.ja
    assert sitting.hearing().state == "open"
    assert sitting.close() == "fit"


@pytest.mark.parametrize("who", ["timer", "chair"])
def test_after_the_due_time_it_does_not_matter_who_closes(both: Runtime, who: str) -> None:
    sitting = told(both)
    number = sitting.hearing().number
    clock.fix(started(sitting).starts_at)
    for event in ("in", "out"):
        clock.fix(clock.now() + timedelta(minutes=10))
        for name in MEMBERS[0 if event == "in" else 1 :]:
            person = sitting.walk.people[name].user_id
            attendance.mark(both, sitting.viewer("secretariat"), number, person, event)
    clock.fix(sitting.hearing().due_at + timedelta(minutes=1))
    if who == "chair":
        closing.close(both, sitting.viewer("chair"), number, "")
    sitting.walk.settle()
    row = sitting.closed()
    assert row is not None
    assert (row.outcome, row.counts["fit"], row.quorum["present"]) == ("fit", 4, 4)


@pytest.mark.parametrize("event", ["in", "out"])
def test_who_came_or_left_is_not_noted_as_absent(runtime: Runtime, event: str) -> None:
    sitting = told(runtime)
    person = sitting.walk.people["member1"].user_id
    mark = (runtime, sitting.viewer("secretariat"), sitting.hearing().number, person)
    attendance.mark(*mark, "in")
    if event == "out":
        clock.fix(clock.now() + timedelta(minutes=1))
        attendance.mark(*mark, "out")
    with pytest.raises(CaseError) as error:
        attendance.mark(*mark, "absent")
    assert error.value.text == attendance.CAME
    clock.fix(clock.now() + timedelta(minutes=1))
    sitting.close()
    row = sitting.closed()
    assert row is not None
    assert row.quorum["present"] == (4 if event == "in" else 3)
