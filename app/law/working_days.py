"""Working days: no Saturday, Sunday, national holiday, nor 29 December to 3 January.

For service targets only, never for a period of the rules: the term, the window and the bar count every day.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.law import tables
from app.law.text import Text

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
_NONE: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday, `kind` national, substitute or citizens. `forecast`: it hangs on an ungazetted equinox."""

    day: date
    kind: str
    forecast: bool
    name: Text


@cache
def holidays() -> dict[date, Holiday]:
    """Every holiday of the table by its day."""
    return {
        row["date"]: Holiday(row["date"], row["kind"], row.get("forecast", False), tables.text(row))
        for row in tables.rows("holidays", "holiday")
    }


def table_covers(day: date) -> bool:
    """Whether the table knows that year; outside it only weekends and the turn of the year are closed."""
    return bool(
        tables.setting("holidays", "first_year") <= day.year <= tables.setting("holidays", "last_year")
    )


def is_working_day(day: date, closed: AbstractSet[date] = _NONE) -> bool:
    """Whether the desk works on that day; `closed` are further days that the scheme owner has closed."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _YEAR_END:
        return False
    return day not in holidays() and day not in closed


def next_working_day(day: date, closed: AbstractSet[date] = _NONE) -> date:
    """The first working day on or after `day`. For service targets only."""
    while not is_working_day(day, closed):
        day += _ONE_DAY
    return day


def add_working_days(start: date, days: int, closed: AbstractSet[date] = _NONE) -> date:
    """The `days`-th working day after `start`, or before it if negative; `start` is not counted.

    For service targets only.
    """
    step = _ONE_DAY if days >= 0 else -_ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, closed)
    return day
