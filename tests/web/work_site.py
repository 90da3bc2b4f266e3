"""A browser without JavaScript on the whole application: it opens pages, fills in their forms and sends them."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app import clock
from app.store.viewer import Viewer
from tests.web.accounts_app import check_page

Fields = MultiDict[str, Any]


@dataclass(slots=True)
class Shown:
    """An answer of the application as the person sees it."""

    status: int
    html: str
    page: BeautifulSoup
    path: str
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What stands in the page's body, blanks made one."""
        main = self.page.select_one("main") or self.page
        return re.sub(r"\s+", " ", main.get_text(" ")).strip()

    @property
    def title(self) -> str:
        heading = self.page.select_one("h1")
        return heading.get_text(" ").strip() if heading else ""

    def form(self, selector: str = "form#nt-task-form") -> Tag:
        """A form of the page."""
        found = self.page.select_one(selector)
        assert found is not None, f"{selector} is not on {self.path}: {self.text[:400]}"
        return found

    def fields(self, selector: str = "form#nt-task-form") -> Fields:
        """What the browser would send of a form as it stands, without its buttons and files."""
        return fields_of(self.form(selector))


def fields_of(form: Tag) -> Fields:
    """The successful controls of a form."""
    found: Fields = MultiDict()
    for control in owned(form, "input[name], select[name], textarea[name]"):
        name, kind = str(control["name"]), control.get("type")
        if kind in {"file", "submit"}:
            continue
        if kind in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            found.add(name, str(chosen["value"]) if chosen is not None else "")
        elif control.name == "textarea":
            # HTML drops the first newline of a text area.
            found.add(name, control.get_text().removeprefix("\n"))
        else:
            found.add(name, str(control.get("value", "")))
    return found


def owned(form: Tag, selector: str) -> list[Tag]:
    """What belongs to a form: what stands in it, and what names it by its attribute `form`."""
    page = form.find_parent("html") or form
    found = page.select(selector)
    return [
        each
        for each in found
        if (each["form"] == form.get("id") if each.has_attr("form") else form in each.parents)
    ]


class Browser:
    """One person at one browser."""

    def __init__(self, app: Flask, viewer: Viewer | None = None) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        if viewer is not None:
            self.sign_in(viewer)

    def sign_in(self, viewer: Viewer, *, seconds_ago: int = 0) -> None:
        """A session that began so long ago."""
        at = int(clock.real_now().timestamp()) - seconds_ago
        with self.client.session_transaction() as session:
            session["_user_id"] = f"{viewer.user_id}.0.{at}"
            session["_fresh"] = True

    def open(self, path: str) -> Shown:
        """A page; what every page keeps to is checked each time."""
        return self._shown(self.client.get(path), path)

    def send(self, path: str, fields: Any, files: dict[str, tuple[str, bytes]] | None = None) -> Shown:
        """A POST as it is."""
        data: Fields = MultiDict(fields)
        for name, (filename, content) in (files or {}).items():
            data.add(name, (io.BytesIO(content), filename))
        kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
        return self._shown(self.client.post(path, data=data, content_type=kind), path)

    def fill(
        self,
        shown: Shown,
        given: dict[str, Any] | None = None,
        *,
        press: str = "complete",
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> Shown:
        """Fill in the task's form of a page and press a button of it."""
        form = shown.form()
        data = shown.fields()
        for name, value in (given or {}).items():
            data.setlist(name, value if isinstance(value, list) else [value])
        buttons = {(b["name"], b["value"]) for b in owned(form, "button[name]")}
        button = ("_action", press) if "=" not in press else tuple(press.split("=", 1))
        assert button in buttons, (button, sorted(buttons))
        data.add(*button)
        return self.send(str(form["action"]), data, files)

    def follow(self, shown: Shown) -> Shown:
        """Where a redirect leads."""
        assert shown.status == 303, (shown.status, shown.text[:600])
        return self.open(shown.location)

    def _shown(self, answer: TestResponse, path: str) -> Shown:
        html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        page = check_page(html) if "<html" in html else BeautifulSoup(html, "html.parser")
        return Shown(
            answer.status_code, html, page, path, answer.headers.get("Location", ""), dict(answer.headers)
        )


def names(rows: Iterable[Tag]) -> list[str]:
    """The texts of elements."""
    return [re.sub(r"\s+", " ", row.get_text(" ")).strip() for row in rows]
