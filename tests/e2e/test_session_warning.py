"""The sign-in warns before it ends and goes on when asked to (WCAG 2.2.1); a refused form shows what is wrong first."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.web import session
from tests.e2e.conftest import Site
from tests.e2e.person import Person
from tests.heard import Sitting
from tests.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_sign_in_warns_goes_on_and_says_when_it_is_over(
    site: Site, page: Page, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "SIGNED_IN_FOR", timedelta(seconds=307))
    sitting = Sitting.wanted(site.runtime, Walk.open(site.runtime, site.people)).convene()
    sitting.declare("member1")
    person = Person(site, page, script).sign_in("member1")
    person.open(f"/committee/{sitting.hearing().number}/recuse")
    expect(page.locator("footer")).to_contain_text("切れた後に送っても残り")
    if not script:
        return
    page.locator("#reason").fill("書きかけ")
    bar = page.locator(".nt-session")
    expect(bar).to_be_hidden()
    expect(bar).to_be_visible(timeout=30_000)
    expect(bar.get_by_role("alert")).to_contain_text("あと約4分で切れます")
    assert page.evaluate("() => document.activeElement.id") == "reason"
    person.look()
    monkeypatch.setattr(session, "SIGNED_IN_FOR", timedelta(hours=12))
    page.get_by_role("button", name="続ける").click()
    expect(bar).to_be_hidden()
    assert page.locator("#reason").input_value() == "書きかけ"

    monkeypatch.setattr(session, "SIGNED_IN_FOR", timedelta(seconds=200))
    page.reload()
    expect(bar).to_be_visible()
    monkeypatch.setattr(session, "SIGNED_IN_FOR", timedelta(seconds=0))
    page.get_by_role("button", name="続ける").click()
    expect(bar.get_by_role("alert")).to_contain_text("サインインが切れました")
    expect(bar.get_by_role("link", name="別の画面でサインインする")).to_be_visible()


def test_a_refused_form_puts_the_focus_on_what_is_wrong(site: Site, page: Page) -> None:
    sitting = Sitting.wanted(site.runtime, Walk.open(site.runtime, site.people)).convene()
    sitting.declare("member1")
    person = Person(site, page, script=False).sign_in("member1")
    person.open(f"/committee/{sitting.hearing().number}/meeting")
    page.locator("#reason").fill(" ")
    page.get_by_role("button", name="持回りをやめ、会議を求める").click()
    expect(page.locator("#nt-error-summary")).to_be_focused()
    page.locator("#nt-error-summary a").click()
    expect(page.locator("#reason")).to_be_focused()
