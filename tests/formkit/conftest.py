"""What the tests of forms share: the catalogue, a plain template environment, a browser of a few lines."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict

from app import clock
from app.formkit import BoundForm, Catalogue, FormSpec, compile_form, load_catalogue

ROOT = Path(__file__).resolve().parents[2]
Page = Callable[[BoundForm], BeautifulSoup]
Posting = Callable[[BeautifulSoup], "MultiDict[str, Any]"]
Making = Callable[..., FormSpec]


@pytest.fixture(autouse=True)
def _fixed_clock() -> Any:
    clock.fix(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    yield
    clock.fix(None)


@pytest.fixture(scope="session")
def catalogue_text() -> str:
    return (ROOT / "forms/disclosure/draft-2026-11.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def catalogue(catalogue_text: str) -> Catalogue:
    return load_catalogue(catalogue_text)


@pytest.fixture(scope="session")
def page() -> Page:
    """Renders a bound form as the pages do, with the sentences left in Japanese."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "app/web/templates"), autoescape=True, undefined=StrictUndefined
    )
    env.globals["_"] = lambda text, /, **words: text % words if words else text
    template = env.from_string(
        '{% from "forms/form.html" import render_form, error_summary %}'
        "<main>{{ error_summary(bound) }}<form>{{ render_form(bound) }}</form></main>"
    )
    return lambda bound: BeautifulSoup(template.render(bound=bound), "html.parser")


@pytest.fixture(scope="session")
def posting() -> Posting:
    """What a browser would post of a page when its main button is pressed."""
    return _posting


def _posting(html: BeautifulSoup) -> "MultiDict[str, Any]":
    data: MultiDict[str, Any] = MultiDict()
    for control in html.select("input[name], textarea[name], select[name]"):
        name, kind = str(control["name"]), control.get("type")
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            data.add(name, str(chosen["value"]) if isinstance(chosen, Tag) else "")
        elif control.name == "textarea":
            # A browser drops the first newline of a textarea and sends the others as CR LF.
            data.add(name, control.text.removeprefix("\n").replace("\n", "\r\n"))
        elif kind in ("radio", "checkbox"):
            if control.has_attr("checked"):
                data.add(name, str(control["value"]))
        elif kind != "file":
            data.add(name, str(control.get("value", "")))
    return data


@pytest.fixture(scope="session")
def form(catalogue: Catalogue) -> Making:
    """Compiles a form of the given components."""

    def make(*components: dict[str, Any], **properties: str) -> FormSpec:
        definition = {
            "type": "default",
            "id": "application.try",
            "schemaVersion": 17,
            "components": list(components),
            "properties": {"title": "試し", "title_en": "Trial", **properties},
        }
        return compile_form(definition, {"disclosure": catalogue})

    return make


@pytest.fixture(scope="session")
def form_b(form: Making) -> FormSpec:
    """Form B: the public groups of the catalogue, and one field beside them."""
    return form(
        {"type": "checkbox", "key": "confirmed", "label": "内容を確かめた", "validate": {"required": True}},
        {
            "type": "disclosure",
            "key": "disclosure",
            "label": "開示",
            "properties": {"groups": "B*,C*", "mode": "fill"},
        },
    )


UPLOAD = {"sha256": "ab" * 32, "name": "資料.pdf", "size": 2048, "type": "application/pdf"}


def _sample(item: Any) -> Any:
    """A valid value of an item, by its type."""
    if item.check == "corporate_number":
        return "2013201002720"
    if item.check == "katakana":
        return "レイカブシキガイシャ"
    if item.type in ("choice", "multichoice"):
        first = item.choices[0].value
        return first if item.type == "choice" else [option.value for option in item.choices][:2]
    if item.type == "table":
        names = item.rows or ("一行目", "二行目")
        return [
            {column.id: name if at == 0 else f"{name}の値|{at}" for at, column in enumerate(item.columns)}
            for name in names
        ]
    return {
        "text": "株式会社 例",
        "longtext": "一行目です。\n二行目です。",
        "url": "https://example.jp/service",
        "email": "name@example.jp",
        "tel": "03-1234-5678",
        "number": 12,
        "percent": 99.95,
        "money": 1234.5,
        "duration": "P3M",
        "date": "2026-10-01",
        "month": "2026-03",
        "boolean": True,
        "file": [UPLOAD],
    }[item.type]


@pytest.fixture(scope="session")
def complete_answers(catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """A valid answer to every item of the catalogue."""
    return {
        item.id: {"value": _sample(item), "na": False, "na_reason": "", "as_of": "2026-10-01"}
        for item in catalogue.items.values()
    }


@pytest.fixture(scope="session")
def upload() -> dict[str, Any]:
    return dict(UPLOAD)
