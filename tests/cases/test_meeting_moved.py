"""第6条第2項・第7条: a meeting is moved or called off before it was held; everybody is told, and the minutes name it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import attendance, meeting_requests, rescheduling, seats
from app.cases.hearings.rescheduling import Wanted
from app.cases.runtime import Runtime
from app.outbox.mail import compose
from app.store.models.committee import Closing, Hearing, Meeting, Minutes
from app.store.models.kept import WrittenOnceError
from app.store.models.meetings import MeetingChange
from app.store.models.procedures import Event, Mail, Message, OutboxRow
from tests.cases.test_meeting_requests import MEETING
from tests.heard import Sitting
from tests.walk import Walk

WHY = "会場が使えなくなったため。"
LATER = Wanted("online", "2026-12-07", "15:00", "", "https://kaigi.example.jp/x")


def move(sitting: Sitting, wanted: Wanted = LATER, reason: str = WHY, by: str = "secretariat") -> None:
    rescheduling.move(sitting.runtime, sitting.viewer(by), 1, wanted, reason)


def call_off(sitting: Sitting, then: str, reason: str = WHY) -> None:
    rescheduling.call_off(sitting.runtime, sitting.viewer("secretariat"), 1, reason, then)
    sitting.walk.settle()


def stored(sitting: Sitting, table: Any) -> list[Any]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(table)))


def meeting(sitting: Sitting) -> Meeting:
    return next(each for each in stored(sitting, Meeting) if each.number == 1)


def refused(act: Callable[[], None]) -> list[str]:
    with pytest.raises(Refused) as error:
        act()
    return [ground.refusal for ground in error.value.grounds]


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    return Sitting.convened(runtime, **MEETING)


def outgoing(sitting: Sitting) -> list[OutboxRow]:
    return [each for each in stored(sitting, OutboxRow) if each.key.startswith("meeting:")]


def test_a_meeting_gets_another_hour_and_place_and_its_seats_are_told_at_once(sitting: Sitting) -> None:
    sitting.declare("member1").declare("member2", "has", kinds=["business"])
    move(sitting)
    held = meeting(sitting)
    assert (held.method, held.place, held.url) == ("online", "", "https://kaigi.example.jp/x")
    assert f"{held.starts_at.astimezone(clock.JST):%m-%d %H:%M}" == "12-07 15:00"
    assert (sitting.hearing().method, sitting.hearing().state) == ("online", "open")
    rows = outgoing(sitting)
    assert sorted(each.payload["to"] for each in rows) == [
        f"{name}@example.jp" for name in ("chair", "member1", "member3")
    ]
    (part,) = compose(sitting.runtime.settings, rows[0].key, rows[0].payload).iter_attachments()
    text = part.get_content()
    assert part.get_param("method") == "PUBLISH"
    for line in ("METHOD:PUBLISH", "SEQUENCE:1", "DTSTART:20261207T060000Z", "UID:committee-meeting-1@"):
        assert line in text
    for word in (sitting.walk.case_no, sitting.hearing().number, "青空", WHY, "kaigi"):
        assert all(word not in json.dumps(each.payload, ensure_ascii=False) for each in rows)


def test_the_next_change_has_the_next_number_and_both_stay_on_record(sitting: Sitting) -> None:
    move(sitting)
    move(sitting, Wanted("room", "2026-12-07", "16:00", "第二会議室", ""), "接続できないため。")
    rows = stored(sitting, MeetingChange)
    assert [(row.sequence, row.kind, row.reason) for row in rows] == [
        (1, "moved", WHY),
        (2, "moved", "接続できないため。"),
    ]
    assert rows[1].before == rows[0].after
    assert any("SEQUENCE:2" in each.payload["calendar"] for each in outgoing(sitting))
    kinds = [each.kind for each in stored(sitting, Event)]
    assert kinds.count("meeting_moved") == 2
    with pytest.raises(WrittenOnceError), sitting.runtime.db.step() as session:
        session.get_one(MeetingChange, rows[0].id).reason = "別の理由"


def test_who_is_added_afterwards_gets_the_file_as_it_is_now(sitting: Sitting) -> None:
    move(sitting)
    number = sitting.hearing().number
    user_id = sitting.walk.people["member4"].user_id
    seats.add(sitting.runtime, sitting.viewer("secretariat"), number, user_id, "専門の委員を加える。")
    (row,) = [
        each
        for each in stored(sitting, OutboxRow)
        if ":invited:" in each.key and each.payload.get("to") == "member4@example.jp"
    ]
    assert "SEQUENCE:1" in row.payload["calendar"]


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2026-11-24", "09:00"), ("2026-11-26", "09:00"), ("2026-12-25", "09:00")],
    ids=["passed", "before the declarations are due", "after opinions are due"],
)
def test_the_hour_keeps_the_rule_of_the_convening(sitting: Sitting, day: str, hour: str) -> None:
    wanted = Wanted("room", day, hour, "", "")
    assert refused(lambda: move(sitting, wanted)) == ["hearing_dates"]
    assert (stored(sitting, MeetingChange), outgoing(sitting)) == ([], [])


def test_it_cannot_be_moved_without_a_reason_or_to_where_it_is(sitting: Sitting) -> None:
    assert refused(lambda: move(sitting, reason="  ")) == ["meeting_fixed"]
    same = Wanted("room", "2026-12-04", "13:30", "会議室", "")
    assert refused(lambda: move(sitting, same)) == ["meeting_fixed"]


def test_once_somebody_came_in_or_it_is_closed_it_stays(sitting: Sitting) -> None:
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name)
    number, member = sitting.hearing().number, sitting.walk.people["member1"].user_id
    mark = (sitting.runtime, sitting.viewer("secretariat"), number, member)
    attendance.mark(*mark, "absent")
    move(sitting)
    attendance.mark(*mark, "in")
    assert meeting(sitting).state == "held"
    assert refused(lambda: move(sitting, Wanted("room", "2026-12-07", "16:00", "", ""))) == ["meeting_fixed"]
    assert refused(lambda: call_off(sitting, "again")) == ["meeting_fixed"]


def test_a_meeting_with_a_closed_item_stays(sitting: Sitting) -> None:
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name)
    sitting.close()
    assert refused(lambda: move(sitting)) == ["meeting_fixed"]


@pytest.mark.parametrize("who", ["chair", "member1", "decider", "applicant"])
def test_only_the_secretariat_moves_it(sitting: Sitting, who: str) -> None:
    with pytest.raises(Unknown):
        move(sitting, by=who)
    with pytest.raises(Unknown):
        rescheduling.move(sitting.runtime, sitting.viewer("secretariat"), 9, LATER, WHY)


def test_called_off_its_items_go_to_another_meeting(runtime: Runtime, sitting: Sitting) -> None:
    other = Sitting.wanted(runtime, Walk.open(runtime, sitting.walk.people, service="森の翻訳"))
    other.convene(**MEETING | {"held_on": "2026-12-07"})
    target = other.hearing().meeting_id
    call_off(sitting, str(target))
    assert (sitting.hearing().meeting_id, sitting.hearing().state) == (target, "open")
    assert meeting(sitting).state == "cancelled"
    mine = [each for each in outgoing(sitting) if each.payload] or stored(sitting, Mail)
    subjects = [each.subject for each in stored(sitting, Mail)]
    assert mine
    assert sum(each.startswith("会議の取りやめ") for each in subjects) == 4
    assert sum(each.startswith("会議のご案内") for each in subjects) == 4
    assert refused(lambda: move(sitting)) == ["meeting_fixed"]


def test_the_calendar_takes_out_what_is_called_off(sitting: Sitting) -> None:
    rescheduling.call_off(sitting.runtime, sitting.viewer("secretariat"), 1, WHY, "circulation")
    (part,) = compose(
        sitting.runtime.settings, outgoing(sitting)[0].key, outgoing(sitting)[0].payload
    ).iter_attachments()
    assert part.get_param("method") == "CANCEL"
    for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", "UID:committee-meeting-1@"):
        assert line in part.get_content()


def test_in_writing_it_is_a_circulation_in_which_a_meeting_can_be_asked_for(sitting: Sitting) -> None:
    call_off(sitting, "circulation")
    hearing = sitting.hearing()
    assert (hearing.method, hearing.meeting_id, hearing.state) == ("circulation", None, "open")
    assert WHY in hearing.reason
    sitting.declare("member1")
    meeting_requests.ask(sitting.runtime, sitting.viewer("member1"), hearing.number, "話し合いたい。")
    assert sitting.hearing().state == "abandoned"


def test_in_writing_only_where_the_rules_of_a_circulation_hold(sitting: Sitting) -> None:
    clock.fix(datetime(2026, 12, 3, 3, tzinfo=UTC))  # two working days are left
    with pytest.raises(Refused):
        call_off(sitting, "circulation")
    assert sitting.hearing().method == "room"


def test_convened_again_nothing_of_it_is_read(both: Runtime) -> None:
    sitting = Sitting.convened(both, **MEETING)
    sitting.declare("member1").give("member1", reason="封をした意見の本文")
    call_off(sitting, "again")
    assert sitting.hearing().state == "abandoned"
    assert sitting.walk.waiting() == {"convene": "secretariat"}
    assert stored(sitting, Closing) == []
    sitting.convene(**MEETING | {"held_on": "2026-12-07"})
    assert sitting.hearing().round == 2
    with both.db.read() as session:
        assert session.scalars(select(Message.name).where(Message.delivered_at.is_(None))).all() == []


def test_the_minutes_name_the_change_and_a_reader_of_the_case_too(sitting: Sitting) -> None:
    move(sitting)
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name)
    sitting.close()
    sitting.write_minutes()
    (minutes,) = stored(sitting, Minutes)
    told = json.dumps(minutes.record, ensure_ascii=False)
    assert "会議の変更：第1回を2026年12月4日（金）13:30（対面、会議室）から2026年12月7日（月）15:00" in told
    assert WHY in told


def test_nothing_can_be_put_on_a_meeting_that_was_called_off(runtime: Runtime, sitting: Sitting) -> None:
    other = Sitting.wanted(runtime, Walk.open(runtime, sitting.walk.people, service="森の翻訳"))
    number = sitting.hearing().meeting_id
    call_off(sitting, "circulation")
    with pytest.raises((Refused, CaseError)):
        other.convene(method="room", meeting=str(number))
    assert [each for each in stored(sitting, Hearing) if each.meeting_id == number] == []


def test_an_item_is_heard_as_the_meeting_is_on_which_it_is_put(sitting: Sitting) -> None:
    other = Sitting.wanted(sitting.runtime, Walk.open(sitting.runtime, sitting.walk.people, service="別の件"))
    put_on = str(meeting(sitting).id)
    with pytest.raises(Refused) as error:
        other.convene(method="online", meeting=put_on)
    (ground,) = error.value.grounds
    assert (ground.refusal, ground.field) == ("hearing_dates", "method")
    assert "第1回の会議の方法は「対面」です" in ground.text.ja
    other.convene(method="room", meeting=put_on)
    assert (other.hearing().method, other.hearing().meeting_id) == ("room", meeting(sitting).id)
