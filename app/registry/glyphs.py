"""What our fonts can print: anything else is shown as its code, since PDF/A refuses a missing glyph.

Marks that turn the direction of a line, and other invisible ones, are told instead of obeyed.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONT = "NotoSerifJP_400Regular.ttf"
_BREAKS = str.maketrans({"\t": " ", "\u2028": "\n", "\u2029": "\n"})
_COMBINED = re.compile("[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")
_LONG = re.compile(r"[!-~]{60}")


def printable(text: str, fonts: Path) -> str:
    """The text with a code such as 〔U+1F600〕 for each character that cannot be printed; lines are kept."""
    known = _known(fonts / FONT)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    # Only marks that combine are joined: whole NFC would write a rare character of a name as another one.
    plain = _COMBINED.sub(lambda found: unicodedata.normalize("NFC", found[0]), lines)
    # A word without end gets places to break, or it would run over the edge.
    shown = "".join(mark if _prints(mark, known) else f"〔U+{ord(mark):04X}〕" for mark in plain)
    return _LONG.sub(lambda run: f"{run[0]}\u200b", shown)


def _prints(mark: str, known: frozenset[int]) -> bool:
    if mark == "\n":
        return True
    if unicodedata.category(mark)[0] == "C":
        return False
    return ord(mark) in known if known else ord(mark) <= 0xFFFF


@cache
def _known(font: Path) -> frozenset[int]:
    """The code points that a TrueType font maps (tables cmap 4 and 12); none without the built fonts."""
    if not font.is_file():
        return frozenset()
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = {
        data[at : at + 4]: struct.unpack_from(">L", data, at + 8)[0] for at in range(12, 12 + tables * 16, 16)
    }
    start = places[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">L", data, start + 4 + number * 8 + 4)
        (kind,) = struct.unpack_from(">H", data, start + offset)
        if kind == 4:
            found |= _segments(data, start + offset)
        elif kind == 12:
            found |= _groups(data, start + offset)
    return frozenset(found)


def _segments(data: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    number = doubled // 2
    ends = struct.unpack_from(f">{number}H", data, at + 14)
    starts = struct.unpack_from(f">{number}H", data, at + 16 + doubled)
    return {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)} - {
        0xFFFF
    }


def _groups(data: bytes, at: int) -> set[int]:
    (number,) = struct.unpack_from(">L", data, at + 12)
    rows = (struct.unpack_from(">LL", data, at + 16 + row * 12) for row in range(number))
    return {code for first, last in rows for code in range(first, last + 1)}
