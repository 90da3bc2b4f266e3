"""The committee's work from the declaration to the closing, and a visit, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.committee_site import Committee
from tests.e2e.conftest import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_TABS = 250
FOCUSED = "selector => document.activeElement?.matches(selector) ?? false"
KEPT = "[data-autosave-status]"


class Keyboard:
    """A person without a mouse: Tab, Enter, Space, arrows and letters are all there is."""

    def __init__(self, site: Site, page: Page) -> None:
        self.site, self.page = site, page

    def sign_in(self, name: str, path: str) -> None:
        """Sign in and come to a page."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site.url}/sign-in?next={path}")
        self.write("input[name=email]", f"{name}@example.jp")
        self.write("input[name=password]", PASSWORD)
        self.enter("main button:not([type=button])")

    def to(self, selector: str) -> None:
        """Tab on to something."""
        for _step in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED, selector):
                return
        raise AssertionError(f"Tab never comes to {selector} on {self.page.url}")

    def enter(self, selector: str) -> None:
        """Tab to a link or a button and follow it."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, selector: str, down: int = 0) -> None:
        """Tab to a choice, or to the first of a group and some further down."""
        self.to(selector)
        self.page.keyboard.press("Space")
        for _step in range(down):
            self.page.keyboard.press("ArrowDown")

    def write(self, selector: str, text: str) -> None:
        """Tab to a field and type."""
        self.to(selector)
        self.page.keyboard.type(text)

    def press(self, key: str) -> str:
        """Press a key; the id of what has the focus then."""
        self.page.keyboard.press(key)
        return str(self.page.evaluate("() => document.activeElement.id"))

    def verdict(self) -> str:
        """The verdict that is chosen."""
        return str(
            self.page.evaluate("() => document.querySelector('input[name=verdict]:checked')?.value ?? ''")
        )


@pytest.fixture
def keys(site: Site, browser: Browser) -> Iterator[Keyboard]:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield Keyboard(site, context.new_page())
    context.close()


def opines(keys: Keyboard, room: str) -> None:
    """A member declares, reads with j and k, gives a verdict with a digit and the reason in words."""
    page = keys.page
    keys.sign_in("member3", "/committee")
    keys.enter(f'main a[href="{room}"]')
    keys.choose("input[name=result]")
    keys.enter("main form .nt-toolbar__end button")
    assert [keys.press(key) for key in "jjk"] == ["paper-1", "paper-2", "paper-1"]
    keys.press("?")
    assert page.evaluate(FOCUSED, "details[data-keys-help][open] > summary")
    keys.press("1")
    assert keys.verdict() == "fit"
    keys.to("textarea[name=reason]")
    keys.page.keyboard.type("12jk?/ 学習データ")
    expect(page.locator("textarea[name=reason]")).to_have_value("12jk?/ 学習データ")
    assert keys.verdict() == "fit"
    keys.press("Control+s")
    expect(page.locator(f"form#nt-task-form {KEPT}")).to_contain_text("に保存")


def switches_the_keys_off_and_on(keys: Keyboard) -> None:
    """Single keys can be switched off (WCAG 2.1.4); the draft's Ctrl+S is none of them."""
    keys.to("[data-keys-toggle]")
    keys.press("Enter")
    keys.press("2")
    assert keys.verdict() == "fit"
    keys.press("Enter")
    keys.press("2")
    assert keys.verdict() == "unfit"
    keys.press("1")


def convenes(keys: Keyboard, item_id: int) -> None:
    """The secretary convenes from the board."""
    keys.sign_in("secretariat", "/hearings/")
    keys.enter(f'main a[href="/tasks/{item_id}"]')
    keys.choose("input[name=next]")
    keys.write("textarea[name=reason]", "安全性の評価について意見を聴く。")
    keys.choose("input[name=method]", down=3)
    keys.write("textarea[name=circulation_reason]", "次の会議まで間がある。")
    for _member in range(4):
        keys.choose("input[name=members]")
    keys.enter(".nt-toolbar__end button")


def test_the_committee_works_without_a_mouse(site: Site, keys: Keyboard) -> None:
    committee = Committee.seeded(site)
    page = keys.page
    room = f"/committee/{committee.opened.hearing().number}"
    opines(keys, room)
    switches_the_keys_off_and_on(keys)
    page.reload()
    keys.enter("form#nt-task-form .nt-toolbar__end button")
    expect(page.locator(".nt-room__state")).to_contain_text("提出済")

    convenes(keys, committee.wanted.walk.item("convene").id)
    expect(page.locator("h1")).to_have_text("完了しました")
    keys.sign_in("secretariat", "/hearings/meetings/1")
    keys.enter(".nt-door button[value=in]")
    expect(page.locator("main")).to_contain_text("在室")
    keys.enter(".nt-door button[value=out]")
    expect(page.locator("main")).to_contain_text("退室中")

    keys.sign_in("chair", f"{room}/chair")
    keys.write("#reason", "全員の意見を待てない。")
    keys.enter(".nt-button--danger")
    expect(page.locator("main")).to_contain_text("締め切りました")


def test_a_visit_is_recorded_without_a_mouse(site: Site, keys: Keyboard) -> None:
    committee = Committee.seeded(site)
    keys.sign_in("inspector", f"/visits/{committee.visit}")
    bar = keys.page.locator("[data-visit-status]")
    expect(bar).to_contain_text("すべてサーバに送信済み")
    keys.choose(".nt-visit__result input", down=1)
    keys.write(".nt-visit__check textarea", "入退室の記録がない。")
    keys.press("Tab")
    expect(bar).to_contain_text("すべてサーバに送信済み")
    keys.page.reload()
    expect(keys.page.locator(".nt-visit__check textarea").first).to_have_value("入退室の記録がない。")
    expect(keys.page.locator(".nt-visit__result input[value=defect]").first).to_be_checked()
