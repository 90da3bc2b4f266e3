"""Every template compiles, and nothing in it needs a looser content security policy."""

import re
from pathlib import Path

import pytest

from app.config import ROOT
from tests.architecture.conftest import Served

FOLDER = ROOT / "app" / "web" / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
INLINE = {
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "styles in the page": re.compile(r"<style\b", re.I),
    "a style at an element": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a handler at an element": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an address that runs": re.compile(r"javascript:", re.I),
    "something from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.I
    ),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false", re.I),
}
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.S)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str, served: Served) -> None:
    assert served.app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_nothing_inline(name: str) -> None:
    text = COMMENT.sub("", Path(FOLDER / name).read_text(encoding="utf-8"))
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


def test_every_template_is_used() -> None:
    """A template that no view renders and no template includes is in the way of readers."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    texts = {name: (FOLDER / name).read_text(encoding="utf-8") for name in TEMPLATES}
    unused = []
    for name in TEMPLATES:
        others = "\n".join(text for other, text in texts.items() if other != name)
        short = name.rpartition("/")[2].removesuffix(".html")
        put_together = f'"{name.rpartition("_")[0]}_" ~' in others
        if name not in code + others and f'"{short}"' not in code and not put_together:
            unused.append(name)
    assert unused == []
