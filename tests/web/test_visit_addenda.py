"""After the record is closed: nothing can be changed, and what is added names its item and stands beside it."""

import pytest
from flask import Flask

from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import addenda
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.test_visits import at, save
from tests.web.work_site import Browser


@pytest.fixture
def closed(runtime: Runtime) -> Walk:
    walk = later(agreed(runtime), 16)
    take(walk, op("入口に表札がない。"), op("扉に鍵がない。", ("finding:new-1", "statement")))
    return walk.do("record_visit")


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_a_closed_record_offers_no_field_to_change(closed: Walk, app: Flask) -> None:
    shown = Browser(app, closed.people["inspector"]).open(at(closed))
    assert shown.page.select("[data-target], [data-visit-photos], [data-visit-new]") == []
    assert "入口に表札がない。" in shown.text
    assert "追補を書く" in shown.text


def test_an_addendum_names_its_item_and_changes_nothing_noted(closed: Walk, app: Flask) -> None:
    browser = Browser(app, closed.people["second_inspector"])
    shown = browser.open(at(closed))
    save(browser, shown, at(closed), {"about": "check:housing", "words": "表札は裏口にあった。"})
    saved = save(browser, shown, at(closed), {"about": "finding:new-1", "words": "鍵は翌日に付いた。"})
    late = browser.follow(saved).page.select_one("#late")
    assert late is not None
    rows = [row.get_text(" ", strip=True) for row in late.select("li")]
    assert "サーバの設置場所" in rows[0]
    assert "表札は裏口にあった。" in rows[0]
    assert "所見F-1" in rows[1]
    assert record(closed).value("check:housing", "note") == "入口に表札がない。"


@pytest.mark.parametrize(
    ("about", "words"), [("check:housing", " "), ("check:nowhere", "何か"), ("", "何か")]
)
def test_an_addendum_without_an_item_or_words_is_kept_on_the_page_with_the_reason(
    closed: Walk, app: Flask, about: str, words: str
) -> None:
    browser = Browser(app, closed.people["inspector"])
    shown = save(browser, browser.open(at(closed)), at(closed), {"about": about, "words": words})
    assert shown.status == 422
    assert words.strip() in shown.text
    assert record(closed).late == ()


def test_while_the_record_is_open_one_writes_in_the_item_itself(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 16)
    with pytest.raises(CaseError, match="still open"):
        addenda.add(
            runtime, walk.people["inspector"], visit(walk).number, "check:housing", "早すぎる追補", "phone"
        )


@pytest.mark.parametrize("who", ["reviewer", "decider", "applicant", "member1"])
def test_outsiders_add_nothing(closed: Walk, who: str) -> None:
    with pytest.raises(Unknown):
        addenda.add(closed.runtime, closed.people[who], visit(closed).number, "check:housing", "外", "phone")
    assert record(closed).late == ()
