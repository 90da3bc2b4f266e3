"""The due time decides and not the hour at which a worker gets to it (第6条第2項, §0.4 of the design)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases import terms
from app.cases.errors import CaseError
from app.cases.hearings import attendance, seats
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from tests.heard import Sitting

THREE = ("chair", "member1", "member2")


def ending(sitting: Sitting, name: str, days_before_due: int) -> Sitting:
    """The term of a member ends on the day of the due time, or so many days before."""
    with sitting.runtime.db.step() as session:
        row = session.scalars(
            select(Appointment).where(Appointment.user_id == sitting.walk.people[name].user_id)
        ).one()
        row.until = sitting.due_on() - timedelta(days=days_before_due)
    return sitting


@pytest.mark.parametrize("first", ["the closing", "the end of terms"])
def test_a_term_that_ends_on_the_due_day_counts_however_late_the_closing(both: Runtime, first: str) -> None:
    sitting = ending(Sitting.voted(both, "fit", "fit", "fit", members=THREE), "member1", 0)
    clock.fix(sitting.hearing().due_at + timedelta(hours=8))
    assert clock.today() > sitting.due_on()
    if first == "the end of terms":
        assert terms.carry_out(both)
    sitting.walk.settle()
    row = sitting.closed()
    assert row is not None
    assert (row.cause, row.outcome, row.counts["fit"], row.quorum["eligible"]) == ("due", "fit", 3, 3)
    assert sitting.states()["member1"] == "eligible"


def test_a_closing_by_hand_after_the_due_time_counts_by_the_due_day_as_well(runtime: Runtime) -> None:
    sitting = ending(Sitting.voted(runtime, "fit", "fit", "fit", members=THREE), "member1", 0)
    clock.fix(sitting.hearing().due_at + timedelta(hours=8))
    assert sitting.close() == "fit"


def test_a_term_that_ended_the_day_before_is_not_counted(both: Runtime) -> None:
    sitting = ending(Sitting.voted(both, "fit", "fit", "fit", members=THREE), "member1", 1)
    clock.fix(sitting.hearing().due_at + timedelta(hours=8))
    sitting.walk.settle()
    row = sitting.closed()
    assert row is not None
    assert (row.outcome, row.counts["fit"]) == ("below_quorum", 2)
    assert sitting.states()["member1"] == "expired"


def test_nobody_withdraws_an_opinion_between_the_due_time_and_a_late_closing(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", members=THREE)
    clock.fix(sitting.hearing().due_at + timedelta(seconds=1))
    with pytest.raises(CaseError) as error:
        seats.recuse(runtime, sitting.viewer("member1"), sitting.seat("member1").id)
    assert error.value.text == seats.TOO_LATE
    sitting.walk.settle()
    assert sitting.closed().outcome == "fit"  # type: ignore[union-attr] # the due time has closed it


def test_who_comes_in_after_the_due_time_was_not_there(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", members=THREE)
    hearing = sitting.hearing()
    clock.fix(hearing.due_at + timedelta(minutes=10))
    silent = sitting.walk.people["member2"].user_id
    attendance.mark(runtime, sitting.viewer("secretariat"), hearing.number, silent, "in")
    sitting.walk.settle()
    assert sitting.closed().outcome == "below_quorum"  # type: ignore[union-attr] # the due time has closed it
