"""A served product and a real browser, with JavaScript on and off."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update
from werkzeug.serving import make_server

from app import clock, create_app
from app.accounts import passwords
from app.cases.runtime import Runtime
from app.config import ROOT, Settings
from app.store.models.people import User
from tests.conftest import made
from tests.people import People, people
from tests.setup import needs

PASSWORD = "e2e-walk-2026-11"
AXE = ROOT / "app" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(slots=True)
class Site:
    """The product being served, its people and its address."""

    url: str
    runtime: Runtime
    people: People


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's chromium, driven by playwright."""
    path = needs.browser()
    assert path, "chromium is missing: make test-deps"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(tmp_path: Path, edition_files: dict[str, str]) -> Iterator[Site]:
    """The whole application on a database of its own, served in a thread."""
    clock.fix(None)  # sessions and browsers run by the real clock; the legal one may follow
    settings = Settings(
        data=tmp_path / "data",
        secret_key="e" * 40,
        demo=True,
        background=False,
    )
    made(settings, edition_files).db.dispose()
    app = create_app(settings)
    runtime: Runtime = app.extensions["nintei"]
    who = people(runtime)
    secret = passwords.hash_of(PASSWORD)
    with runtime.db.step() as session:
        session.execute(update(User).values(password_hash=secret))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", runtime, who)
    server.shutdown()
    thread.join()
    runtime.db.dispose()


@pytest.fixture(params=[True, False], ids=["js", "nojs"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs JavaScript."""
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, script: bool) -> Iterator[Page]:
    """A page in Japan."""
    context = browser.new_context(
        java_script_enabled=script,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": 1280, "height": 900},
        bypass_csp=script,
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    yield opened
    context.close()
