"""A few words of SVG: elements with presentation attributes only, so that strict CSP lets them through."""

import re
import unicodedata
from collections.abc import Iterable

from lxml import etree

from app.engine.drawing.document import Element
from app.engine.drawing.graph import Point
from app.engine.drawing.lettering import text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
FONTS = "'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', sans-serif"
INK, PAPER, HEADING_FILL = "#1a1a1c", "#ffffff", "#f2f2f2"
ACCENT, ACCENT_FILL = "#0017c1", "#e8f1fe"
DONE, DONE_FILL = "#197a4b", "#e6f5ec"
LINE = 1.2
"""Line height as a multiple of the font size."""
SMALLEST, LEAST_FOR_WORDS = 7.0, 9.0


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{round(value, 2):g}" if abs(value) < 1000 else f"{round(value, 1):.1f}".removesuffix(".0")


def add(parent: Element, tag: str, **attributes: float | str) -> Element:
    """A child element; `_` in a name stands for `-`, numbers are rounded."""
    values = {
        key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else number(value)
        for key, value in attributes.items()
    }
    return etree.SubElement(parent, SVG + tag, values)


def path(parent: Element, d: str, **attributes: float | str) -> Element:
    """A path, drawn as an outline unless `fill` is given."""
    return add(parent, "path", d=d, **{"fill": "none", "stroke": INK, "stroke_width": 1.5, **attributes})


def rounded(points: list[Point], radius: float = 5) -> str:
    """Path data of a line with rounded corners."""
    d = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for before, (x, y), after in zip(points, points[1:], points[2:], strict=False):
        (x1, y1), (x2, y2) = _towards((x, y), before, radius), _towards((x, y), after, radius)
        d.append(f"L{number(x1)} {number(y1)}Q{number(x)} {number(y)} {number(x2)} {number(y2)}")
    return "".join(d) + f"L{number(points[-1][0])} {number(points[-1][1])}"


def _towards(start: Point, end: Point, distance: float) -> Point:
    """The point so far from `start` on the way to `end`, at most half way."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max((dx * dx + dy * dy) ** 0.5, 0.001)
    part = min(distance / length, 0.5)
    return start[0] + dx * part, start[1] + dy * part


def fit(text: str, width: float, height: float, size: float) -> tuple[list[str], float]:
    """Lines and font size so that a text fits its box; a word is cut in two only below `LEAST_FOR_WORDS`."""
    sizes = [size - 0.5 * i for i in range(int((size - SMALLEST) * 2) + 1)]
    fallback = None
    for candidate in sizes:
        lines = break_lines(text, width, candidate)
        if len(lines) * candidate * LINE > height:
            continue
        if all(text_width(word, candidate) <= width for word in _words(text)):
            return lines, candidate
        fallback = fallback or (lines, candidate)
        if candidate <= LEAST_FOR_WORDS:
            break
    return fallback or (break_lines(text, width, SMALLEST), SMALLEST)


def _words(text: str) -> list[str]:
    """What must not be cut: words and parts of hyphenated ones; Japanese may break anywhere."""
    return re.findall(r"[^\s-]+-?|-", text) if _is_western(text) else []


def _is_western(text: str) -> bool:
    return not any(unicodedata.east_asian_width(c) in "WF" for c in text)


def break_lines(text: str, width: float, size: float) -> list[str]:
    """Western text word by word; anything else as the editor breaks it."""
    if not _is_western(text):
        return wrap(text, width, size)
    lines: list[str] = []
    for word in re.findall(r"\s*(?:[^\s-]+-?|-)", text):
        if lines and text_width(lines[-1] + word, size) <= width:
            lines[-1] += word
        else:
            lines += wrap(word.strip(), width, size)
    return lines or [""]


def write_lines(
    parent: Element, lines: Iterable[str], centre: float, top: float, size: float, **attributes: str
) -> Element:
    """Centred lines of text under each other, from `top` on."""
    look = {"fill": INK, "font_size": number(size), "text_anchor": "middle", **attributes}
    text = add(parent, "text", **look)
    for i, line in enumerate(lines):
        baseline = top + size * (LINE * i + 0.98)
        add(text, "tspan", x=centre, y=baseline).text = line
    return text
