"""Words of a form as HTML: paragraphs, lists and bold, everything else refused when the form is read."""

import re

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BULLET = re.compile(r"^[-*] +(.*)$")
_NUMBER = re.compile(r"^\d+[.)] +(.*)$")
_REFUSED = re.compile(r"\{\{|\]\(|^#|^\||^```|^>|<[A-Za-z/!]", re.MULTILINE)


def refused_part(text: str) -> str:
    """The first piece of markup that is not supported (heading, link, table, HTML, template), or ""."""
    found = _REFUSED.search(text)
    return text[found.start() : found.start() + 20].split("\n")[0] if found else ""


def _inline(text: str) -> Markup:
    return Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704 — escaped just here


def _list(tag: str, lines: list[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(_inline(line)) for line in lines)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), items)  # noqa: S704 — the tag is "ul" or "ol"


def _block(block: str) -> Markup:
    lines = block.split("\n")
    for tag, shape in (("ul", _BULLET), ("ol", _NUMBER)):
        found = [shape.match(line.strip()) for line in lines]
        if all(found):
            return _list(tag, [match.group(1) for match in found if match])
    return Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines))


def as_html(text: str) -> Markup:
    """Blocks separated by empty lines; a block of "- …" or "1. …" lines is a list."""
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text.strip().replace("\r\n", "\n"))]
    return Markup("\n").join(_block(block) for block in blocks if block)
