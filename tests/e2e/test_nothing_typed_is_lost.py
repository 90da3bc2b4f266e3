"""Nothing typed on the page of a seat is lost, with a script and without one."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.person import Person
from tests.heard import Sitting
from tests.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REASON = "書きかけの意見。\n二行目。"
NOTE = "自分用の覚え"
QUESTION = "監査はどれくらいの頻度ですか。"


@pytest.fixture
def seat(site: Site, page: Page, script: bool) -> Person:
    """A member who has declared, at the page of the seat."""
    sitting = Sitting.wanted(site.runtime, Walk.open(site.runtime, site.people)).convene()
    sitting.declare("member1")
    return Person(site, page, script).sign_in("member1").open(f"/committee/{sitting.hearing().number}")


def write(seat: Person) -> None:
    """Type into all three fields, a little only."""
    seat.page.locator("summary", has_text="申請者に質問する").click()
    seat.page.fill("#question", QUESTION)
    seat.page.fill("#note", NOTE)
    seat.page.fill("textarea[name=reason]", REASON)
    seat.page.check("input[name=verdict][value=unfit]")


def kept(seat: Person, question: str = QUESTION) -> None:
    """What stands in the fields."""
    expect(seat.page.locator("#question")).to_have_value(question)
    expect(seat.page.locator("#note")).to_have_value(NOTE)
    expect(seat.page.locator("textarea[name=reason]")).to_have_value(REASON)
    expect(seat.page.locator("input[name=verdict][value=unfit]")).to_be_checked()


def test_the_buttons_of_notes_and_question_lose_no_opinion(seat: Person) -> None:
    write(seat)
    seat.press("メモを保存")
    kept(seat)
    seat.page.locator("#question").focus()
    seat.press("事務局に送る")
    kept(seat, question="")
    assert seat.says("事務局が確認中")


def test_a_script_keeps_each_of_them_by_itself(seat: Person, script: bool) -> None:
    if not script:
        pytest.skip("without a script the buttons keep it")
    write(seat)
    seat.page.keyboard.press("Control+s")
    for status in seat.page.locator("[data-autosave-status]").all():
        expect(status).to_contain_text("に保存")
    seat.page.wait_for_load_state("networkidle")
    seat.page.goto("about:blank")
    seat.page.go_back()
    seat.page.reload()
    kept(seat)


def test_a_tab_left_open_says_that_the_hearing_was_closed(site: Site, page: Page, script: bool) -> None:
    sitting = Sitting.wanted(site.runtime, Walk.open(site.runtime, site.people)).convene()
    for name in ("chair", "member1"):
        sitting.declare(name)
    seat = Person(site, page, script).sign_in("member1").open(f"/committee/{sitting.hearing().number}")
    sitting.close()
    page.fill("textarea[name=reason]", REASON)
    if script:
        page.keyboard.press("Control+s")
        said = page.locator("form#nt-task-form > [role=alert]")
        expect(page.locator("form#nt-task-form [data-autosave-status]")).to_contain_text(
            "自動保存を止めました"
        )
        expect(page.locator("textarea[name=reason]")).to_have_value(REASON)
    else:
        page.get_by_role("button", name="意見を提出する").click()
        said = page.locator("main")
        expect(said).to_contain_text("書きかけの意見。")
    expect(said).to_contain_text("に締め切られました")
    expect(said).to_contain_text("提出されておらず、数えません")
    assert not seat.says("ほかの画面で保存")
