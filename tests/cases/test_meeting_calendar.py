"""The invitation brings the meeting as a calendar file: the committee and the hour, nothing of any case."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.cases import answering
from app.cases.hearings import calendar_file
from app.cases.runtime import Runtime
from app.outbox.mail import compose
from app.store.models.procedures import OutboxRow
from tests.cases.test_meeting_requests import MEETING
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

AT = datetime(2026, 12, 4, 4, 30, tzinfo=UTC)
URL = {"url": "https://kaigi.example.jp/a,b;c"}


def lines(text: str) -> list[str]:
    """The lines of a file, unfolded; every one ends in CRLF."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_meeting_is_well_formed() -> None:
    found = lines(calendar_file.meeting("https://nintei.example.jp", 7, AT))
    assert found[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert found[-1] == "END:VCALENDAR"
    for line in (
        "UID:committee-meeting-7@nintei.example.jp",
        "DTSTART:20261204T043000Z",
        "DTEND:20261204T063000Z",
        "SUMMARY:認定審査委員会",
        "STATUS:CONFIRMED",
    ):
        assert line in found
    assert not any(line.startswith(("LOCATION", "DESCRIPTION")) for line in found)
    assert "STATUS:CANCELLED" in calendar_file.meeting("", 7, AT, cancelled=True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("一行目\r\nBEGIN:VALARM", "一行目\\nBEGIN:VALARM"),
        ("x\x00\x07\u202ey", "xy"),
    ],
)
def test_what_is_typed_stays_one_value(given: str, kept: str) -> None:
    assert calendar_file.escaped(given) == kept
    assert f"LOCATION:{kept}" in lines(calendar_file.meeting("", 1, AT, place=given))


def test_long_lines_are_folded_between_characters() -> None:
    text = calendar_file.meeting("", 1, AT, place="会議室" * 60)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"LOCATION:{'会議室' * 60}" in lines(text)


def invitations(sitting: Sitting, **more: str) -> list[OutboxRow]:
    """What is about to be sent when the secretariat convenes."""
    item = sitting.walk.item("convene")
    post = sitting.walk.post_to(item, sitting.asked() | more)
    answering.answer(sitting.runtime, sitting.viewer("secretariat"), item.id, post)
    with sitting.runtime.db.read() as session:
        rows = [each for each in session.scalars(select(OutboxRow)) if ":invited:" in each.key]
    assert len(rows) == 4
    return rows


def test_the_invitation_tells_the_hour_and_nothing_else(runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    rows = invitations(sitting, **MEETING, **URL)
    (part,) = compose(runtime.settings, rows[0].key, rows[0].payload).iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "meeting.ics")
    text = part.get_content()
    assert "DTSTART:20261204T043000Z" in text
    for word in (MEETING["place"], "kaigi", sitting.walk.case_no, sitting.hearing().number, "青空"):
        assert word not in text


def test_a_circulation_has_no_calendar_file(runtime: Runtime) -> None:
    rows = invitations(Sitting.wanted(runtime))
    assert all(each.payload["body"] for each in rows)
    assert not any("calendar" in each.payload for each in rows)


def test_who_may_read_an_item_gets_the_place_too(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, **MEETING, **URL).declare("member1")
    app, path = site(runtime), "/committee/meetings/1/calendar.ics"
    member = Browser(app, sitting.viewer("member1"))
    assert path in member.open("/committee/meetings/1").html
    answer = member.client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert "LOCATION:会議室" in answer.text
    assert "DESCRIPTION:https://kaigi.example.jp/a\\,b\\;c" in answer.text
    for name in ("member2", "member4"):
        assert Browser(app, sitting.viewer(name)).client.get(path).status_code == 404
