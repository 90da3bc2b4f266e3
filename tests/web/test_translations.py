"""Every sentence of a page is in the English catalogue, and no sentence of a page is outside gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from app.cases.runtime import Runtime
from app.config import ROOT
from tests.walk import Walk
from tests.web.site import signed_in, site

WEB = ROOT / "app" / "web"
CATALOGUE = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
MODULES = sorted(path for path in WEB.rglob("*.py") if "node_modules" not in path.parts)
JAPANESE = re.compile(r"[\u3041-\u30fa\u30fc-\u30ff\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
GETTEXT = {"_", "gettext", "ngettext", "lazy_gettext"}
# What stays Japanese on an English page: the name of the product, and the language switch.
SAME_IN_ENGLISH = ("認定", "日本語")
# Letters of the Japanese calendar, not sentences: `date_ja` writes them only on a Japanese page.
CALENDAR = {"月火水木金土日", "年", "月", "日（"}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The sentences that stand in templates and views now."""
    target = tmp_path_factory.mktemp("extracted") / "messages.pot"
    CommandLineInterface().run(
        ["pybabel", "--quiet", "extract", "-F", str(ROOT / "pyproject.toml"), "-o", str(target), str(WEB)]
    )
    with target.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_is_translated(extracted: Catalog, english: Catalog) -> None:
    """A missing one: `make translations`, then write its English."""
    missing = [
        message.id for message in extracted if message.id and not (english.get(message.id) or message).string
    ]
    fuzzy = [message.id for message in english if message.id and message.fuzzy]
    assert (missing, fuzzy) == ([], [])


def test_no_english_sentence_says_itself_twice(english: Catalog) -> None:
    """A merge of the catalogue joins the lines of both sides to one text."""
    texts = [(message.id, str(message.string)) for message in english if message.id]
    assert [key for key, text in texts if len(text) > 30 and text.count(text[:20]) > 1] == []


def test_the_catalogue_holds_nothing_that_no_page_says(extracted: Catalog, english: Catalog) -> None:
    assert [message.id for message in english if message.id and message.id not in extracted] == []
    assert list(english.obsolete) == []


def test_placeholders_agree(english: Catalog) -> None:
    wrong = [
        (message.id, message.string)
        for message in english
        if message.id
        and message.string
        and sorted(set(PLACEHOLDER.findall(message.id))) != sorted(set(PLACEHOLDER.findall(message.string)))
    ]
    assert wrong == []


def test_the_english_is_english(english: Catalog) -> None:
    wrong = []
    for message in english:
        said = message.string if message.id else ""
        for word in SAME_IN_ENGLISH:
            said = said.replace(word, "")
        if JAPANESE.search(said) or re.search(r"[、。「」（）！？]", said):
            wrong.append((message.id, message.string))
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB / "templates").as_posix())
def test_a_template_says_nothing_outside_gettext(path: Path) -> None:
    text = JINJA.sub("", path.read_text(encoding="utf-8"))
    for word in SAME_IN_ENGLISH:
        text = text.replace(word, "")
    assert [line.strip() for line in text.splitlines() if JAPANESE.search(line)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_view_says_nothing_outside_gettext(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    free = set(said_to_people(tree)) | set(docstrings(tree))
    loose = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and JAPANESE.search(node.value)
        if node not in free and node.value.strip() not in CALENDAR | set(SAME_IN_ENGLISH)
    ]
    assert loose == []


def test_the_form_of_a_step_speaks_the_language_of_its_page(runtime: Runtime) -> None:
    walk = Walk.open(runtime)
    page = signed_in(site(runtime), walk.people["applicant"]).open
    address = f"/tasks/{walk.item('fill_form_a').id}"
    assert "登記上の商号。" in page(f"{address}?lang=ja").text
    english = page(f"{address}?lang=en").text
    assert "The trade name in the commercial register." in english
    assert "登記上の商号。" not in english


def said_to_people(tree: ast.AST) -> Iterator[ast.AST]:
    """What is handed to gettext, or stands with its English beside it: in Text, in a form's component."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            named = {
                getattr(key, "value", None): value for key, value in zip(node.keys, node.values, strict=True)
            }
            if "label" in named and "label_en" in ast.dump(named.get("properties", node)):
                yield named["label"]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT | {"Text"}:
            yield from (each for argument in node.args for each in ast.walk(argument))


def docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
