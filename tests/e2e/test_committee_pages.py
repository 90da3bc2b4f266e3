"""The pages of the committee and of visits on a phone and enlarged: nothing off the side, targets a thumb can hit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.committee_site import Committee
from tests.e2e.conftest import Site
from tests.e2e.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = 320
ENLARGED = 640
"""1280 pixels at 200 %."""
THUMB = 44
MOST_TABS = 160

SMALL = """least => [...document.querySelectorAll(
  'main :is(.nt-button, .nt-radio, .nt-checkbox, .nt-input, .nt-select, .nt-file, .nt-visit__result, summary)')]
  .filter(one => one.checkVisibility({contentVisibilityAuto: true}) && !one.closest('.visually-hidden'))
  .map(one => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 1 && box.height < least - 0.5)
  .map(([box, one]) => `${Math.round(box.height)} px: ${one.outerHTML.slice(0, 110)}`)"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none' || style.backgroundColor === 'rgb(255, 212, 61)';
  const left = Math.max(box.left, 0), top = Math.max(box.top, 0);
  const width = Math.min(box.right, innerWidth) - left, height = Math.min(box.bottom, innerHeight) - top;
  const seen = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].some(([x, y]) => {
    const at = document.elementFromPoint(left + width * x, top + height * y);
    return at && (one.contains(at) || at.contains(one) && !at.matches('.nt-toolbar *, .nt-toolbar'));
  });
  return {what: one.outerHTML.slice(0, 110), marked, seen: seen || one.matches('main')};
}"""


@pytest.fixture(params=[PHONE, ENLARGED])
def narrow(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page as narrow as that; axe may be put into it."""
    context = browser.new_context(
        locale="ja-JP", viewport={"width": request.param, "height": 700}, bypass_csp=True
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    yield opened
    context.close()


def too_small(page: Page) -> list[str]:
    """The controls that a thumb misses on a phone."""
    wide = page.viewport_size
    assert wide is not None
    found: list[str] = page.evaluate(SMALL, THUMB if wide["width"] == PHONE else 24)
    return found


def lost_focus(page: Page) -> list[str]:
    """What has the focus on the way through the page without showing it, or under something else."""
    wrong: list[str] = []
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    first = None
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None or found["what"] == first:
            break
        first = first or found["what"]
        if not found["marked"]:
            wrong.append(f"focus without a mark: {found['what']}")
        if not found["seen"]:
            wrong.append(f"focus out of sight: {found['what']}")
    return wrong


def test_each_page_fits_holds_a_thumb_and_shows_the_focus(site: Site, narrow: Page) -> None:
    committee = Committee.seeded(site)
    person = Person(site, narrow, script=True)
    wrong: list[str] = []
    for name, paths in committee.pages().items():
        person.sign_in(name)
        for path in paths:
            for language in ("ja", "en"):
                joined = f"{path}{'&' if '?' in path else '?'}lang={language}"
                try:
                    person.open(joined)
                except AssertionError as error:
                    wrong.append(f"{name} {joined}: {error}")
                wrong += [f"{name} {joined}: {each}" for each in too_small(narrow)]
                if language == "ja":
                    wrong += [f"{name} {joined}: {each}" for each in lost_focus(narrow)]
        person.open("/?lang=ja")
    assert wrong == [], "\n".join(wrong)


PRINTED = """() => [...document.querySelectorAll(
  'main :is(button, input, select, textarea, nav), .nt-header, .nt-nav, .nt-footer, [data-keys-help]')]
  .filter(one => one.checkVisibility() && one.getClientRects().length)
  .map(one => one.outerHTML.slice(0, 110))"""


def test_a_member_who_reads_on_paper_gets_the_papers_and_no_controls(site: Site, narrow: Page) -> None:
    committee = Committee.seeded(site)
    person = Person(site, narrow, script=False).sign_in("member1")
    for sitting in (committee.opened, committee.closed):
        person.open(f"/committee/{sitting.hearing().number}")
        narrow.emulate_media(media="print")
        assert narrow.evaluate(PRINTED) == []
        for heading in ("1 開示内容", "2 審査所見", "3 現地調査報告", "4 過去の決定", "5 質問と回答"):
            assert narrow.get_by_role("heading", name=heading).is_visible()
        folded = narrow.locator("section[aria-labelledby=paper-1] details:not([open]) dd").first
        assert folded.is_visible()
        narrow.emulate_media(media="screen")
