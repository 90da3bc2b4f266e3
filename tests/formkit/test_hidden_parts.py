"""With a script the page shows what the server will ask, at each change; without one it shows everything."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.datastructures import MultiDict

from app.cases.forms import compile_all
from app.formkit import BoundForm, FormSpec
from app.formkit.views import BoundGroup, BoundList

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "app/web/static/dist/app.js"
SEEN = """() => [...document.querySelectorAll('[data-nt-hides]')].map(box => !box.closest('[hidden]'))"""
POSTED = "() => [...new FormData(document.forms[0])].filter(([, value]) => typeof value === 'string')"
ANSWER = """given => {
  for (const control of document.forms[0].elements) {
    if (!control.name || control.type === 'hidden' || control.type === 'file') continue;
    const value = given[control.name];
    if (['radio', 'checkbox'].includes(control.type)) control.checked = (value ?? []).includes(control.value);
    else if (control.tagName !== 'BUTTON') control.value = value ?? '';
  }
  document.forms[0].dispatchEvent(new Event('input', { bubbles: true }));
}"""
OPTIONS = """() => [...document.forms[0].elements].filter(one => one.name && one.tagName !== 'BUTTON').map(one => [
  one.name, one.type, one.tagName === 'SELECT' ? [...one.options].map(o => o.value) : [one.value]])"""


def choice(key: str, *options: str, hide: str = "", kind: str = "radio", **more: Any) -> dict[str, Any]:
    found = {"type": kind, "key": key, "label": key, **more}
    found["values"] = [{"value": each, "label": each} for each in options]
    return found | ({"conditional": {"hide": f"={hide}"}} if hide else {})


def part(kind: str, key: str, hide: str = "", **more: Any) -> dict[str, Any]:
    found = {"type": kind, "key": key, "label": key, **more}
    return found | ({"conditional": {"hide": f"={hide}"}} if hide else {})


NESTED = (
    choice("go", "visit", "none"),
    part("checkbox", "wanted", 'go != "visit"'),
    part("number", "people", 'go != "visit" or wanted != true'),
    part("textfield", "crowd", "people <= 5 or people = null", properties={"na_allowed": "true"}),
    part("textfield", "why_crowd", "crowd = null"),
    part("textfield", "no_crowd", "not(crowd_na = true)"),
    choice("topics", "a", "b", "c", kind="checklist"),
    part("textarea", "about_a", 'not(list contains(topics, "a"))'),
    part("textarea", "about_two", "count(topics) < 2"),
    part("textfield", "of_renewal", 'kind != "renewal" or go = "none"'),
    part("textfield", "never", 'kind = "renewal"'),
    part(
        "group",
        "",
        'go in ("none", "later")',
        components=[
            choice("place", "here", "there"),
            part("textfield", "address", 'place != "there" and kind = "new"'),
        ],
    ),
    part(
        "group",
        "contact",
        components=[
            choice("way", "mail", "phone", kind="select"),
            part("textfield", "number", 'way != "phone" or go != "visit"'),
        ],
        path="contact",
    ),
    part("textfield", "hour", 'contact.way != "phone"'),
    part(
        "dynamiclist",
        "rows",
        'go != "visit"',
        path="rows",
        isRepeating=True,
        allowAddRemove=True,
        defaultRepetitions=2,
        components=[
            choice("state", "on", "off"),
            part("textfield", "since", 'state != "on" or place = "here"'),
        ],
    ),
    {"type": "text", "text": "来る人へ", "conditional": {"hide": '=go != "visit"'}},
)


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


def depending(bound: BoundForm) -> list[Any]:
    """The parts that a script watches, in the order of the page."""
    found: list[Any] = []

    def look(parts: list[Any]) -> None:
        for one in parts:
            hiding = getattr(one, "hiding", None)
            if hiding is not None and hiding.always:
                continue
            if hiding is not None and hiding.tree:
                found.append(one)
            if isinstance(one, BoundGroup):
                look(one.parts)
            if isinstance(one, BoundList):
                for row in one.rows:
                    look(row.parts)

    look(bound.parts)
    return found


def compared(
    browser: Browser, spec: FormSpec, html: Callable[[BoundForm], Any], seed: int, rounds: int
) -> list[Any]:
    """Where page and server differ over random answers: the answers, what differs, what the page says."""
    chance = random.Random(seed)
    constants = re.findall(r'"([^"]*)"', " ".join(one.hide for one in _nodes(spec.nodes)))
    wrong: list[Any] = []
    with browser.new_context() as context:
        page = context.new_page()
        for _ in range(3):
            offered = {one.options_from for one in spec.fields}
            facts = {
                name: ["x"] if name in offered else chance.choice([None, True, *(constants or ["x"])])
                for name in spec.context_names
            }
            page.set_content(str(html(spec.bind(context=facts))))
            page.add_script_tag(path=str(SCRIPT))
            for _ in range(rounds):
                wrong += _one_round(page, spec, facts, chance)
    return wrong


def _one_round(page: Page, spec: FormSpec, facts: Any, chance: random.Random) -> list[Any]:
    given: dict[str, Any] = {}
    for name, kind, options in page.evaluate(OPTIONS):
        if kind in ("radio", "checkbox"):
            if chance.random() < 0.5:
                given[name] = [*(given.get(name, []) if kind == "checkbox" else []), *options]
        elif kind == "select-one":
            given[name] = chance.choice(options)
        elif kind not in ("date", "time", "datetime-local"):
            given[name] = chance.choice(["", "3", "9"])
    page.evaluate(ANSWER, given)
    posted: MultiDict[str, Any] = MultiDict(page.evaluate(POSTED))
    bound = spec.bind(posted=posted, context=facts)
    parts, seen = depending(bound), page.evaluate(SEEN)
    assert len(parts) == len(seen)
    return [
        (facts, given, one.hiding, one.shown)
        for one, visible in zip(parts, seen, strict=True)
        if one.shown != visible and not ('["?"]' in one.hiding.tree and visible)
    ]


def _nodes(nodes: Any) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _nodes(getattr(node, "components", ()))


def test_a_script_can_judge_every_condition_of_the_forms(edition_files: dict[str, str]) -> None:
    for name, spec in compile_all(edition_files)[0].forms.items():
        for one in depending(spec.bind()):
            assert '["?"]' not in one.hiding.tree, (name, one)


@pytest.mark.browser
def test_the_page_shows_what_the_server_will_ask_in_every_form(
    in_browser: Any, edition_files: dict[str, str], page: Any
) -> None:
    forms = compile_all(edition_files)[0].forms
    conditional = {
        name: spec
        for name, spec in forms.items()
        if any(node.hide for node in _nodes(spec.nodes)) and not spec.sections
    }
    assert len(conditional) > 20
    for seed, (name, spec) in enumerate(sorted(conditional.items())):
        assert not in_browser(lambda browser, of=spec, at=seed: compared(browser, of, page, at, 8)), name


@pytest.mark.browser
def test_nested_conditions_and_facts_of_the_case_are_judged_as_on_the_server(
    in_browser: Any, form: Any, page: Any
) -> None:
    spec = form(*NESTED, context="kind")
    for seed in range(4):
        assert in_browser(lambda browser, at=seed: compared(browser, spec, page, at, 30)) == []


@pytest.mark.browser
def test_fields_come_and_go_with_each_answer_and_their_hints_only_without_a_script(
    in_browser: Any, form: Any, page: Any
) -> None:
    spec = form(
        choice("reply", "accept", "other", "refuse"),
        part("textfield", "day", 'reply != "other"'),
        part("textarea", "reason", 'reply = "accept" or reply = null'),
    )
    html = str(page(spec.bind()))

    def steps(browser: Browser) -> tuple[list[str], bool, list[str]]:
        with browser.new_context(java_script_enabled=False) as context:
            plain = context.new_page()
            plain.set_content(html)
            bare = [one for one in ("day", "reason") if plain.is_visible(f"#{one}")]
            hinted = plain.is_visible("text=ほかの回答によっては、入力しなくてよい項目です。")
        seen = []
        with browser.new_context() as context:
            scripted = context.new_page()
            scripted.set_content(html)
            scripted.add_script_tag(path=str(SCRIPT))
            for answer in ("", "other", "accept", "refuse", "accept"):
                if answer:
                    scripted.check(f"[value={answer}]")
                seen.append(" ".join(one for one in ("day", "reason") if scripted.is_visible(f"#{one}")))
            assert scripted.locator(".nt-condition:visible").count() == 0
        return bare, hinted, seen

    bare, hinted, seen = in_browser(steps)
    assert bare == ["day", "reason"]
    assert hinted
    assert seen == ["", "day reason", "", "reason", ""]


def test_what_was_typed_into_a_hidden_field_is_no_answer_but_stays_in_the_draft(form: Any) -> None:
    spec = form(choice("reply", "accept", "other"), part("textfield", "day", 'reply != "other"'))
    bound = spec.bind(posted=MultiDict({"reply": "accept", "day": "明日"}))
    assert bound.validate()
    assert bound.answers() == {"reply": "accept"}
    assert bound.typed()["day"] == "明日"


def test_an_item_that_hangs_on_another_page_of_the_form_is_judged_by_what_stands_there(
    form_b: FormSpec,
) -> None:
    """Each section of a long form is a page of its own."""
    group = form_b.catalogues["disclosure"].items["b.corporate_number"].group
    elsewhere = form_b.bind(
        context={"disclosure": {"a.applicant_type": {"value": "外国法人"}}}, section=group
    )
    item = next(one for one in elsewhere.sheets["disclosure"].items if one.item.id == "b.corporate_number")
    assert item.hides == '["not",["and",["v",false]]]'


@pytest.mark.parametrize(
    ("name", "asked"), [("member_opinion.declare_interest", "利害関係"), ("application.decide", "決定")]
)
def test_a_question_without_an_answer_demands_nothing_of_what_hangs_on_it(
    edition_files: dict[str, str], name: str, asked: str
) -> None:
    bound = compile_all(edition_files)[0].forms[name].bind(posted=MultiDict())
    assert not bound.validate()
    labels = [error.label for error in bound.errors]
    assert asked in labels
    assert not {"種類", "理由"} & set(labels), labels
