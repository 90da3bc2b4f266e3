"""A visit recorded on a phone with a bad connection: what is typed is on the device, then on the server, once."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from app.cases import parking
from app.cases.visits.recording import Record, record_of
from app.store.models.visits import Evidence, Visit, VisitOp
from tests.cases.test_visit_evidence import photo
from tests.e2e.conftest import FLAGS, PASSWORD, Site
from tests.processes import visiting
from tests.processes.test_site_inspection import later
from tests.setup import needs
from tests.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = "[data-target='check:housing'][data-field='note']"
BAR = "[data-visit-status]"


@dataclass
class OnSite:
    """A visit whose day is set, on the served product."""

    site: Site
    walk: Walk

    @property
    def url(self) -> str:
        return f"{self.site.url}/visits/{visiting.visit(self.walk).number}"

    def record(self) -> Record:
        with self.site.runtime.db.read() as session:
            return record_of(session, session.get_one(Visit, visiting.visit(self.walk).id))

    def ops(self) -> list[VisitOp]:
        with self.site.runtime.db.read() as session:
            rows = session.scalars(select(VisitOp).order_by(VisitOp.id)).all()
            return [row for row in rows if not row.target.startswith("device:")]

    def photos(self) -> list[Evidence]:
        with self.site.runtime.db.read() as session:
            return list(session.scalars(select(Evidence)))

    def open(self, context: BrowserContext) -> Page:
        """Sign in as the lead and open the record."""
        page = context.new_page()
        page.set_default_timeout(8000)
        page.goto(f"{self.site.url}/sign-in?next=/visits")
        if "/sign-in" in page.url:  # a killed browser may have kept the session
            page.get_by_label("メールアドレス").fill("inspector@example.jp")
            page.get_by_label("パスワード").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="サインイン").click()
        page.goto(self.url)
        expect(page.locator(BAR)).to_contain_text("すべてサーバに送信済み")
        return page


@pytest.fixture
def on_site(site: Site) -> OnSite:
    return OnSite(site, visiting.agreed(site.runtime, walk=visiting.case(site.runtime, site.people)))


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    yield context
    context.close()


def all_sent(page: Page) -> None:
    """Wait until the server has everything."""
    expect(page.locator("[data-visit]")).to_have_attribute("data-unsent", "0", timeout=30000)
    expect(page.locator("[data-visit]")).to_have_attribute("data-light", "green", timeout=30000)


def controlled(page: Page) -> None:
    """Wait until the service worker has the page, so that it opens without a connection."""
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    expect(page.locator(BAR)).to_contain_text("すべてサーバに送信済み")


def test_the_first_opening_of_page_and_list_is_kept_for_the_way_without_a_connection(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    expect(page.get_by_text("この画面は、電波がなくても開けます。")).to_be_visible()
    page.goto(f"{on_site.site.url}/visits")
    expect(page.get_by_text("この一覧は、電波がなくても開けます。")).to_be_visible()
    phone.set_offline(True)
    page.reload()
    page.get_by_role("link", name=visiting.visit(on_site.walk).number).click()
    page.locator(NOTE).fill("圏外の一回目。")
    expect(page.locator(BAR)).to_contain_text("端末に保存済み、未送信 1件")


def test_closing_the_record_without_a_connection_is_explained_and_the_page_stays(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    phone.set_offline(True)
    page.get_by_role("link", name="記録を確定する").click()
    expect(page.get_by_role("alert").get_by_text("これには接続が必要です。")).to_be_visible()
    assert page.url == on_site.url
    phone.set_offline(False)
    page.get_by_role("link", name="記録を確定する").click()
    page.wait_for_url("**/tasks/*")


PROGRESS = "[data-visit-progress] span"


def test_the_lists_show_what_is_on_the_device_and_later_what_the_server_has(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    expect(page.get_by_text("この画面は、電波がなくても開けます。")).to_be_visible()
    phone.set_offline(True)
    page.locator("#check-housing .nt-visit__result--confirmed").click()
    expect(page.locator(PROGRESS)).to_have_text("1／2")
    page.get_by_text("所見を加える").click()
    page.locator("[data-visit-new] textarea").fill("扉に鍵がない。")
    page.locator("[data-visit-new]").get_by_role("button", name="この区切りを保存").click()
    page.locator("#photo-camera").set_input_files(
        {"name": "扉.jpg", "mimeType": "image/jpeg", "buffer": photo(200_000)}
    )
    page.locator("[data-visit-photos] button").click()
    expect(page.locator(BAR)).to_contain_text("未送信 3件")
    page.reload()
    expect(page.locator(BAR)).to_contain_text("未送信 3件")
    expect(page.locator("[data-visit-new][data-begun] summary")).to_have_text("扉に鍵がない。")
    expect(page.locator(PROGRESS)).to_have_text("1／2")
    for words in ("まだ所見はありません。", "まだ写真や書類はありません。"):
        expect(page.get_by_text(words)).to_be_hidden()
    phone.set_offline(False)
    all_sent(page)
    expect(page.locator("#findings [data-finding] textarea")).to_have_value("扉に鍵がない。")
    expect(page.locator("[data-visit-new]")).to_have_count(1)
    expect(page.locator("#photos-all a").first).to_have_text("扉.jpg")
    for words in ("まだ所見はありません。", "まだ写真や書類はありません。"):
        expect(page.get_by_text(words)).to_be_hidden()
    phone.set_offline(True)
    page.reload()
    expect(page.locator("#findings [data-finding] textarea")).to_have_value("扉に鍵がない。")
    expect(page.locator("#check-housing [value='confirmed']")).to_be_checked()


def test_what_is_typed_is_saved_on_the_device_and_then_on_the_server(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    page.locator(NOTE).fill("入退室の記録を三か月分見た。")
    page.locator("label.nt-visit__result--confirmed").nth(1).click()
    expect(page.locator("[data-visit]")).to_have_attribute("data-light", "green")
    all_sent(page)
    assert on_site.record().value("check:housing", "note") == "入退室の記録を三か月分見た。"
    assert on_site.record().value("check:housing", "result") == "confirmed"


def test_without_a_connection_nothing_is_lost_even_when_the_page_is_closed(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    controlled(page)
    phone.set_offline(True)
    page.locator(NOTE).fill("電波の届かない地下で書いた。")
    page.locator("#photo-camera").set_input_files(
        {"name": "扉.jpg", "mimeType": "image/jpeg", "buffer": photo(900_000)}
    )
    page.locator("[data-visit-photos] button").click()
    expect(page.locator(BAR)).to_contain_text("オフライン")
    expect(page.locator(BAR)).to_contain_text("未送信 2件")
    expect(page.locator(".nt-visit__waiting")).to_contain_text("端末に保存済み：扉.jpg")
    page.close()
    page = phone.new_page()
    page.goto(on_site.url)
    expect(page.locator(NOTE)).to_have_value("電波の届かない地下で書いた。")
    expect(page.locator(BAR)).to_contain_text("未送信 2件")
    assert on_site.ops() == []
    phone.set_offline(False)
    expect(page.locator("[data-visit]")).to_have_attribute("data-light", "green", timeout=30000)
    assert on_site.record().value("check:housing", "note") == "電波の届かない地下で書いた。"
    assert [row.size for row in on_site.photos()] == [len(photo(900_000))]


def test_what_is_not_on_the_device_yet_never_looks_as_if_it_were_sent(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    said = page.locator(NOTE).evaluate(
        """node => {
             node.value = "まだ手元だけ";
             node.dispatchEvent(new Event("input", {bubbles: true}));
             const box = document.querySelector("[data-visit]");
             return [box.dataset.light, box.dataset.unsent, box.innerText.includes("端末に保存しています")];
           }"""
    )
    assert said == ["blue", "1", True]
    all_sent(page)
    assert on_site.record().value("check:housing", "note") == "まだ手元だけ"


def lose_answers(times: int) -> Callable[[Route], None]:
    """The server does what it is asked, and the answer does not come back."""
    left = [times]

    def handle(route: Route) -> None:
        if left[0]:
            left[0] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    return handle


def test_a_lost_answer_leaves_one_operation_and_one_photo(on_site: OnSite, phone: BrowserContext) -> None:
    page = on_site.open(phone)
    page.route("**/ops", lose_answers(1))
    page.locator(NOTE).fill("一度だけ")
    page.locator(NOTE).blur()
    expect(page.locator("[data-visit]")).to_have_attribute("data-light", "green", timeout=30000)
    all_sent(page)
    page.route("**/uploads/*", lose_answers(2))
    page.locator("#photo-files").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(600_000)}
    )
    page.locator("[data-visit-photos] button").click()
    all_sent(page)
    expect(page.locator("[data-visit]")).to_have_attribute("data-light", "green", timeout=30000)
    assert [row.value for row in on_site.ops()] == ["一度だけ"]
    assert len(on_site.photos()) == 1


def test_after_the_session_ended_the_texts_wait_and_go_up_after_signing_in(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    kept = phone.cookies()
    phone.clear_cookies()
    page.locator(NOTE).fill("サインインが切れた後に書いた。")
    expect(page.locator(BAR)).to_contain_text("サインインの時間が切れました")
    expect(page.locator("[data-visit] a")).to_have_attribute("target", "_blank")
    phone.add_cookies(kept)  # signed in again in another tab
    page.evaluate("window.dispatchEvent(new Event('online'))")
    all_sent(page)
    assert on_site.record().value("check:housing", "note") == "サインインが切れた後に書いた。"


def test_a_finding_begun_offline_stands_there_and_signing_out_is_refused_meanwhile(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    phone.set_offline(True)
    page.get_by_text("所見を加える").click()
    page.locator("[data-visit-new] textarea").fill("扉に鍵がない。")
    page.locator("[data-visit-new] select").first.select_option("minor")
    page.locator("[data-visit-new]").get_by_role("button", name="この区切りを保存").click()
    expect(page.locator("[data-visit-new]")).to_have_count(2)
    expect(page.locator(BAR)).to_contain_text("未送信 2件")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.get_by_text("メニュー", exact=True).click()
    page.get_by_role("button", name="サインアウト").click()
    assert "サインアウトできません" in said[0]
    with page.expect_download() as export:
        page.get_by_role("button", name="未送信データを書き出す").click()
    assert b"ops.json" in Path(export.value.path()).read_bytes()
    phone.set_offline(False)
    all_sent(page)
    (finding,) = on_site.record().findings
    assert (finding.statement, finding.grade) == ("扉に鍵がない。", "minor")


def test_what_a_phone_exported_is_brought_in_from_another_machine_and_the_phone_sends_nothing_twice(
    on_site: OnSite, phone: BrowserContext, browser: Browser
) -> None:
    page = on_site.open(phone)
    phone.set_offline(True)
    page.locator(NOTE).fill("もう送れない電話で書いた。")
    page.locator("#photo-camera").set_input_files(
        {"name": "扉.jpg", "mimeType": "image/jpeg", "buffer": photo(300_000)}
    )
    page.locator("[data-visit-photos] button").click()
    expect(page.locator(BAR)).to_contain_text("未送信 2件")
    with page.expect_download() as export:
        page.get_by_role("button", name="未送信データを書き出す").click()
    desk = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    there = on_site.open(desk)
    there.get_by_role("link", name="書き出したファイルを取り込む").click()
    there.get_by_label("書き出した zip").set_input_files(export.value.path())
    there.get_by_role("button", name="取り込む").click()
    expect(there.get_by_text("取り込んだもの：記録 1件、写真と書類 1件")).to_be_visible()
    desk.close()
    phone.set_offline(False)
    all_sent(page)
    assert [row.value for row in on_site.ops()] == ["もう送れない電話で書いた。"]
    assert [row.name for row in on_site.photos()] == ["扉.jpg"]
    assert on_site.record().conflicts == ()


AHEAD = """
  const Real = Date, by = 3 * 3600 * 1000;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + by); }
    static now() { return Real.now() + by; }
  };
"""


def test_a_wrong_clock_and_another_zone_are_told_and_noted_and_change_no_order(
    on_site: OnSite, browser: Browser
) -> None:
    abroad = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="ja-JP", timezone_id="America/New_York"
    )
    abroad.add_init_script(AHEAD)
    page = on_site.open(abroad)
    told = page.locator("[data-visit-clock]")
    expect(told).to_contain_text("この端末の時計が3時間0分進んでいます")
    expect(told).to_contain_text("時間帯は日本ではありません")
    page.locator(NOTE).fill("三時間先の時計で書いた。")
    all_sent(page)
    assert on_site.record().value("check:housing", "note") == "三時間先の時計で書いた。"
    page.wait_for_timeout(300)
    (clock,) = on_site.record().clocks.values()
    assert clock.wrong
    assert "3時間0分進んでいます" in clock.words.ja
    abroad.close()


def test_a_right_clock_is_not_spoken_of(on_site: OnSite, phone: BrowserContext) -> None:
    page = on_site.open(phone)
    page.locator(NOTE).fill("時計は合っている。")
    all_sent(page)
    expect(page.locator("[data-visit-clock]")).to_be_hidden()
    assert on_site.record().clocks == {}


def test_what_is_copied_from_paper_is_marked_on_the_way_too(on_site: OnSite, phone: BrowserContext) -> None:
    page = on_site.open(phone)
    phone.set_offline(True)
    page.locator("#checks").get_by_label("紙から転記").first.check()
    page.locator(NOTE).fill("紙に書いておいた。")
    expect(page.locator(BAR)).to_contain_text("未送信 1件")
    phone.set_offline(False)
    all_sent(page)
    assert [(row.value, row.paper) for row in on_site.ops()] == [("紙に書いておいた。", True)]


@pytest.mark.parametrize("where", ["journal", "evidence/1", "letter", "checklist?x=1"])
def test_what_is_not_kept_says_without_a_connection_that_it_needs_one(
    on_site: OnSite, phone: BrowserContext, where: str
) -> None:
    page = on_site.open(phone)
    controlled(page)
    phone.set_offline(True)
    page.goto(f"{on_site.url}/{where}")
    expect(page.get_by_role("heading", name="接続が必要です")).to_be_visible()
    assert kept(page) == [on_site.url.removeprefix(on_site.site.url)]
    page.get_by_role("link", name="現地の記録に戻る").click()
    expect(page.locator(BAR)).to_contain_text("オフライン")


def test_without_a_store_on_the_device_the_buttons_still_save(on_site: OnSite, phone: BrowserContext) -> None:
    phone.add_init_script(
        "Object.defineProperty(window, 'indexedDB', {value: {open() { throw new Error('x'); }}})"
    )
    page = phone.new_page()
    page.goto(f"{on_site.site.url}/sign-in?next=/visits")
    page.get_by_label("メールアドレス").fill("inspector@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="サインイン").click()
    page.goto(on_site.url)
    expect(page.locator("[data-visit]")).to_have_attribute("data-light", "red")
    page.locator(NOTE).fill("ボタンで保存した。")
    page.locator("#checks").get_by_role("button", name="この区切りを保存").first.click()
    expect(page.get_by_text("保存しました。")).to_be_visible()
    assert on_site.record().value("check:housing", "note") == "ボタンで保存した。"


def kill(profile: Path) -> None:
    """End the browser of a profile at once, as an empty battery does."""
    own = f"--user-data-dir={profile}".encode()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = command.read_bytes().split(b"\0")
        except OSError:
            continue
        if own in words and not any(word.startswith(b"--type=") for word in words):
            os.kill(int(command.parent.name), signal.SIGKILL)


def test_whatever_was_called_saved_is_there_after_the_browser_was_killed(
    on_site: OnSite, browser: Browser, tmp_path: Path
) -> None:
    path, folder = needs.browser(), tmp_path / "profile"

    def begin() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            folder, executable_path=path, args=FLAGS, locale="ja-JP"
        )

    context = begin()
    page = on_site.open(context)
    controlled(page)
    context.set_offline(True)
    page.locator(NOTE).fill("電池が切れる前に書いた。")
    expect(page.locator(BAR)).to_contain_text("端末に保存済み、未送信 1件")
    kill(folder)
    context = begin()
    on_site.open(context)
    context.close()
    assert on_site.record().value("check:housing", "note") == "電池が切れる前に書いた。"


def test_the_page_of_a_closed_record_leaves_the_device_at_the_next_contact(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    controlled(page)
    later(on_site.walk, 16).do("record_visit").do("write_report").do("check_facts")
    assert kept(page) == [on_site.url.removeprefix(on_site.site.url)]
    page.reload()
    assert kept(page) == []


def kept(page: Page) -> list[str]:
    """The pages of visits that the service worker keeps."""
    found: list[str] = page.evaluate(
        """async () => {
             const cache = await caches.open("nintei-visits-1");
             return (await cache.keys()).map((each) => new URL(each.url).pathname)
               .filter((path) => path.startsWith("/visits/"));
           }"""
    )
    return found


def test_what_waited_for_its_author_goes_up_from_the_page_that_shows_it(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    number = visiting.visit(on_site.walk).number
    key = parking.park_page(
        on_site.site.runtime,
        on_site.walk.people["inspector"].user_id,
        f"/visits/{number}",
        [["v:check:housing:note", "切れる前に書いた。"], ["b:check:housing:note", "0"]],
        lambda session, person: None,
    )
    page.goto(f"{on_site.url}?parked={key}")
    all_sent(page)
    assert on_site.record().value("check:housing", "note") == "切れる前に書いた。"


def test_a_page_still_open_when_the_record_is_closed_sends_what_it_has_and_is_locked(
    on_site: OnSite, phone: BrowserContext
) -> None:
    page = on_site.open(phone)
    expect(page.locator("[data-visit-form]").first).to_be_visible()
    phone.set_offline(True)
    page.locator(NOTE).fill("確定を知らずに書いた。")
    expect(page.locator(BAR)).to_contain_text("未送信 1件")
    later(later(on_site.walk, 16).do("record_visit"), 17)
    phone.set_offline(False)
    expect(page.locator("#late li")).to_contain_text("確定を知らずに書いた。", timeout=30000)
    expect(page.locator("[data-visit-form]")).to_have_count(0)
    expect(page.locator(PROGRESS)).to_have_text("2／2")
    expect(page.locator(BAR)).to_contain_text("記録は確定しています。")
