"""What the provider objects to in the report of a visit, and what each side reads of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import submissions
from app.cases.errors import Refused
from app.cases.runtime import Runtime
from app.cases.visits import settled
from app.store.models.cases import Notice
from app.store.models.procedures import Mail
from app.store.models.visits import VisitReport
from tests import answers
from tests.cases.test_visit_record import op, take
from tests.processes.test_site_inspection import later
from tests.processes.test_visit_report import OBJECTS, findings, reported
from tests.processes.visiting import agreed, begun, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.test_visits import task
from tests.web.work_site import Browser


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_the_number_of_a_finding_is_read_and_cannot_be_written(runtime: Runtime, app: Flask) -> None:
    walk = later(agreed(runtime), 16)
    take(walk, op("扉に鍵がない。", ("finding:new-1", "statement")))
    walk.do("record_visit")
    browser = Browser(app, walk.people["inspector"])
    shown = browser.follow(browser.fill(task(browser, walk, "write_report"), press="_add=findings"))
    numbers = shown.page.select('[name^="findings-"][name$="-no"]')
    assert [(each["type"], each["value"]) for each in numbers] == [("hidden", "F-1"), ("hidden", "")]
    assert "報告書を出すときに付きます。" in shown.text
    refused = browser.fill(
        shown,
        {
            "summary": "設置場所を確かめた。",
            "findings-0-no": "F-9",
            "findings-0-grade": "minor",
            "findings-0-criterion": "B11",
            "findings-0-state": "open",
        },
    )
    assert refused.status == 422
    assert "記録にない番号です" in refused.text


def portal(walk: Walk) -> str:
    return f"/applications/{walk.case_no}/visits/{visit(walk).number}"


def told(walk: Walk) -> list[Mail]:
    """The mails to the provider about what came of its objections."""
    with walk.runtime.db.read() as session:
        return list(session.scalars(select(Mail).where(Mail.subject.like("%報告書への指摘%"))))


def test_the_provider_is_told_that_its_objection_was_settled_and_reads_the_result_on_its_page(
    both: Runtime,
) -> None:
    walk = reported(both).do("check_facts", OBJECTS)
    browser = Browser(site(both), walk.people["applicant"])
    before = browser.open(portal(walk)).text
    assert "記録は週ごとに保管している。" in before
    assert "取り上げなかった" not in before
    walk.do("settle_objections", answers.settling(walk, reason="記録簿は月ごとであった。"))
    mail = told(walk)[0]
    assert portal(walk) in mail.body
    for words in ("記録は週ごと", "記録簿は月ごと", "入退室の記録"):
        assert words not in mail.body, words
    after = browser.open(portal(walk))
    for words in ("記録は週ごとに保管している。", "取り上げなかった", "記録簿は月ごとであった。", "決まった"):
        assert words in after.text, words
    shown = browser.open(f"/applications/{walk.case_no}")
    lines = [each.get_text() for each in shown.page.select(".nt-timeline__what")]
    assert "現地調査の報告書への指摘にお答えしました。報告書は直しません" in lines


def test_what_was_upheld_is_struck_through_with_its_reason_on_the_provider_s_page(
    runtime: Runtime, app: Flask
) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit", reason="指摘のとおり週ごとであった。"))
    assert "直した版ができましたら" in told(walk)[0].body
    walk.do("write_report", findings(walk, state="withdrawn", reason="保管の間隔を取り違えた。"))
    shown = Browser(app, walk.people["applicant"]).open(portal(walk))
    struck = shown.page.select_one('section[aria-labelledby="report-h"] s')
    assert struck is not None
    assert struck.get_text() == "入退室の記録が月ごとに保管されている。"
    for words in ("取り上げた", "指摘のとおり週ごとであった。", "取り消した", "保管の間隔を取り違えた。"):
        assert words in shown.text, words


def test_each_objection_needs_a_result_and_what_is_upheld_changes_the_report(runtime: Runtime) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    with pytest.raises(Refused) as error:
        walk.do("settle_objections", {"choice": "stand", "results": [], "reason": "記録のとおり。"})
    assert error.value.grounds[0].field == "results"
    with pytest.raises(Refused) as error:
        walk.do("settle_objections", answers.settling(walk, "stand", "upheld"))
    assert error.value.grounds[0].field == "results-0-result"
    assert told(walk) == []
    with runtime.db.read() as session:
        older = settled.grounds(session, visit(walk), {"choice": "stand", "reason": "記録のとおり。"})
        assert older == []
        assert session.scalars(select(Notice).where(Notice.kind.startswith("visit_settled"))).all() == []


def timeline(browser: Browser, walk: Walk) -> list[str]:
    """The provider's timeline, the oldest line first."""
    shown = browser.open(f"/applications/{walk.case_no}").page
    return [each.get_text() for each in shown.select(".nt-timeline__what")][::-1]


def test_the_provider_s_timeline_tells_each_step_of_a_visit_and_nothing_internal(
    runtime: Runtime, app: Flask
) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit"))
    walk.do("write_report", findings(walk, statement="週ごとに保管されている。")).do("check_facts")
    browser = Browser(app, walk.people["applicant"])
    assert timeline(browser, walk) == [
        "現地調査の受入れをお願いしました（回答の期限 2026年12月8日（火））",
        "現地調査の日を候補から選びました",
        "現地調査の日が2026年12月10日（木）に決まりました",
        "現地調査を2026年12月10日（木）に行いました",
        "現地調査の報告書（第1版）の事実の確認をお願いしました（期限 2026年12月24日（木））",
        "現地調査の報告書の事実について指摘しました",
        "現地調査の報告書への指摘にお答えしました。報告書を直します",
        "現地調査の報告書（第2版）の事実の確認をお願いしました（期限 2026年12月24日（木））",
        "現地調査の報告書の事実に違う所はないと回答しました",
        "現地調査の報告書（第2版）が決まりました",
    ]
    browser.client.set_cookie("nintei_language", "en")
    assert "The day of the site visit was set: 10 December 2026" in timeline(browser, walk)
    staff = Browser(app, walk.people["reviewer"]).open(f"/cases/{walk.case_no}?tab=timeline").text
    assert f"現地調査{visit(walk).number}の日を2026年12月10日に決めた" in staff


def test_a_visit_that_the_provider_was_never_asked_about_is_not_in_its_timeline(
    runtime: Runtime, app: Flask
) -> None:
    walk = begun(runtime).do("plan_visit", {"go": "cancel", "necessity": "行ける調査員がいない。"})
    assert timeline(Browser(app, walk.people["applicant"]), walk) == []


def test_the_report_is_read_before_the_form_that_asks_about_it(runtime: Runtime, app: Flask) -> None:
    walk = reported(runtime)
    shown = task(Browser(app, walk.people["applicant"]), walk, "check_facts")
    assert shown.html.count('id="nt-visit-report"') == 1
    assert shown.html.index('id="nt-visit-report"') < shown.html.index('id="nt-task-form"')


def test_what_can_be_objected_to_is_told_in_the_reader_s_language(runtime: Runtime, app: Flask) -> None:
    walk = reported(runtime)
    browser = Browser(app, walk.people["applicant"])
    for language, words in (("ja", "調査の概要（"), ("en", "Summary of the visit (")):
        shown = browser.open(f"/tasks/{walk.item('check_facts').id}?lang={language}")
        options = [each.get_text() for each in shown.page.select('select[name="objections-0-no"] option')]
        assert any(each.startswith(words) for each in options)


def test_all_that_the_report_files_is_shown_to_the_provider_for_its_check(
    runtime: Runtime, app: Flask
) -> None:
    """The items with their remarks and the two meetings too; a later version says that they stay as noted."""
    walk = reported(runtime)
    shown = task(Browser(app, walk.people["applicant"]), walk, "check_facts")
    card = shown.page.select_one('[aria-labelledby="nt-visit-report"]')
    assert card is not None
    rows = card.select("details table tbody tr")
    with runtime.db.read() as session:
        report = session.scalars(select(VisitReport)).one()
        last = submissions.latest(session, walk.case().id, "record_visit")
    assert len(rows) == len(report.checks) > 0
    assert last["opening"] in card.get_text()
    assert last["closing"] in card.get_text()
    assert "現地での記録のまま" not in card.get_text()
    walk.do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit"))
    walk.do("write_report", findings(walk, statement="週ごとに保管されている。"))
    again = task(Browser(app, walk.people["applicant"]), walk, "check_facts")
    assert "現地での記録のまま" in again.page.get_text()
