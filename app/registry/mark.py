"""The certification mark (第6条第5項): one drawing, which carries the number of its certificate."""

from functools import cache
from html import escape
from pathlib import Path

_PLACEHOLDER = "NNNN-YYMM"


@cache
def _drawing() -> str:
    return (Path(__file__).parent / "mark.svg").read_text(encoding="utf-8")


def mark_svg(no: str) -> str:
    """The mark of one certificate as SVG."""
    return _drawing().replace(_PLACEHOLDER, escape(no))
