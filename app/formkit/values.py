"""What a person typed, read as a value: text is tidied, numbers and dates may be full-width."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from app.formkit import wording
from app.law.text import Text

MAX_DIGITS = 15
"""Digits of a number: as many as survive JSON's floating point."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\".]+(\.[^@\s<>,;\".]+)+")
_PHONE = re.compile(r"\+?[0-9][0-9() -]{7,19}")


class Unreadable(ValueError):
    """What was typed is not a value of this kind; carries the complaint."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def tidy(typed: object) -> str:
    """Text with one kind of newline and without control characters; anything but a scalar is empty."""
    if isinstance(typed, bool) or not isinstance(typed, str | int | float | Decimal):
        return ""
    if isinstance(typed, float):
        typed = format(Decimal(repr(typed)), "f")  # never 1e-05
    return _CONTROL.sub("", str(typed).replace("\r\n", "\n").replace("\r", "\n"))


def is_empty(value: object) -> bool:
    """Nothing given. Zero is a value, and so compared by kind: 0 == False in Python."""
    return value is None or value is False or value in ("", [], {})


def narrow(typed: object) -> str:
    """Tidied text with full-width letters and digits made half-width, without blanks at the ends."""
    return unicodedata.normalize("NFKC", tidy(typed)).strip()


def text(typed: object) -> str | None:
    """Text without blanks at the ends, or None where nothing is left."""
    return tidy(typed).strip() or None


def number(typed: object, decimals: int | None = None) -> int | float | None:
    """A number of at most `decimals` places, exact in JSON; thousands separators and full-width count."""
    written = narrow(typed).replace(",", "").replace("−", "-")
    if not written:
        return None
    try:
        value = Decimal(written)
    except InvalidOperation as error:
        raise Unreadable(wording.NUMBER) from error
    if not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS or "e" in written.lower():
        raise Unreadable(wording.NUMBER)
    value = value.normalize()
    places = max(0, -int(value.as_tuple().exponent))
    if len(value.as_tuple().digits) > MAX_DIGITS:
        raise Unreadable(wording.NUMBER)
    if decimals is not None and places > decimals:
        raise Unreadable(wording.digits(decimals))
    return float(value) if places else int(value)


def day(typed: object) -> str | None:
    """A date as `YYYY-MM-DD`; 2026/7/1 and 2026年7月1日 are understood."""
    written = narrow(typed)
    if not written:
        return None
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", written)
    try:
        if not found:
            raise ValueError(written)
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError as error:
        raise Unreadable(wording.DATE) from error


def month(typed: object) -> str | None:
    """A month as `YYYY-MM`."""
    written = narrow(typed)
    if not written:
        return None
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", written)
    if not found or not 1 <= int(found[2]) <= 12 or found[1] < "1000":
        raise Unreadable(wording.MONTH)
    return f"{found[1]}-{int(found[2]):02d}"


def clock_time(typed: object) -> str | None:
    """A time of day as `HH:MM`, in Japan."""
    written = narrow(typed)
    if not written:
        return None
    try:
        return time.fromisoformat(written.zfill(5)).strftime("%H:%M")
    except ValueError as error:
        raise Unreadable(wording.TIME) from error


def instant(typed: object) -> str | None:
    """A date and time in Japan as `YYYY-MM-DDTHH:MM`, without a zone."""
    written = narrow(typed).replace("/", "-").replace(" ", "T")
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
        if "T" not in written or found.tzinfo is not None:
            raise ValueError(written)
        return found.strftime("%Y-%m-%dT%H:%M")
    except ValueError as error:
        raise Unreadable(wording.DATETIME) from error


def is_email(value: str) -> bool:
    """Whether it looks like one address."""
    return len(value) <= 254 and bool(_EMAIL.fullmatch(value))


def is_phone(value: str) -> bool:
    """Whether it looks like a telephone number."""
    return bool(_PHONE.fullmatch(unicodedata.normalize("NFKC", value).replace("‐", "-").replace("ー", "-")))
