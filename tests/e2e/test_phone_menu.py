"""On a phone menu, search and sign-out fold away behind one button, with the keyboard and without JavaScript too."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Site
from tests.e2e.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDED = (".nt-nav", ".nt-header__search", ".nt-header__tools form")
SMALL = "[...document.querySelectorAll('.nt-fold summary, .nt-nav a, .nt-header button, .nt-header input, .nt-lang a')].filter(each => each.offsetParent && each.getBoundingClientRect().height < 44).map(each => each.outerHTML)"


@pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])
def test_the_frame_folds_on_a_phone_and_opens_by_the_keyboard(
    site: Site, browser: Browser, script: bool
) -> None:
    context = browser.new_context(
        locale="ja-JP", viewport={"width": 390, "height": 844}, java_script_enabled=script, bypass_csp=script
    )
    page = context.new_page()
    person = Person(site, page, script).sign_in("secretariat").open("/inbox")
    for part in FOLDED:
        expect(page.locator(part)).to_be_hidden()
    page.locator(".nt-fold summary").focus()
    page.keyboard.press("Enter")
    for part in FOLDED:
        expect(page.locator(part)).to_be_visible()
    if script:
        assert page.evaluate(SMALL) == []
        person.look()
    context.close()


def test_wider_screens_show_all_of_it_at_once(site: Site, browser: Browser) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 844}, bypass_csp=True)
    page = context.new_page()
    Person(site, page, True).sign_in("secretariat").open("/inbox")
    expect(page.locator(".nt-fold")).to_be_hidden()
    for part in FOLDED:
        expect(page.locator(part)).to_be_visible()
    context.close()
