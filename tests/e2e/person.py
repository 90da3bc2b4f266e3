"""A person at a browser: signs in, finds the next step, fills what the page shows, and reads what it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page
from werkzeug.datastructures import MultiDict

from app.cases.answering import edition_of
from app.formkit.posted import as_posted
from tests.e2e.conftest import AXE, PASSWORD, Site

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(slots=True)
class Person:
    """Drives one browser page; `script` says whether JavaScript runs, so whether axe can look."""

    site: Site
    page: Page
    script: bool
    seen: set[str] = field(default_factory=set)

    def sign_in(self, name: str) -> "Person":
        """Sign in as one of the test people, leaving whoever was signed in before."""
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.page.fill("input[name=email]", f"{name}@example.jp")
        self.page.fill("input[name=password]", PASSWORD)
        return self.press("サインインする")

    def open(self, path: str) -> "Person":
        """Open a page of the site."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None, path
        assert answer.ok, (path, answer.status)
        self.look()
        return self

    def look(self) -> None:
        """What must hold of every page: one heading that is its title, no scrolling sideways, no axe finding."""
        self.page.locator("h1").first.wait_for()
        headings = self.page.locator("h1").all_inner_texts()
        assert len(headings) == 1, (self.page.url, headings)
        assert self.page.title().split("｜")[0].removeprefix("エラー：") in headings[0], (
            self.page.url,
            headings,
            self.page.title(),
        )
        over = self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 1, f"{self.page.url} scrolls {over} pixels sideways"
        path = re.sub(r"\d+", "N", self.page.url.removeprefix(self.site.url))
        if self.script and path not in self.seen:
            self.seen.add(path)
            self.page.add_script_tag(path=str(AXE))
            found = self.page.evaluate(
                "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map("
                "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))",
                RULES,
            )
            assert found == [], (self.page.url, found)

    def press(self, button: str) -> "Person":
        """Press a button or follow a link by its words."""
        found = self.page.get_by_role("button", name=button, exact=True)
        return self.send(
            (found if found.count() else self.page.get_by_role("link", name=button, exact=True)).first
        )

    def send(self, button: Locator) -> "Person":
        """Press a button that sends the form, or follow a link, and wait for the page that answers."""
        with self.page.expect_navigation():
            button.click()
        self.look()
        return self

    def task(self, item_id: int, listed: str = "") -> "Person":
        """Open a step: by its link on the list that it stands on, or by its address where none is named."""
        if not listed:
            return self.open(f"/tasks/{item_id}")
        self.open(listed)
        return self.send(self.page.locator(f'main a[href="/tasks/{item_id}"]').first)

    def fill(self, item: Any, given: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> "Person":
        """Fill every field that this page shows with the answers that it has for them."""
        wanted = self._wanted(item, given)
        for control in self.page.locator("form.nt-task__form [name]").all():
            name = control.get_attribute("name") or ""
            if name in (files or {}):
                assert files is not None
                control.set_input_files(
                    {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": files[name]}
                )
            elif name in wanted:
                _enter(control, wanted.getlist(name))
        return self

    def _wanted(self, item: Any, given: Mapping[str, Any]) -> MultiDict[str, Any]:
        runtime = self.site.runtime
        with runtime.db.read() as session:
            spec = runtime.forms.get(session, edition_of(session, item)).form(item.process_id, item.node)
        return as_posted(spec.nodes, given, spec.catalogues)

    def says(self, text: str) -> bool:
        """Whether the page says something."""
        return text in self.page.locator("main").inner_text()


def _enter(control: Locator, values: list[str]) -> None:
    kind = (control.get_attribute("type") or "").lower()
    if kind in {"radio", "checkbox"}:
        value = control.get_attribute("value") or "on"
        if value in values or (kind == "checkbox" and values == ["true"]):
            control.check()
    elif kind in {"hidden", "submit"}:
        return
    elif control.evaluate("node => node.tagName") == "SELECT":
        control.select_option(values)
    elif control.evaluate("node => node.tagName") != "BUTTON":
        control.fill(values[0])
