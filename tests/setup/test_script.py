"""app.js in a real browser, under the strict content security policy, against a server of a few lines."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.cli import assets

pytestmark = pytest.mark.browser

WORDS = (
    '<div id="nt-words" hidden data-saving="…" data-unsaved="未保存" '
    'data-conflict="停止" data-counted="{n}／{max}字" data-too-long="{over}字超え" data-keys-on="使わない" data-keys-off="使う"></div>'
)
FORM = (
    '<form method="post" action="/post" data-autosave="{save}"><label>名前 <input name="name"></label>'
    '<input type="hidden" name="_version" value="1"><input type="file" name="paper">'
    '<button name="_action" value="send">提出する</button></form>'
)
INBOX = (
    '<input id="nt-search"><button type="button" data-keys-toggle hidden></button>'
    '<table data-keys="inbox"><tbody>'
    '<tr><td><a href="#a" id="a">一</a></td></tr><tr><td><a href="#b" id="b">二</a>'
    '<button data-key="c" type="button" id="claim">引き受ける</button></td></tr></tbody></table>'
)
DEPENDS = (
    '<form><label><input type="radio" name="kind" value="a">A</label>'
    '<label><input type="radio" name="kind" value="b" id="b">B</label>'
    """<p data-nt-hides='["!=", ["f", "kind", "text"], ["v", "b"]]' id="first">"""
    '<input type="checkbox" name="more" value="1" aria-label="m" id="more"></p>'
    """<p data-nt-hides='["not", ["f", "more", "tick"]]' id="second">2</p>"""
    """<p data-nt-hides='["or", ["=", ["f", "kind", "text"], ["v", "a"]], ["?"]]' id="unknown">3</p>"""
    '<textarea data-nt-maxlength="4" aria-label="t"></textarea></form>'
)
PAGES = {
    "/depends": DEPENDS,
    "/form": FORM.format(save="/save"),
    "/taken": FORM.format(save="/taken"),
    "/inbox": INBOX,
}

Walk = Callable[[Callable[[Page], Any]], Any]


class Site(ThreadingHTTPServer):
    """Serves three pages and the built script; remembers what was posted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts: list[tuple[str, str]] = []
        self.failing = False

    def bodies(self, path: str) -> list[str]:
        return [body for where, body in self.posts if where == path]


class Handler(BaseHTTPRequestHandler):
    server: Site

    def answer(
        self, status: int, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Security-Policy": "default-src 'self'",
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path == "/app.js":
            self.answer(200, (assets.TARGET / "app.js").read_bytes(), "text/javascript")
        elif self.path in PAGES:
            page = f'<!doctype html><html lang="ja"><title>t</title><main>{PAGES[self.path]}</main>{WORDS}'
            self.answer(200, (page + '<script src="/app.js"></script>').encode())
        else:
            self.answer(404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posts.append((self.path, body))
        if self.path == "/taken":
            self.answer(409, "<main><p>ほかの人が先に保存しました</p></main>".encode())
        elif self.path == "/save":
            said = "<p>12:34 に保存</p>".encode()
            self.answer(500 if self.server.failing else 200, said, **{"X-Draft-Version": "2"})
        else:
            time.sleep(0.5)
            self.answer(200, b"<title>sent</title>")

    def log_message(self, *_: object) -> None:
        """Nothing: pytest shows what matters."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def in_browser() -> Iterator[Callable[[Callable[[Browser], Any]], Any]]:
    """Playwright allows one instance a thread, and other tests may hold one in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        playwright = pool.submit(lambda: sync_playwright().start()).result()
        options = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox", "--disable-gpu"]}
        browser = pool.submit(lambda: playwright.chromium.launch(**options)).result()
        yield lambda steps: pool.submit(steps, browser).result()
        pool.submit(browser.close).result()
        pool.submit(playwright.stop).result()


@pytest.fixture
def walk(site: Site, in_browser: Callable[[Callable[[Browser], Any]], Any]) -> Walk:
    """Runs steps on a fresh page and returns what they return."""

    def on_a_page(steps: Callable[[Page], Any], browser: Browser) -> Any:
        base_url = f"http://127.0.0.1:{site.server_port}"
        with browser.new_context(base_url=base_url, locale="ja-JP") as context:
            page = context.new_page()
            page.set_default_timeout(6000)
            return steps(page)

    return lambda steps: in_browser(lambda browser: on_a_page(steps, browser))


def test_a_form_saves_itself_two_seconds_after_the_last_change_and_says_when(site: Site, walk: Walk) -> None:
    def steps(page: Page) -> tuple[str, str]:
        page.goto("/form")
        page.fill("[name=name]", "山田")
        page.wait_for_selector("text=/^\\d{1,2}:\\d\\d に保存$/")
        return page.inner_text("[role=status]"), page.input_value("[name=_version]")

    status, version = walk(steps)
    (body,) = site.bodies("/save")
    assert "に保存" in status
    assert version == "2"
    assert "autosave" in body
    assert "山田" in body
    assert "paper" not in body


def test_leaving_a_field_saves_at_once_and_an_unchanged_form_is_not_saved(site: Site, walk: Walk) -> None:
    def steps(page: Page) -> None:
        page.goto("/form")
        page.focus("[name=name]")
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
        assert site.bodies("/save") == []
        page.fill("[name=name]", "山")
        page.focus("button")
        page.wait_for_selector("text=に保存", timeout=1500)

    walk(steps)
    assert len(site.bodies("/save")) == 1


def test_a_conflict_is_shown_and_stops_the_saving(site: Site, walk: Walk) -> None:
    def steps(page: Page) -> str:
        page.goto("/taken")
        page.fill("[name=name]", "a")
        page.wait_for_selector("[role=alert]")
        page.fill("[name=name]", "ab")
        page.wait_for_timeout(2500)
        return page.inner_text("[role=alert]") + page.input_value("[name=name]")

    assert walk(steps) == "ほかの人が先に保存しましたab"
    assert len(site.bodies("/taken")) == 1


def test_a_failed_save_says_so_and_is_tried_again(site: Site, walk: Walk) -> None:
    site.failing = True

    def steps(page: Page) -> None:
        page.goto("/form")
        page.fill("[name=name]", "a")
        page.wait_for_selector("text=未保存")
        site.failing = False
        page.wait_for_selector("text=に保存", timeout=8000)

    walk(steps)
    assert len(site.bodies("/save")) == 2


def test_a_double_click_sends_a_form_once_with_the_name_of_its_button(site: Site, walk: Walk) -> None:
    def steps(page: Page) -> None:
        page.goto("/form")
        page.dblclick("button")
        page.wait_for_function("document.title === 'sent'")

    walk(steps)
    (body,) = site.bodies("/post")
    assert "_action" in body
    assert "send" in body


def test_the_inbox_is_worked_with_one_key_each_and_the_keys_can_be_switched_off(walk: Walk) -> None:
    focused = "document.activeElement.id"

    def steps(page: Page) -> list[str]:
        page.goto("/inbox")
        page.evaluate("claim.addEventListener('click', () => document.title = 'claimed')")
        seen = []
        for key in ("j", "j", "k", "j", "c"):
            page.keyboard.press(key)
            seen.append(page.evaluate(focused))
        seen.append(page.title())
        page.keyboard.press("/")
        seen.append(page.evaluate(focused))
        page.keyboard.type("j")
        seen.append(page.input_value("#nt-search"))
        page.click("[data-keys-toggle]")
        page.keyboard.press("/")
        seen.append(page.evaluate(focused))
        page.reload()
        seen.append(page.inner_text("[data-keys-toggle]"))
        return seen

    assert walk(steps) == ["a", "b", "a", "b", "b", "claimed", "nt-search", "j", "", "使う"]


def test_what_does_not_apply_is_hidden_at_once_and_what_cannot_be_known_is_shown(walk: Walk) -> None:
    def steps(page: Page) -> list[str]:
        page.goto("/depends")
        seen = []
        for tick in ("", "#b", "#more", "[value=a]"):
            if tick:
                page.check(tick)
            seen.append(" ".join(i for i in ("first", "second", "unknown") if page.is_visible(f"#{i}")))
        return seen

    assert walk(steps) == ["second unknown", "first unknown", "first second unknown", "second"]


def test_characters_are_counted_as_the_server_counts_them(walk: Walk) -> None:
    def steps(page: Page) -> list[str]:
        page.goto("/depends")
        seen = []
        for text in ("𠮷野", "一\n二三四"):
            page.fill("textarea", text)
            seen.append(page.inner_text(".nt-counter"))
        return seen

    assert walk(steps) == ["2／4字", "1字超え"]
