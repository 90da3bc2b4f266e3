"""Mails give the meeting's day and never its place, remind of it, and tell of the closing."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.cases import deliveries
from app.cases.hearings import day_before, mails
from app.cases.runtime import Runtime
from app.store.models.committee import Meeting
from app.store.models.procedures import Mail
from tests.cases.test_meeting_moved import MEETING
from tests.heard import Sitting

MEMBERS = ("chair", "member1", "member2")
PLACE = "本館5階会議室"


def convened(runtime: Runtime) -> Sitting:
    return Sitting.convened(runtime, MEMBERS, **MEETING | {"place": PLACE})


def bodies(sitting: Sitting, kind: str) -> list[str]:
    """What the mails of a kind say."""
    deliveries.run_pending(sitting.runtime)
    with sitting.runtime.db.read() as session:
        query = select(Mail.body).where(Mail.subject.startswith(mails.SUBJECTS[kind].ja))
        return list(session.scalars(query))


def meeting(sitting: Sitting) -> Meeting:
    with sitting.runtime.db.read() as session:
        return session.get_one(Meeting, sitting.hearing().meeting_id)


def test_the_day_is_given_at_once_and_the_place_on_its_page_only(runtime: Runtime) -> None:
    sitting = convened(runtime)
    invited = bodies(sitting, "invited")
    assert len(invited) == 3
    assert all("会議：20" in body and PLACE not in body for body in invited)
    sitting.declare("member1")
    (opened,) = bodies(sitting, "opened")
    assert "会議：20" in opened
    assert "会議のページ" in opened
    assert PLACE not in opened
    assert sitting.walk.case_no not in opened


def test_the_day_before_only_the_eligible_are_reminded_once_in_the_morning(runtime: Runtime) -> None:
    sitting = convened(runtime).declare("member1")
    day = clock.date_in_japan(meeting(sitting).starts_at) - timedelta(days=1)
    clock.fix(clock.start_of(day) + timedelta(hours=8))
    assert not day_before.carry_out(runtime)
    assert bodies(sitting, "tomorrow") == []
    clock.fix(clock.start_of(day) + timedelta(hours=9))
    for _round in range(2):
        assert day_before.carry_out(runtime)
    (told,) = bodies(sitting, "tomorrow")
    assert "会議：20" in told
    assert PLACE not in told


def test_the_closing_is_told_to_the_eligible_without_what_came_of_it(runtime: Runtime) -> None:
    sitting = convened(runtime)
    for name in MEMBERS:
        sitting.declare(name).give(name)
    assert bodies(sitting, "closed") == []
    sitting.close()
    told = bodies(sitting, "closed")
    assert len(told) == 3
    assert all("締め切りました" in body and "適" not in body for body in told)
