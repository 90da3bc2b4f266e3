"""The minutes say who held which post on the day of the closing, and by what order somebody presided (第7条)."""

import pytest
from sqlalchemy import select

from app import clock
from app.cases import appointments
from app.cases.hearings import record
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from tests.heard import Sitting


def told(sitting: Sitting, title: str) -> str:
    """The line of the minutes with that title."""
    with sitting.runtime.db.read() as session:
        drawn = record.drawn(session, sitting.hearing())
    lines = [line["ja"] for section in drawn["sections"] for line in section["lines"]]
    return next(line for line in lines if line.startswith(f"{title}："))


def test_the_longest_serving_member_presides_by_that_and_nobody_elected_anybody(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("chair", "has", kinds=["business"])
    for name in ("member1", "member2", "member3"):
        sitting.declare(name).give(name)
    sitting.close(by="member1")
    said = told(sitting, "議長")
    assert "在任期間が最も長い委員" in said
    assert "互選" not in said


def ended(sitting: Sitting, name: str) -> Sitting:
    """The post of a member ends today, before the closing."""
    with sitting.runtime.db.read() as session:
        row = session.scalars(
            select(Appointment).where(Appointment.user_id == sitting.walk.people[name].user_id)
        ).one()
    appointments.end(sitting.runtime, sitting.viewer("secretariat"), row.id, clock.today(), "辞任")
    sitting.walk.settle()
    return sitting


@pytest.mark.parametrize("leaves", [False, True])
def test_the_day_on_which_a_post_ends_is_the_first_without_it(runtime: Runtime, leaves: bool) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "fit")
    before = _in_office(sitting)
    if leaves:
        ended(sitting, "member3")
    sitting.close()
    assert told(sitting, "委員の現在数") == f"委員の現在数：{before - leaves}名"


def _in_office(sitting: Sitting) -> int:
    with sitting.runtime.db.read() as session:
        rows = session.scalars(
            select(Appointment.user_id).where(Appointment.post.in_(("member", "chair", "acting")))
        )
        return len(set(rows))


def test_who_is_chair_no_more_on_the_day_of_the_closing_is_not_called_chair(runtime: Runtime) -> None:
    sitting = ended(Sitting.voted(runtime, "fit", "fit", "fit", "fit"), "chair")
    sitting.close(by="member1")
    said = told(sitting, "議長")
    assert "委員長が不在" in said
