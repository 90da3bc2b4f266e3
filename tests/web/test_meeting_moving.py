"""The secretary's pages for changing a meeting and calling it off, and what its members then see."""

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from tests.cases.test_meeting_requests import MEETING
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_the_meeting_is_moved_on_a_page_and_its_members_see_it(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.convened(runtime, **MEETING).declare("member1")
    browser = Browser(app, sitting.viewer("secretariat"))
    page = browser.open("/hearings/meetings/1")
    assert page.page.select_one('a[href="/hearings/meetings/1/move"]') is not None
    form = browser.open("/hearings/meetings/1/move")
    fields = form.fields("form.nt-form")
    assert (fields["held_on"], fields["held_at"], fields["place"]) == ("2026-12-04", "13:30", "会議室")
    fields["held_on"], fields["reason"] = "2026-12-25", "会場の都合"
    refused = browser.send("/hearings/meetings/1/move", fields)
    assert refused.status == 422
    assert "意見の期限は、会議の開始より後" in refused.text
    fields["held_on"] = "2026-12-07"
    assert browser.send("/hearings/meetings/1/move", fields).status == 303
    shown = browser.open("/hearings/meetings/1").text
    assert "2026年12月4日（金） 13:30" in shown
    assert "会場の都合" in shown
    member = Browser(app, sitting.viewer("member1")).open("/committee/meetings/1").text
    assert "2026年12月7日（月） 13:30" in member
    assert "会場の都合" in member


def test_the_meeting_is_called_off_on_a_page(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.convened(runtime, **MEETING).declare("member1")
    browser = Browser(app, sitting.viewer("secretariat"))
    form = browser.open("/hearings/meetings/1/call-off")
    fields = form.fields("form.nt-form")
    fields["reason"] = "会場の都合"
    refused = browser.send("/hearings/meetings/1/call-off", fields)
    assert (refused.status, "議案の扱いを選んでください" in refused.text) == (422, True)
    fields["then"] = "again"
    assert browser.send("/hearings/meetings/1/call-off", fields).status == 303
    assert "この会議は取りやめました" in browser.open("/hearings/meetings/1").text
    assert browser.open("/hearings/meetings/1/move").status == 404


@pytest.mark.parametrize("who", ["decider", "member1", "reviewer"])
def test_others_have_no_such_page(runtime: Runtime, app: Flask, who: str) -> None:
    sitting = Sitting.convened(runtime, **MEETING)
    for page in ("move", "call-off"):
        assert Browser(app, sitting.viewer(who)).open(f"/hearings/meetings/1/{page}").status == 403
