"""One disclosure item in words: for pages and for the cells of a spreadsheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.law import wording
from app.law.publication import WITHHELD
from app.law.text import Text

Json = dict[str, Any]

BLANK = Text("記載なし", "Not stated")
NOT_APPLICABLE = Text("該当なし", "Not applicable")
YES, NO = Text("はい", "Yes"), Text("いいえ", "No")

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_SPAN = re.compile(r"P(?:(\d+)([YMWD])|T(\d+)([HM]))")
_SPAN_UNITS = {
    "Y": Text("年", "years"),
    "M": Text("か月", "months"),
    "W": Text("週間", "weeks"),
    "D": Text("日", "days"),
    "TH": Text("時間", "hours"),
    "TM": Text("分", "minutes"),
}
# What a spreadsheet would run: also the full-width forms, which Excel reads as the plain ones in Japan.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠|%]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a reader sees it: `state` is value, na, withheld or blank; one of the contents is filled."""

    state: str
    text: str = ""
    url: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    head: tuple[str, ...] = ()
    note: str = ""


def shown(item: Json | None, language: str) -> Shown:
    """An item in the reader's language; None is an item that the entry does not have."""
    if item is None or item.get("blank"):
        return Shown("blank", BLANK.in_(language))
    if item.get("withheld"):
        return Shown("withheld", WITHHELD.in_(language))
    if item.get("na"):
        return Shown("na", NOT_APPLICABLE.in_(language), note=item.get("na_reason") or "")
    value, note = item.get("value"), item.get("note", "")
    if item["type"] == "table" and isinstance(value, list):
        columns = item.get("columns") or []
        rows = tuple(
            tuple(str(row.get(column["id"]) or "") for column in columns)
            for row in value
            if isinstance(row, Mapping)
        )
        return Shown(
            "value", table=rows, head=tuple(_title(column, language) for column in columns), note=note
        )
    text = _words(item, value, language)
    link = text if item["type"] == "url" and text.startswith(("https://", "http://")) else ""
    return Shown("value", text, url=link, note=note)


def line(item: Json | None, language: str) -> str:
    """An item on one line or a few, for a cell."""
    what = shown(item, language)
    text = "\n".join(" | ".join(row) for row in what.table) if what.table else what.text
    if not what.note:
        return text
    return f"{text}（{what.note}）" if language != "en" else f"{text} ({what.note})"


def cell(text: str) -> str:
    """A text that a spreadsheet does not take for a formula; plain numbers stay numbers."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def title(row: Mapping[str, Any], language: str) -> str:
    """The title of an item or a section."""
    return _title(row, language)


def _title(row: Mapping[str, Any], language: str) -> str:
    return str(row["title_en"] if language == "en" else row["title_ja"])


def _words(item: Json, value: Any, language: str) -> str:
    kind = item["type"]
    if isinstance(value, bool):
        return (YES if value else NO).in_(language)
    if kind in ("number", "percent", "money") and isinstance(value, int | float):
        return _number(item, value, language)
    if kind == "duration":
        return _span(str(value), language)
    if kind == "date":
        return _day(str(value), language)
    if kind == "month" and language != "en":
        found = _MONTH.fullmatch(str(value))
        return f"{found[1]}年{int(found[2])}月" if found else str(value)
    if isinstance(value, list | tuple):
        said = [_one(item, one, language) for one in value]
        return (", " if language == "en" else "、").join(said)
    return _one(item, value, language)


def _one(item: Json, value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    label = item.get("labels_en", {}).get(str(value)) if language == "en" else None
    return label or str(value if value is not None else "")


def _number(item: Json, value: int | float, language: str) -> str:
    unit = item.get("unit_en" if language == "en" else "unit", "")
    if item["type"] == "percent" and not unit:
        unit = "%"
    gap = " " if language == "en" and unit not in ("", "%") else ""
    return f"{value:,}{gap}{unit}"


def _span(value: str, language: str) -> str:
    found = _SPAN.fullmatch(value)
    if not found:
        return value
    number, unit = (found[1], found[2]) if found[1] else (found[3], f"T{found[4]}")
    return f"{number}{' ' if language == 'en' else ''}{_SPAN_UNITS[unit].in_(language)}"


def _day(value: str, language: str) -> str:
    try:
        return wording.day(date.fromisoformat(value)).in_(language)
    except ValueError:
        return value
