"""What pages of a visit tell of its record: the talks, the numbers of findings, the day it was held."""

import pytest
from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from app.cases.views import papers
from app.cases.visits import filing, found
from app.store.models.visits import Visit
from app.store.reading import cases
from tests import answers
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.test_visits import at, save, task
from tests.web.work_site import Browser


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_what_was_noted_of_the_talks_on_the_spot_need_not_be_written_again(walk: Walk, app: Flask) -> None:
    take(
        walk,
        op("佐藤氏と三名。", ("meeting", "opening")),
        op("鍵の件を確かめ合った。", ("meeting", "closing")),
    )
    fields = task(Browser(app, walk.people["inspector"]), walk, "record_visit").fields()
    assert (fields["opening"], fields["closing"]) == ("佐藤氏と三名。", "鍵の件を確かめ合った。")


def test_the_row_of_a_finding_on_record_cannot_be_removed_from_the_report(walk: Walk, app: Flask) -> None:
    take(walk, op("扉に鍵がない。", ("finding:new-1", "statement")))
    walk.do("record_visit")
    browser = Browser(app, walk.people["inspector"])
    shown = task(browser, walk, "write_report")
    assert shown.fields()["findings-0-no"] == "F-1"
    assert shown.page.select('button[name="_remove"]') == []
    more = browser.fill(shown, press="_add=findings")
    more = browser.follow(more) if more.status == 303 else more
    assert [button["value"] for button in more.page.select('button[name="_remove"]')] == ["findings-1"]
    data = more.fields()
    data.add("_remove", "findings-0")
    after = browser.send(str(more.form()["action"]), data)
    after = browser.follow(after) if after.status == 303 else after
    assert after.fields()["findings-0-statement"] == "扉に鍵がない。"


def test_the_page_of_a_visit_calls_a_finding_by_the_number_of_the_report(walk: Walk, app: Flask) -> None:
    take(walk, op("扉に鍵がない。", ("finding:new-1", "statement")))
    shown = Browser(app, walk.people["inspector"]).open(at(walk))
    assert "所見 F-1" in shown.page.select_one("#f-new-1-h").get_text(" ", strip=True)  # type: ignore[union-attr] # it is on the page


def test_the_case_s_link_leads_an_inspector_to_the_visit(walk: Walk, app: Flask) -> None:
    shown = task(Browser(app, walk.people["inspector"]), walk, "record_visit")
    link = shown.page.find("a", string=walk.case_no)
    assert link is not None
    assert link["href"] == at(walk)  # type: ignore[index] # a tag


def test_pages_and_the_report_tell_the_day_held_why_it_was_another_and_the_closing_talk(
    runtime: Runtime, app: Flask
) -> None:
    walk = later(agreed(runtime), 17)
    walk.do("record_visit")
    browser = Browser(app, walk.people["inspector"])
    held = f"{clock.today():%Y年}{clock.today().month}月{clock.today().day}日"
    assert f"{held}（" in browser.open("/visits").page.select_one(".nt-visit__list").get_text()  # type: ignore[union-attr] # it is on the page
    shown = browser.open(at(walk))
    plan = shown.page.select_one("#plan summary")
    assert plan is not None
    assert held in plan.get_text()
    for words in ("先方の都合で早めた。", "設置場所の記録を確かめ合った。", "約束した日"):
        assert words in shown.text, words
    walk.do("write_report")
    with runtime.db.read() as session:
        row = session.get_one(Visit, visit(walk).id)
        report = found.report(session, row)
        assert report is not None
        facts = {name.ja: value.ja for name, value in filing.data(session, row, report).facts}
        (told,) = papers.reports(session, cases.by_id(session, walk.people["decider"], row.case_id))
    assert facts["約束の日と違う理由"] == "先方の都合で早めた。"
    assert facts["終わりの打合せ"] == "設置場所の記録を確かめ合った。"
    assert [each.day for each in told.held] == [clock.today()]


def test_what_the_plan_asks_in_free_words_is_checked_on_the_spot_and_stands_in_the_report(
    runtime: Runtime, app: Flask
) -> None:
    walk = begun(runtime)
    walk.do("plan_visit", {**answers.usual(walk, "plan_visit").given, "scope_more": "裏口の施錠\n\n"})
    declared(walk).do("answer_visit")
    later(walk, 16)
    (own,) = [check for check in record(walk).open_checks if check.text.ja == "裏口の施錠"]
    browser = Browser(app, walk.people["inspector"])
    save(
        browser,
        browser.open(at(walk)),
        at(walk),
        {f"v:check:{own.key}:result": "defect", f"v:check:{own.key}:note": "開いていた。"},
    )
    assert own.key not in {check.key for check in record(walk).open_checks}
    walk.do("record_visit").do("write_report")
    with runtime.db.read() as session:
        row = session.get_one(Visit, visit(walk).id)
        report = found.report(session, row)
        assert report is not None
        rows = filing.data(session, row, report).checks
    assert ("裏口の施錠", "開いていた。") in [(each.question.ja, each.note) for each in rows]


def test_an_item_that_no_plan_asked_for_in_free_words_is_refused(walk: Walk) -> None:
    (taken,) = take(walk, op("confirmed", ("check:own-0123456789ab", "result")))
    assert taken.refused is not None


def test_the_pages_of_a_case_tell_the_day_held_where_another_was_agreed_on(
    runtime: Runtime, app: Flask
) -> None:
    walk = later(agreed(runtime), 17)
    number, promised = visit(walk).number, visit(walk).agreed_on
    assert promised is not None
    provider = Browser(app, walk.people["applicant"])
    assert f"{promised.month}月{promised.day}日" in row(provider, walk, number)
    walk.do("record_visit")
    today = clock.today()
    held = f"{today.month}月{today.day}日（{'月火水木金土日'[today.weekday()]}）に実施"
    assert f"{promised.month}月{promised.day}日" not in row(provider, walk, number)
    assert held in row(provider, walk, number)
    page = provider.open(f"/applications/{walk.case_no}/visits/{number}").text
    for words in (held, "約束した日", "先方の都合で早めた。"):
        assert words in page, words
    tab = Browser(app, walk.people["reviewer"]).open(f"/cases/{walk.case_no}?tab=review").text
    assert held in tab
    assert f"{promised.month}月{promised.day}日" not in tab
    assert held in task(Browser(app, walk.people["inspector"]), walk, "write_report").text


def row(browser: Browser, walk: Walk, number: str) -> str:
    """The line of a visit on the page of its application."""
    shown = browser.open(f"/applications/{walk.case_no}").page
    return next(each.get_text(" ") for each in shown.select("#visits + ul li") if number in each.get_text())
