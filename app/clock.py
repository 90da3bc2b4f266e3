"""The only reader of the wall clock.

Legal dates are Japanese calendar dates; instants are aware UTC datetimes. In demo mode and in tests
the legal clock can be moved; sessions, tokens and the recorded time of events use `real_now`.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")

_offset = timedelta(0)
_fixed: datetime | None = None


def real_now() -> datetime:
    """The time of the machine, never moved."""
    return datetime.now(UTC)


def now() -> datetime:
    """The time that procedures run by; movable in demo mode and fixed in tests."""
    return _fixed if _fixed is not None else real_now() + _offset


def today() -> date:
    """The legal date: the calendar date in Japan."""
    return now().astimezone(JST).date()


def date_in_japan(instant: datetime) -> date:
    """The calendar date in Japan of an aware instant."""
    return instant.astimezone(JST).date()


def start_of(day: date) -> datetime:
    """0:00 JST of a legal date, as an aware UTC datetime."""
    return datetime(day.year, day.month, day.day, tzinfo=JST).astimezone(UTC)


def fix(instant: datetime | None) -> None:
    """Stop the clock at an aware instant, or let it run again (tests)."""
    global _fixed
    _fixed = instant


def offset() -> timedelta:
    """How far the legal clock is ahead of the machine's."""
    return _offset


def shift(by: timedelta) -> None:
    """Let the legal clock run ahead (or behind) by a span (demo mode only; the caller checks)."""
    global _offset
    _offset = by
