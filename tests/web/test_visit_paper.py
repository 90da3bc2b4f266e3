"""Where no phone can be used: the checklist on paper, and what is entered from it with a mark that stays."""

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from app.cases.visits import filing
from app.law import visits as law
from app.store.models.visits import Visit, VisitReport
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, fields_of


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def at(walk: Walk) -> str:
    return f"/visits/{visit(walk).number}"


def test_the_checklist_for_paper_has_each_item_with_its_id_the_number_and_room(
    walk: Walk, app: Flask
) -> None:
    browser = Browser(app, walk.people["inspector"])
    link = browser.open(at(walk)).page.find("a", string="チェックリストを印刷する")
    assert link is not None
    sheet = browser.open(str(link["href"]))  # type: ignore[index] # a link has an address
    assert [each.get_text() for each in sheet.page.select(".nt-visit__sheet code")][:2] == [
        item.key for item in law.checklist() if item.key in visit(walk).scope
    ]
    assert len(sheet.page.select(".nt-visit__room")) > len(law.checklist())
    assert visit(walk).number in sheet.title
    assert "data-visit-kept" not in sheet.html


@pytest.mark.parametrize("who", ["member1", "applicant", "operator"])
def test_others_find_no_checklist(walk: Walk, app: Flask, who: str) -> None:
    assert Browser(app, walk.people[who]).open(f"{at(walk)}/checklist").status in {403, 404}


def test_what_is_copied_from_paper_is_marked_in_record_journal_and_report(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    shown = browser.open(at(walk))
    form = next(
        each for each in shown.page.select("form") if each.find(attrs={"name": "v:check:housing:note"})
    )
    data = fields_of(form)
    data.setlist("v:check:housing:note", ["紙に書いておいた。"])
    data.setlist("v:check:housing:result", ["confirmed"])
    data.setlist("paper", ["1"])
    browser.follow(browser.send(str(form["action"]), data))
    take(walk, op("画面で書いた。", ("check:platform", "note")))
    assert {each.key: each.paper for each in record(walk).checks if each.asked} == {
        "housing": True,
        "platform": False,
    }
    assert "紙から転記" in browser.open(f"{at(walk)}/journal").text
    card = browser.open(at(walk)).page.select_one("#check-housing h4")
    assert card is not None
    assert "紙から転記" in card.get_text()
    later(walk.do("record_visit"), 17)
    draft = browser.open(f"/tasks/{walk.item('write_report').id}")
    aside = draft.page.select_one("section[aria-labelledby='nt-visit-paper']")
    assert aside is not None
    assert "housing" not in aside.get_text()
    assert len(aside.select("li")) == 1
    walk.do("write_report")
    with walk.runtime.db.read() as session:
        (report,) = session.query(VisitReport).all()
        told = filing.data(session, session.get_one(Visit, report.visit_id), report)
    assert [row.note for row in told.checks if "紙から転記" in row.result.ja] == ["紙に書いておいた。"]
