"""The minutes of a whole meeting as a PDF: what holds for all of it once, then item by item."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.law import wording
from app.law.text import Text
from app.registry.glyphs import printable
from app.registry.minutes_pdf import TITLE
from app.registry.typeset import template


@dataclass(frozen=True, slots=True)
class Part:
    """An item of the agenda, or a section of one. `record`: drawn from the record, told in English too."""

    title: Text
    lines: Sequence[Text]
    record: bool = True
    parts: Sequence["Part"] = field(default=())


@dataclass(frozen=True, slots=True)
class SittingData:
    """The minutes of meeting `number` in an edition; `head` holds for the whole, `signed` says who approved what."""

    number: int
    approved_on: date
    issuer: str
    edition: Text
    head: Sequence[Text]
    items: Sequence[Part]
    signed: Sequence[Text]


def render_sitting(data: SittingData, fonts: Path) -> bytes:
    """The file; whatever was typed is printed as it is or, where no glyph exists, as its code."""

    def both(text: Text) -> dict[str, str]:
        return {"ja": printable(text.ja, fonts), "en": printable(text.en, fonts)}

    def part(each: Part) -> dict[str, Any]:
        return {
            "title": both(each.title),
            "lines": [both(line) for line in each.lines],
            "record": each.record,
            "parts": [part(inner) for inner in each.parts],
        }

    said = {
        "title": both(TITLE),
        "number": {"ja": f"第{data.number}回", "en": f"No. {data.number}"},
        "issuer": data.issuer,
        "dated": list(data.approved_on.timetuple()[:3]),
        "day": {"ja": wording.day(data.approved_on).ja},
        "edition": both(data.edition),
        "head": [both(line) for line in data.head],
        "items": [part(each) for each in data.items],
        "signed": [both(line) for line in data.signed],
    }
    return template("sitting.typ", fonts).pdf(said)
