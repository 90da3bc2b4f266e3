"""A date has come and the worker has not been there yet: looking changes nothing, acting moves the procedure first."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cases import claiming
from app.cases.answering import Post, save_draft
from app.cases.errors import NotYours
from app.cases.runtime import Runtime
from app.engine import NotReady
from app.store.models.procedures import Draft, Event, Timer
from tests.processes.test_correction import DUE, asked
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

SILENT = date(2026, 12, 15)
"""Seven days after the correction was due: the secretariat decides."""


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def silent(runtime: Runtime) -> tuple[Walk, int]:
    """A correction that nobody answered in time, and the id of its step; no worker has run since."""
    walk = asked(runtime)
    item_id = walk.item("answer_correction").id
    clock.fix(clock.start_of(SILENT))
    return walk, item_id


def fired(runtime: Runtime) -> list[str]:
    with runtime.db.read() as session:
        return list(session.scalars(select(Event.node).where(Event.kind == "timer").order_by(Event.id)))


def test_the_page_says_that_the_date_has_come_and_changes_nothing(runtime: Runtime, app: Flask) -> None:
    walk, item_id = silent(runtime)
    browser = Browser(app, walk.people["applicant"])
    clock.fix(clock.start_of(DUE - timedelta(days=5)))
    assert "この手続で定めた期日が来ました" not in browser.open(f"/tasks/{item_id}").text
    clock.fix(clock.start_of(SILENT))
    shown = browser.open(f"/tasks/{item_id}")
    assert "この手続で定めた期日が来ました" in shown.text
    with runtime.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Timer)) == 2
    assert (fired(runtime), set(walk.waiting())) == ([], {"answer_correction"})


@pytest.mark.parametrize("press", ["save", "complete"])
def test_what_is_sent_too_late_is_not_taken_and_the_person_is_told(
    runtime: Runtime, app: Flask, press: str
) -> None:
    walk, item_id = silent(runtime)
    browser = Browser(app, walk.people["applicant"])
    page = browser.open(f"/tasks/{item_id}?section=_finish")
    told = browser.send(
        f"/tasks/{item_id}", {**page.fields(), "answer": "遅くなりました。", "_action": press}
    )
    assert (told.status, told.title) == (409, "この作業は必要なくなりました")
    assert fired(runtime) == ["reminder_due", "silence_due"]
    assert walk.waiting() == {"judge_silence": "secretariat"}
    with runtime.db.read() as session:
        assert session.get(Draft, item_id) is None


def test_a_step_whose_time_has_passed_can_neither_be_taken_nor_written_to(both: Runtime) -> None:
    walk, item_id = silent(both)
    with pytest.raises(NotYours):
        claiming.claim(both, walk.people["applicant"], item_id)
    assert fired(both) == ["reminder_due", "silence_due"], "the date came first"
    with pytest.raises(NotReady):
        save_draft(both, walk.people["applicant"], item_id, Post())
    assert walk.waiting() == {"judge_silence": "secretariat"}
