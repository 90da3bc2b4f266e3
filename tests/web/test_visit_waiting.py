"""What was sent on the page of a visit after the session had ended waits for its author, whatever form it was."""

from urllib.parse import unquote

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.test_visit_costs import asked
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown, fields_of

WORDS = "切れる前に書いた言葉。"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def at(walk: Walk) -> str:
    return f"/visits/{visit(walk).number}"


def late(app: Flask, walk: Walk, by: str, form: str, given: dict[str, str]) -> tuple[Browser, str]:
    """Fill in a form of the page and send it when the session has ended; where it waits."""
    browser = Browser(app, walk.people[by])
    data = fields_of(browser.open(at(walk)).form(f"form[action$='/{form}']"))
    for name, value in given.items():
        data.setlist(name, [value])
    browser.sign_in(walk.people[by], seconds_ago=13 * 3600)
    sent = browser.send(f"{at(walk)}/{form}", data)
    path = unquote(sent.location.partition("next=")[2])
    assert path.startswith(f"{at(walk)}?parked="), sent.location
    return browser, path


def again(browser: Browser, walk: Walk, by: str, path: str) -> Shown:
    browser.sign_in(walk.people[by])
    shown = browser.open(path)
    assert "サインインが切れる前に送られた内容" in shown.text
    return shown


def test_a_choice_between_two_texts_waits(runtime: Runtime, app: Flask) -> None:
    walk = later(agreed(runtime), 16)
    take(walk, op("あ"))
    take(walk, op("い", device="tablet"), by="second_inspector")
    browser, path = late(app, walk, "inspector", "settle", {"choice": "other", "other": WORDS})
    assert record(walk).conflicts
    form = again(browser, walk, "inspector", path).form("#conflicts form")
    assert fields_of(form)["other"] == WORDS
    done = browser.follow(browser.send(str(form["action"]), fields_of(form)))
    assert "調整しました" in done.text
    assert record(walk).value("check:housing", "note") == WORDS


def test_a_text_that_cannot_stand_is_still_there_to_be_corrected(runtime: Runtime, app: Flask) -> None:
    walk = later(agreed(runtime), 16)
    take(walk, op("あ"))
    take(walk, op("い", device="tablet"), by="second_inspector")
    browser = Browser(app, walk.people["inspector"])
    data = fields_of(browser.open(at(walk)).form("#conflicts form"))
    data.setlist("choice", ["other"])
    data.setlist("other", ["長" * 2001])
    refused = browser.send(f"{at(walk)}/settle", data)
    assert (refused.status, "2000字まで" in refused.text) == (422, True)
    assert fields_of(refused.form("#conflicts form"))["other"] == "長" * 2001


def test_an_addendum_waits(runtime: Runtime, app: Flask) -> None:
    walk = later(later(agreed(runtime), 16).do("record_visit"), 17)
    browser, path = late(app, walk, "inspector", "addendum", {"about": "note", "words": WORDS})
    form = again(browser, walk, "inspector", path).form("form[action$='/addendum']")
    browser.follow(browser.send(str(form["action"]), fields_of(form)))
    assert [row.value for row in record(walk).late] == [WORDS]


def test_the_reason_of_a_change_waits(runtime: Runtime, app: Flask) -> None:
    walk = agreed(runtime)
    browser, path = late(app, walk, "reviewer", "change", {"reason": WORDS})
    form = again(browser, walk, "reviewer", path).form("form[action$='/change']")
    assert fields_of(form)["reason"] == WORDS
    assert "変更を受け付けました" in browser.follow(browser.send(str(form["action"]), fields_of(form))).text


def test_the_reason_of_a_change_that_is_refused_is_still_there(runtime: Runtime, app: Flask) -> None:
    walk = agreed(runtime)
    browser = Browser(app, walk.people["reviewer"])
    data = fields_of(browser.open(at(walk)).form("form[action$='/change']"))
    empty = browser.send(f"{at(walk)}/change", data)
    assert (empty.status, "変更する理由を書いてください" in empty.text) == (422, True)
    assert empty.page.select_one("details#change[open]")
    later(walk, 16).do("record_visit")
    data.setlist("reason", [WORDS])
    refused = browser.send(f"{at(walk)}/change", data)
    assert (refused.status, WORDS in refused.text) == (422, True)
    assert "記録を確定するまでの間だけ" in refused.text


def test_the_amount_of_an_invoice_waits_and_only_for_its_author(runtime: Runtime, app: Flask) -> None:
    walk = asked(runtime)
    later(walk.do("answer_visit"), 16).do("record_visit")
    browser, path = late(app, walk, "reviewer", "invoice", {"amount": "90000"})
    browser.sign_in(walk.people["decider"])
    assert "90000" not in browser.open(path).html
    form = again(browser, walk, "reviewer", path).form("form[action$='/invoice']")
    assert fields_of(form)["amount"] == "90000"
    assert "請求しました" in browser.follow(browser.send(str(form["action"]), fields_of(form))).text
