"""Minutes of the committee as a PDF: sections of lines in both languages, the Japanese ones first and in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.law import wording
from app.law.text import Text
from app.registry.glyphs import printable
from app.registry.typeset import template

TITLE = Text("認定審査委員会　議事録", "Minutes of the certification committee")
ADDED = Text("認定審査委員会　議事録の追記", "Addendum to the minutes of the certification committee")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the minutes. `record`: drawn from the record, told in English too."""

    title: Text
    lines: Sequence[Text]
    record: bool = True


@dataclass(frozen=True, slots=True)
class MinutesData:
    """Approved minutes. `signed` says who wrote and who approved them; `addendum` numbers what is added to them."""

    number: str
    version: int
    approved_on: date
    issuer: str
    sections: Sequence[Section]
    signed: Sequence[Text]
    addendum: int = 0


def render_minutes(data: MinutesData, fonts: Path) -> bytes:
    """The file; whatever was typed is printed as it is or, where no glyph exists, as its code."""

    def both(text: Text) -> dict[str, str]:
        return {"ja": printable(text.ja, fonts), "en": printable(text.en, fonts)}

    def part(section: Section) -> dict[str, Any]:
        return {"title": both(section.title), "lines": [both(line) for line in section.lines]}

    said = {
        "title": both(ADDED if data.addendum else TITLE),
        "number": printable(data.number, fonts),
        "version": {"ja": f"第{data.addendum}号" if data.addendum else f"第{data.version}版"},
        "issuer": data.issuer,
        "dated": list(data.approved_on.timetuple()[:3]),
        "day": {"ja": wording.day(data.approved_on).ja},
        "sections": [part(section) for section in data.sections],
        "record": [part(section) for section in data.sections if section.record],
        "signed": [both(line) for line in data.signed],
    }
    return template("minutes.typ", fonts).pdf(said)
