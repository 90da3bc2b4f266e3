"""How wide text is and where its lines break, following bpmn-js, whose editor shows the same drawings.

Sizes and widths are pixels. A full-width character is as wide as the font is high; a half-width one
is taken as 0.6 of that, which is generous for Latin text.
"""

import math
import unicodedata
from itertools import pairwise

TASK_SIZE = 12.0
LABEL_SIZE = 11.0
TASK_PADDING = 14
"""What bpmn-js keeps free of text in a task, left and right together."""

NO_LINE_START = "ーっゃゅょァィゥェォッャュョ）」』、。をにはがのとへも？"
"""No line of a label should begin with one of these."""


def text_width(text: str, size: float) -> float:
    """Width of one line."""
    return sum(size if unicodedata.east_asian_width(c) in "WFA" else size * 0.6 for c in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines that bpmn-js makes of a text: whole if it fits, else cut by proportion, at a space if it can."""
    lines, rest = [], text
    while rest:
        line = rest
        while text_width(line, size) > width and len(line) > 1:
            fitting = max(len(line) * width / text_width(line, size), 1)
            space = line.rfind(" ", 1, int(fitting))
            line = line[:space] if space > 0 else line[: max(math.floor(fitting - 0.5), 1)]
        lines.append(line)
        rest = rest[len(line) :].strip()
    return lines or [""]


def label_size(text: str, limit: float = 88, size: float = LABEL_SIZE) -> tuple[float, float]:
    """Width and height of the narrowest label that needs no more lines than at `limit` and breaks well."""
    if text_width(text, size) <= limit:
        return math.ceil(text_width(text, size)) + 4, 15
    most = len(wrap(text, limit, size))
    best: tuple[int, int, int] | None = None
    for width in range(int(limit * 0.55), int(limit) + 12):
        lines = wrap(text, width, size)
        if len(lines) > most:
            continue
        candidate = (_bad_breaks(lines), width, len(lines))
        if best is None or candidate < best:
            best = candidate
    assert best is not None  # the width `limit` itself always qualifies
    return best[1], math.ceil(best[2] * 13.2) + 2


def _bad_breaks(lines: list[str]) -> int:
    """How badly a text is broken: forbidden line starts, words cut in two, a lonely last character."""
    starts = sum(3 for line in lines[1:] if line[0] in NO_LINE_START)
    cuts = sum(1 for a, b in pairwise(lines) if _same_word(a[-1], b[0]))
    return starts + cuts + 2 * (len(lines[-1]) < 2)


def _script(char: str) -> str:
    """H hiragana, K katakana, C kanji, L anything else."""
    if "ぁ" <= char <= "ゖ":
        return "H"
    if "ァ" <= char <= "ー":
        return "K"
    return "C" if "一" <= char <= "鿿" else "L"


def _same_word(before: str, after: str) -> bool:
    """Whether a break between two characters cuts a word: one script, or kanji and its hiragana."""
    first, second = _script(before), _script(after)
    return first == second or (first == "C" and second == "H")
