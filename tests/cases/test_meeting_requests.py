"""第7条・運用（AMB-36）: in a circulation one member may ask for a meeting; what was said stays sealed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import closing, meeting_requests
from app.cases.runtime import Runtime
from app.store.models.committee import Closing, MeetingRequest, Minutes
from app.store.models.procedures import Event, Mail, Message
from app.store.reading import board, hearings, room
from tests.cases.refusing import refused as step_refused
from tests.heard import Sitting

WHY = "顔を合わせて話し合うべき論点がある。"
SEALED = "封をした意見の本文"
MEETING = {
    "method": "room",
    "meeting": "new",
    "held_on": "2026-12-04",
    "held_at": "13:30",
    "place": "会議室",
}


def ask(sitting: Sitting, name: str = "member1", reason: str = WHY) -> None:
    """A member asks; the procedures take it in."""
    meeting_requests.ask(sitting.runtime, sitting.viewer(name), sitting.hearing().number, reason)
    sitting.walk.settle()


def grounds(sitting: Sitting, name: str, reason: str = WHY) -> list[str]:
    """The refusal ids with which an asking is refused; the hearing stays as it is."""
    before = sitting.hearing().state
    with pytest.raises(Refused) as error:
        ask(sitting, name, reason)
    assert sitting.hearing().state == before
    return [ground.refusal for ground in error.value.grounds]


def stored(sitting: Sitting, table: Any) -> list[Any]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(table)))


def test_one_member_stops_the_circulation_and_the_secretariat_is_to_call_a_meeting(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("member2", reason=SEALED)
    first = sitting.hearing()
    ask(sitting)
    assert sitting.hearing().state == "abandoned"
    assert sitting.walk.waiting() == {"convene": "secretariat"}
    assert sitting.shown("convene")["method"] == "room"
    shown = sitting.walk.context("convene")
    assert (shown["meeting_wanted"], "会議を求める申出があり" in shown["meeting_asked"].ja) == (True, True)
    assert stored(sitting, Closing) == []
    sitting.convene(**MEETING)
    second = sitting.hearing()
    assert (second.round, second.method, second.meeting_id is not None) == (2, "room", True)
    assert first.number != second.number
    assert set(sitting.states().values()) == {"invited"}
    with both.db.read() as session:
        assert session.scalars(select(Message.name).where(Message.delivered_at.is_(None))).all() == []


def test_the_case_goes_on_to_its_decision_and_the_minutes_tell_that_a_meeting_was_asked_for(
    runtime: Runtime,
) -> None:
    sitting = Sitting.declared(runtime).give("member2", reason=SEALED)
    first = sitting.hearing().number
    ask(sitting)
    sitting.convene(**MEETING)
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name)
    assert sitting.close() == "fit"
    sitting.write_minutes()
    (minutes,) = stored(sitting, Minutes)
    told = json.dumps(minutes.record, ensure_ascii=False)
    assert f"会議を求める申出：あり。第1回の聴取（持回り、{first}）" in told
    assert SEALED not in told
    assert WHY not in told
    sitting.walk.do("decide", {"decision": "certified", "treatment": "same"}).finish()


def test_what_was_said_is_shown_to_nobody(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member2", "unfit", reason=SEALED)
    number = sitting.hearing().number
    ask(sitting)
    with runtime.db.read() as session:
        for name in ("secretariat", "decider"):
            shown = hearings.find(session, sitting.viewer(name), number)
            assert shown is not None
            assert (shown.opinions, shown.closing, shown.requested_by) == ([], None, "member1")
        for name in ("chair", "member1", "member2"):
            assert room.place(session, sitting.viewer(name), number) is None
        (row,) = board.rows(session, sitting.viewer("secretariat"))
        assert (row.state, row.outcome, row.meeting_asked) == ("abandoned", None, True)
        events = session.scalars(select(Event)).all()
        assert SEALED not in json.dumps([[each.reason, each.data] for each in events], ensure_ascii=False)


def test_every_member_is_told_once_and_nothing_of_the_case(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("chair").declare("member1")
    sitting.declare("member3", "has", kinds=["business"])
    ask(sitting)
    with runtime.db.read() as session:
        told = [each for each in session.scalars(select(Mail)) if each.subject.startswith("持回りをやめ")]
    assert sorted(each.to for each in told) == [
        f"{name}@example.jp" for name in ("chair", "member1", "member2")
    ]
    for each in told:
        for word in (sitting.walk.case_no, sitting.hearing().number, "青空", WHY, "member1"):
            assert word not in each.subject + each.body


def test_asking_twice_does_nothing_more(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    ask(sitting)
    ask(sitting)
    assert len(stored(sitting, MeetingRequest)) == 1
    with pytest.raises(CaseError):
        ask(sitting, "member2")
    assert sitting.walk.waiting() == {"convene": "secretariat"}


def test_no_circulation_follows_once_a_meeting_was_asked_for(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    ask(sitting)
    assert step_refused(sitting.walk, "convene", sitting.asked()) == ["circulation"]


def test_a_due_time_that_comes_before_the_word_of_it_counts_nothing(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    for name in ("chair", "member1", "member2"):
        sitting.give(name)
    due = sitting.hearing().due_at
    clock.fix(due - timedelta(seconds=1))
    meeting_requests.ask(both, sitting.viewer("member3"), sitting.hearing().number, WHY)
    sitting.at(due)
    assert stored(sitting, Closing) == []
    assert sitting.walk.waiting() == {"convene": "secretariat"}
    with both.db.read() as session:
        assert session.scalars(select(Message.name).where(Message.delivered_at.is_(None))).all() == []


def test_a_stopped_circulation_cannot_be_closed(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member1").give("member2").give("chair")
    number, chair = sitting.hearing().number, sitting.viewer("chair")
    ask(sitting)
    with pytest.raises(CaseError):
        closing.close(runtime, chair, number, "意見がそろった。")
    assert stored(sitting, Closing) == []


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_who_has_not_declared_cannot_ask(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1").declare("member2", "ask", kinds=["other"])
    assert grounds(sitting, "member3") == ["X20"]
    assert grounds(sitting, "member2") == ["X20"]


def test_who_is_shut_out_or_has_no_seat_learns_nothing(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "has", kinds=["business"])
    for name in ("member1", "member4", "secretariat", "decider", "applicant"):
        with pytest.raises(Unknown):
            ask(sitting, name)
    with pytest.raises(Unknown):
        meeting_requests.ask(runtime, sitting.viewer("chair"), "H2026-9999", WHY)


def test_a_meeting_cannot_be_asked_for_without_a_reason_or_after_the_due_time(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    assert grounds(sitting, "member1", "  ") == ["meeting_request_reason"]
    clock.fix(sitting.hearing().due_at + timedelta(milliseconds=1))
    assert grounds(sitting, "member1") == ["hearing_closed"]


def test_where_a_meeting_is_called_none_can_be_asked_for(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, **MEETING).declare("member1")
    assert grounds(sitting, "member1") == ["no_circulation"]


def test_nothing_can_be_asked_for_once_it_is_closed(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("chair").give("member1").give("member2")
    sitting.close()
    assert grounds(sitting, "member3") == ["hearing_closed"]
