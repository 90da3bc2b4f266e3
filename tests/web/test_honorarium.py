"""The list for honoraria: meetings attended and opinions given in a month, no word of a case, no formula."""

import csv
import io

from flask import Flask

from app import clock
from app.cases.hearings import attendance
from app.cases.runtime import Runtime
from app.store.models.people import User
from tests.cases.test_meeting_requests import MEETING
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser


def attended(runtime: Runtime) -> tuple[Sitting, Flask]:
    """member1 sat in one meeting and gave two versions of an opinion; member2 gave one; member3 did nothing."""
    sitting = Sitting.declared(runtime, **MEETING)
    sitting.give("member1").give("member1", "unfit").give("member2")
    number, user_id = sitting.hearing().number, sitting.walk.people["member1"].user_id
    for event in ("in", "out", "in"):
        attendance.mark(runtime, sitting.viewer("secretariat"), number, user_id, event)
    return sitting, site(runtime)


def sheet(app: Flask, sitting: Sitting, query: str = "") -> list[list[str]]:
    answer = Browser(app, sitting.viewer("secretariat")).client.get(f"/hearings/honorarium.csv{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    for word in (sitting.walk.case_no, sitting.hearing().number, "青空"):
        assert word not in answer.text
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_month_counts_meetings_and_opinions_by_member(runtime: Runtime) -> None:
    sitting, app = attended(runtime)
    assert sheet(app, sitting)[1:] == [
        ["2026-11", "member1", "member1@example.jp", "1", "1"],
        ["2026-11", "member2", "member2@example.jp", "0", "1"],
    ]
    assert sheet(app, sitting, "?month=2026-12")[1:] == []
    page = Browser(app, sitting.viewer("secretariat")).open("/hearings/honorarium?month=2026-11").text
    assert "member1 1 1" in page
    assert sitting.walk.case_no not in page


def test_a_name_is_never_a_formula(runtime: Runtime) -> None:
    sitting, app = attended(runtime)
    with runtime.db.step() as session:
        session.get_one(User, sitting.walk.people["member1"].user_id).name = "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in [row[1] for row in sheet(app, sitting)]


def test_only_the_secretariat_reads_it_and_a_month_is_one(runtime: Runtime) -> None:
    sitting, app = attended(runtime)
    for who in ("member1", "decider", "reviewer"):
        for path in ("/hearings/honorarium", "/hearings/honorarium.csv"):
            assert Browser(app, sitting.viewer(who)).client.get(path).status_code == 403
    browser = Browser(app, sitting.viewer("secretariat"))
    assert browser.open("/hearings/honorarium?month=2026-13").status == 404
    assert clock.today().isoformat().startswith("2026-11")
