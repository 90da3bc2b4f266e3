"""第20条第1項: what an inspector filed stays readable to them for a while, read-only, and nothing else of the case."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import looking_again
from app.cases.errors import Refused
from app.cases.runtime import Runtime
from app.cases.visits import closing
from app.engine import StepFailed
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.visits import Visit, VisitMember
from app.store.reading import cases
from app.store.reading.visible import AFTER_DELIVERY
from tests.answers import usual
from tests.cases.test_visit_evidence import photo
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later, mails
from tests.processes.test_team_declaration import tie
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, fields_of, names

PARTS = ("", "/checklist", "/journal")


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def filed(runtime: Runtime) -> Walk:
    """A visit whose report was filed."""
    return later(agreed(runtime), 16).do("record_visit").do("write_report").do("check_facts")


def statuses(app: Flask, walk: Walk, name: str) -> list[int]:
    """How the pages of the visit answer that person."""
    browser = Browser(app, walk.people[name])
    return [browser.open(f"/visits/{visit(walk).number}{part}").status for part in PARTS]


def end(walk: Walk, ago: timedelta) -> None:
    """The case has ended."""
    with walk.runtime.db.step() as session:
        session.get_one(Case, walk.case().id).closed_at = clock.now() - ago


def test_the_record_stays_readable_and_takes_nothing_more(app: Flask, filed: Walk) -> None:
    for name in ("inspector", "second_inspector"):
        assert statuses(app, filed, name) == [200, 200, 200]
    browser = Browser(app, filed.people["inspector"])
    page = browser.open(f"/visits/{visit(filed).number}").page
    for form in page.select("main form"):
        assert form.select("input[type=file], textarea, select") == []
    listed = browser.open("/visits").page
    assert visit(filed).number in names(listed.select("[aria-labelledby=past] li"))[0]


def test_nothing_else_of_the_case_opens_by_it(runtime: Runtime, filed: Walk) -> None:
    with runtime.db.read() as session:
        assert cases.find(session, filed.people["inspector"], filed.case_no) is None


def test_it_closes_thirty_days_after_the_case_has_ended(app: Flask, filed: Walk) -> None:
    end(filed, AFTER_DELIVERY - timedelta(days=1))
    assert statuses(app, filed, "inspector") == [200, 200, 200]
    end(filed, AFTER_DELIVERY)
    assert statuses(app, filed, "inspector") == [404, 404, 404]


def test_it_closes_with_the_appointment(runtime: Runtime, app: Flask, filed: Walk) -> None:
    with runtime.db.step() as session:
        for row in session.scalars(
            select(Appointment).where(Appointment.user_id == filed.people["inspector"].user_id)
        ):
            row.ended_on = clock.today()
    assert 200 not in statuses(app, filed, "inspector")


def test_an_interest_that_comes_to_light_later_shuts_it(runtime: Runtime, app: Flask, filed: Walk) -> None:
    tie(filed, "inspector")
    looking_again.everywhere(runtime)
    assert statuses(app, filed, "inspector") == [404, 404, 404]
    assert statuses(app, filed, "second_inspector") == [200, 200, 200]
    with runtime.db.read() as session:
        states = session.scalars(select(VisitMember.state).order_by(VisitMember.lead.desc())).all()
    assert states == ["paused", "clear"]


def test_the_provider_is_told_when_the_report_is_final(app: Flask, filed: Walk) -> None:
    assert set(mails(filed, "報告書が決まりました")) == {"applicant@example.jp", "colleague@example.jp"}
    page = Browser(app, filed.people["applicant"]).open(
        f"/applications/{filed.case_no}/visits/{visit(filed).number}"
    )
    assert "確かめるのはその所だけです" not in page.text


def test_an_item_not_confirmed_without_a_note_needs_the_reason(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 16)
    take(
        walk,
        op("unconfirmed", ("check:housing", "result")),
        op("confirmed", ("check:platform", "result")),
    )
    given = usual(walk, "record_visit").given
    with pytest.raises(Refused) as error:
        walk.do("record_visit", {**given, "unchecked_reason": ""})
    assert [ground.field for ground in error.value.grounds] == ["unchecked_reason"]
    with runtime.db.step() as session, pytest.raises(StepFailed):
        closing.leave_open(session, session.get_one(Visit, visit(walk).id), " ", 1)
    walk.do("record_visit", {**given, "unchecked_reason": "鍵がなかった。"})
    (left,) = [each for each in record(walk).checks if each.result == "unconfirmed"]
    assert left.note == "鍵がなかった。"


def test_a_photo_of_an_item_is_named_in_the_list_of_photos_with_the_way_there(
    runtime: Runtime, app: Flask
) -> None:
    walk = later(agreed(runtime), 16)
    browser = Browser(app, walk.people["inspector"])
    here = f"/visits/{visit(walk).number}"
    shown = browser.open(here)
    data = fields_of(shown.form("form[data-visit-photos]"))
    data.setlist("target", ["check:housing"])
    data.setlist("caption", ["機械室の扉"])
    browser.follow(browser.send(f"{here}/evidence", data, {"files": ("door.jpg", photo())}))
    row = browser.open(here).page.select_one("#photos-placed li")
    assert row is not None
    assert "機械室の扉" in row.get_text()
    assert row.select_one('a[href="#photos-check-housing"]') is not None
