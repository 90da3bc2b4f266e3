"""Dates, times and durations: their texts, their order, their arithmetic.

Values are those of Python's `datetime` and `Months`; what Python cannot hold (years outside 1–9999,
parts below a microsecond) is null or cut off.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from app.feel.values import Months, Value

Moment: TypeAlias = dt.time | dt.datetime

_DATE = re.compile(r"(-?[0-9]{4,9})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z_+\-0-9/]+)?"
)
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})D)?"
    r"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,12})(\.[0-9]*)?S)?)?"
)
_LARGEST_OFFSET = 18 * 3600
_REFERENCE_DAY = dt.date(2000, 1, 1)
"""A time of day in a named zone has no offset of its own; it takes the one of this day, so that a
replay gives the same answer whatever the season."""
_MICROSECOND = dt.timedelta(microseconds=1)


# Reading


@lru_cache(256)
def parse_zone(text: str) -> dt.tzinfo:
    """`Z`, `+09:00` or `@Asia/Tokyo`; ValueError for anything else."""
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (OSError, KeyError, ValueError):
            raise ValueError(f"no time zone {text[1:]}") from None
    hours, minutes, seconds = (*map(int, text[1:].split(":")), 0)[:3]
    offset = hours * 3600 + minutes * 60 + seconds
    if offset > _LARGEST_OFFSET or minutes > 59 or seconds > 59:
        raise ValueError(f"no offset {text}")
    return dt.timezone(dt.timedelta(seconds=-offset if text.startswith("-") else offset))


def parse_date(text: str) -> dt.date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if len(match[1]) == 4 else None
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        zone = parse_zone(match[5]) if match[5] else None
        return dt.time(int(match[1]), int(match[2]), int(match[3]), _micros(match[4]), zone)
    except ValueError:
        return None


def parse_datetime(text: str) -> dt.datetime | None:
    day_text, separator, time_text = text.partition("T")
    day = parse_date(day_text)
    late = time_text.startswith("24:00:00")  # the end of the day is the beginning of the next
    time = parse_time(time_text.replace("24", "00", 1) if late else time_text) if separator else dt.time()
    if day is None or time is None:
        return None
    try:
        return dt.datetime.combine(day, time) + dt.timedelta(days=late)
    except OverflowError:
        return None


def parse_duration(text: str) -> Months | dt.timedelta | None:
    match = _DURATION.fullmatch(text)
    if match is None or text[-1] in "PT":
        return None
    sign = -1 if match[1] else 1
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in match.group(*range(2, 8)))
    if match[2] or match[3]:
        if any(match.group(4, 5, 6, 7)):
            return None
        return Months(sign * (12 * years + months))
    try:
        return sign * dt.timedelta(days, seconds, _micros(match[8]), 0, minutes, hours)
    except OverflowError:
        return None


def _micros(fraction: str | None) -> int:
    """`.25` as microseconds; digits beyond are cut off."""
    return int((fraction or ".")[1:7].ljust(6, "0"))


def parse_temporal(text: str) -> Value:
    """What `@"…"` denotes, or null."""
    for parse in (parse_date, parse_datetime, parse_time, parse_duration):
        value = parse(text)
        if value is not None:
            return value
    return None


# Writing


def show_moment(moment: Moment) -> str:
    """A time or a date and time as FEEL writes it, with a named zone after an @."""
    text = moment.replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0")
    zone = moment.tzinfo
    if isinstance(zone, ZoneInfo):
        return f"{text}@{zone.key}"
    offset = offset_of(moment)
    if offset is None:
        return text
    if offset == 0:
        return text + "Z"
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    text += f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
    return text + (f":{seconds:02}" if seconds else "")


def show_days(span: dt.timedelta) -> str:
    """A days-and-time duration in ISO 8601."""
    days, hours, minutes, seconds = parts_of(span)
    fraction = f".{abs(span).microseconds:06}".rstrip("0") if span.microseconds else ""
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    time += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-P" if span < dt.timedelta() else "P") + (text or "T0S")


# Parts


def offset_of(moment: Moment) -> int | None:
    """Seconds east of UTC, or None for a local time."""
    if moment.tzinfo is None:
        return None
    offset = moment.utcoffset()
    if offset is None and isinstance(moment, dt.time):
        offset = dt.datetime.combine(_REFERENCE_DAY, moment).utcoffset()
    return None if offset is None else int(offset.total_seconds())


def instant_of(moment: Moment) -> int:
    """Microseconds on the UTC axis, or on the local one for a local time: what moments are ordered by."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second - (offset_of(moment) or 0)
    if isinstance(moment, dt.datetime):
        seconds += moment.toordinal() * 86400
    return seconds * 1_000_000 + moment.microsecond


def micros_of(span: dt.timedelta) -> Decimal:
    return Decimal(span // _MICROSECOND)


def parts_of(span: dt.timedelta) -> tuple[int, int, int, int]:
    """Days, hours, minutes and seconds of a duration's absolute value."""
    span = abs(span)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return span.days, hours, minutes, seconds


# Arithmetic; OverflowError and ValueError where the calendar ends


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months on, or the last day of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for shorter in range(4):
        try:
            return day.replace(year=year, month=month + 1, day=day.day - shorter)
        except ValueError:
            if day.day - shorter <= 28:
                raise
    raise ValueError("no such month")


def add_days(moment: dt.date | dt.time, span: dt.timedelta) -> dt.date | dt.time:
    """A date moves by whole days, a time of day goes round the clock."""
    if isinstance(moment, dt.datetime):
        return moment + span
    if isinstance(moment, dt.date):
        return (dt.datetime.combine(moment, dt.time()) + span).date()
    clock = dt.datetime.combine(_REFERENCE_DAY, moment) + span % dt.timedelta(days=1)
    return clock.timetz()


def span_between(later: Value, earlier: Value) -> dt.timedelta | None:
    """The difference of two dates, moments or times; null between a local and a zoned one."""
    if type(later) is not dt.time:
        later, earlier = _with_time(later), _with_time(earlier)
    if (later.tzinfo is None) != (earlier.tzinfo is None):
        return None
    return dt.timedelta(microseconds=instant_of(later) - instant_of(earlier))


def _with_time(day: dt.date) -> dt.datetime:
    """A date stands for its midnight in UTC, as the specification has it."""
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time(), dt.UTC)
