"""Spans of time as people write them (1か月, 30日, P1M) and as ISO 8601 keeps them."""

import re
import unicodedata
from collections.abc import Mapping

from app.law.text import Text

UNITS: Mapping[str, tuple[str, Text, float]] = {
    "minute": ("PT{}M", Text("分", "minutes"), 1 / 1440),
    "hour": ("PT{}H", Text("時間", "hours"), 1 / 24),
    "day": ("P{}D", Text("日", "days"), 1),
    "week": ("P{}W", Text("週間", "weeks"), 7),
    "month": ("P{}M", Text("か月", "months"), 30),
    "year": ("P{}Y", Text("年", "years"), 365),
}
"""Per unit: its ISO form, its words, and days for comparing (a month as 30, a year as 365)."""

_ISO = re.compile(r"P(?:(\d{1,6})([YMWD])|T(\d{1,6})([HM]))")
_LETTER = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_SPOKEN = re.compile(
    r"(\d{1,6})\s*(分間?|時間|日間?|週間?|[かヶケカヵ箇]?月間?|年間?|minutes?|hours?|days?|weeks?|months?|years?)(?:前|ごと|毎)?"
)
_FIRST = {"分": "minute", "時": "hour", "日": "day", "週": "week", "年": "year"}


def parts(value: object) -> tuple[str, str] | None:
    """(number, unit) of an ISO span such as P1M or PT24H; None where it is none."""
    found = _ISO.fullmatch(str(value)) if isinstance(value, str) else None
    if not found:
        return None
    if found[1]:
        return str(int(found[1])), _LETTER[found[2]]
    return str(int(found[3])), {"H": "hour", "M": "minute"}[found[4]]


def iso(number: str, unit: str) -> str | None:
    """The ISO span of a number and a unit; None where they make none."""
    written = unicodedata.normalize("NFKC", number).strip()
    if unit not in UNITS or not re.fullmatch(r"\d{1,6}", written):
        return None
    return UNITS[unit][0].format(int(written))


def spoken(written: str) -> str | None:
    """The ISO span of words such as 1か月 or 30日前, or of an ISO span itself."""
    text = unicodedata.normalize("NFKC", written).strip()
    if parts(text):
        return text
    found = _SPOKEN.fullmatch(text)
    if not found:
        return None
    word = found[2]
    unit = _FIRST.get(word[0]) or ("month" if "月" in word else word.rstrip("s"))
    return iso(found[1], unit)


def days(value: object) -> float | None:
    """About how many days, for comparing."""
    found = parts(value)
    return float(found[0]) * UNITS[found[1]][2] if found else None


def words(value: object, language: str) -> str:
    """1か月, 30日 … ; what is not a span as it stands."""
    found = parts(value)
    if not found:
        return str(value)
    unit = UNITS[found[1]][1].in_(language)
    return f"{found[0]}{unit}" if language != "en" else f"{found[0]} {unit}"
