"""The main pages on a telephone and on paper: nothing runs off the side, and paper has no navigation."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.cases.views import casefile
from app.store.models.certificates import Certificate
from tests.e2e.conftest import Site
from tests.e2e.person import Person
from tests.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TELEPHONE = 390
A4 = 673  # CSS pixels between the margins of print.css


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    """A page as wide as a telephone."""
    context = browser.new_context(locale="ja-JP", viewport={"width": TELEPHONE, "height": 844})
    context.set_default_timeout(10_000)
    opened = context.new_page()
    yield opened
    context.close()


def pages(site: Site) -> dict[str, list[str]]:
    """What each person sees of a case that was certified, one under review and one being written."""
    certified = Walk.open(site.runtime, site.people).finish().case_no
    filed = Walk.open(site.runtime, site.people, service="夕空検索").until("check_completeness")
    written = Walk.open(site.runtime, site.people, service="夜空要約")
    member = site.people["member1"].user_id
    with site.runtime.db.read() as session:
        no = session.scalars(select(Certificate.no)).one()
    return {
        "": [
            "/",
            "/registry",
            f"/registry/{no}",
            f"/registry/{no}/history",
            f"/verify/{no}",
            f"/compare?no={no}",
            "/sign-in",
            "/sign-up",
        ],
        "applicant": [
            "/applications",
            "/applications/new",
            f"/applications/{certified}",
            f"/applications/{certified}/filed",
            f"/applications/{certified}/receipt",
            f"/tasks/{written.item('fill_form_a').id}",
        ],
        "secretariat": [
            "/inbox",
            "/inbox?tab=done",
            "/cases",
            f"/tasks/{filed.item('check_completeness').id}",
            *(f"/cases/{certified}?tab={tab}" for tab in casefile.TABS),
            "/register",
            "/register/new",
            f"/register/{member}",
        ],
        "member1": ["/register/me", f"/register/{member}/interests"],
    }


def navigation(page: Page) -> list[str]:
    """What the page shows of its header, its menu and all that is not for paper."""
    shown: list[str] = page.locator(".nt-header, .nt-nav, .nt-no-print").evaluate_all(
        "found => found.filter(one => one.getClientRects().length).map(one => one.className)"
    )
    return shown


def test_the_main_pages_fit_a_telephone_and_a_sheet_of_paper(site: Site, telephone: Page) -> None:
    person = Person(site, telephone, script=False)
    wrong = []
    for name, paths in pages(site).items():
        telephone.emulate_media(media="screen")
        if name:
            person.sign_in(name)
        for media, width in (("screen", TELEPHONE), ("print", A4)):
            telephone.emulate_media(media=media)  # type: ignore[arg-type]  # a literal of playwright's
            telephone.set_viewport_size({"width": width, "height": 844})
            for path in paths:
                try:
                    person.open(path)
                except AssertionError as error:
                    wrong.append(f"{name} {media} {path}: {error}")
                header = navigation(telephone)
                if bool(header) is (media == "print"):
                    wrong.append(f"{name} {media} {path}: navigation {header}")
        telephone.set_viewport_size({"width": TELEPHONE, "height": 844})
    assert wrong == []
