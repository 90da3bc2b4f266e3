"""What the public pages are given: plain values, masked for the day on which they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.law.text import Text
from app.registry import entry
from app.registry.changes import Change, HeaderChange
from app.registry.status import Standing

Json = dict[str, Any]

MOST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of validity with the reason of its last day, and how it stands."""

    number: int
    certified_on: date
    valid_from: date
    valid_until: date
    explanation: Text
    standing: Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate as it is public today; `term` is the one that counts.

    `content` is None until the first publication.
    """

    no: str
    standing: Standing
    terms: tuple[TermView, ...]
    term: TermView
    content: Json | None
    version: int = 0
    published_on: date | None = None

    @property
    def card(self) -> Json:
        """Names, dates and first facts; only of a published entry."""
        if self.content is None:
            raise LookupError(f"{self.no} is not published yet")
        card: Json = self.content["card"]
        return card

    @property
    def sections(self) -> list[Json]:
        return list(self.content["sections"]) if self.content else []

    def items(self) -> dict[str, Json]:
        """All disclosures by item id."""
        return {item["id"]: item for item in entry.items(self.content)} if self.content else {}


@dataclass(frozen=True, slots=True)
class VersionView:
    """One publication: what was done, and what it changed as far as that may be shown today."""

    version: int
    act: str
    article: str
    published_on: date
    note: str
    changes: tuple[Change, ...]
    headers: tuple[HeaderChange, ...]


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """One row of a comparison: an item and what each entry says (None where it has no such item)."""

    item: Json
    cells: tuple[Json | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Up to four entries side by side; `unknown` are numbers that name nothing, `left_out` those too many."""

    entries: tuple[Entry, ...]
    sections: tuple[tuple[Json, tuple[ComparedItem, ...]], ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]


def compare(entries: Sequence[Entry], unknown: Sequence[str], left_out: Sequence[str]) -> Comparison:
    """Put published entries side by side, section by section in the order of the catalogue."""
    held = [each.items() for each in entries]
    sections: dict[str, Json] = {}
    rows: dict[str, dict[str, Json]] = {}
    for each in entries:
        for section in each.sections:
            sections.setdefault(section["code"], section)
            rows.setdefault(section["code"], {}).update(
                {item["id"]: item for item in section["items"] if item["id"] not in rows[section["code"]]}
            )
    return Comparison(
        tuple(entries),
        tuple(
            (
                sections[code],
                tuple(
                    _compared(item, [one.get(id_) for one in held], entries) for id_, item in found.items()
                ),
            )
            for code, found in sorted(rows.items())
        ),
        tuple(unknown),
        tuple(left_out),
    )


def _compared(item: Json, cells: Sequence[Json | None], entries: Sequence[Entry]) -> ComparedItem:
    """Entries that no longer show their disclosures make no difference."""
    said = [
        None if cell is None or cell.get("blank") else {key: cell.get(key) for key in _SAID}
        for cell, each in zip(cells, entries, strict=True)
        if each.sections
    ]
    return ComparedItem(item, tuple(cells), any(each != said[0] for each in said[1:]))


_SAID = ("value", "na", "na_reason", "note", "withheld")
