"""What stands in an entry, in words: the same for pages, JSON and CSV."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.law import wording
from app.law.ends import STATUSES
from app.law.publication import DISCLAIMER, WITHHELD, Act
from app.law.text import Text
from app.registry.facts import FACTS, Fact
from app.registry.mark import mark_svg
from app.registry.status import KINDS

__all__ = [
    "ACTS",
    "DISCLAIMER",
    "ENDED",
    "FACTS",
    "FIELDS",
    "KINDS",
    "STATUSES",
    "WITHHELD",
    "Fact",
    "Shown",
    "cell",
    "line",
    "mark_svg",
    "shown",
    "title",
]

Json = dict[str, Any]

BLANK = Text("記載なし", "Not stated")
NOT_APPLICABLE = Text("該当なし", "Not applicable")
YES, NO = Text("はい", "Yes"), Text("いいえ", "No")
ENDED = Text(
    "認定の効力が終わったため、申請内容の掲載を終えています。",
    "The certification has ended, so its disclosures are no longer shown.",
)
ACTS: Mapping[Act, Text] = {
    "certification": Text("認定の公表", "Certification published"),
    "renewal": Text("更新の公表", "Renewal published"),
    "change": Text("変更の届出による公表", "Published after a change notice"),
    "withholding": Text("公表の留保", "Withholding from publication"),
    "continuation": Text("効力の継続の公表", "Continuation of effect published"),
    "expiry": Text("有効期間満了の公表", "Expiry published"),
    "lapse": Text("失効の公表", "Lapse published"),
    "termination": Text("終了の公表", "End of service published"),
    "improvement_request": Text("改善の要請の公表", "Request for improvement published"),
    "revocation": Text("取消しの公表", "Revocation published"),
    "outsourcing": Text("事務の委託の公表", "Outsourcing published"),
    "amendment": Text("規程の改正の公表", "Amendment of the rules published"),
    "correction": Text("訂正", "Correction"),
}
FIELDS: Mapping[str, Text] = {
    "service": Text("サービス名", "Service"),
    "provider": Text("事業者", "Provider"),
    "guideline": Text("準拠する情報開示指針", "Disclosure guideline"),
    "certified_on": Text("認定日", "Certified on"),
    "valid_until": Text("有効期間の満了日", "Valid until"),
}

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
        rows = tuple(tuple(str(row.get(column["id"]) or "") for column in columns) for row in value)
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
        return "".join(
            f"{int(part)}{sign}" for part, sign in zip(str(value).split("-"), "年月", strict=False)
        )
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
