"""The clock and the calendar."""

import datetime as dt
from decimal import Decimal

from app.feel.functions import builtin
from app.feel.run import Run
from app.feel.values import Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("now")
def _now(run: Run) -> Value:
    return run.now()


@builtin("today")
def _today(run: Run) -> Value:
    return run.now().date()


@builtin("day of year", "date: date|datetime")
def _day_of_year(run: Run, day: dt.date) -> Value:
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week", "date: date|datetime")
def _day_of_week(run: Run, day: dt.date) -> Value:
    return _DAYS[day.weekday()]


@builtin("month of year", "date: date|datetime")
def _month_of_year(run: Run, day: dt.date) -> Value:
    return _MONTHS[day.month - 1]


@builtin("week of year", "date: date|datetime")
def _week_of_year(run: Run, day: dt.date) -> Value:
    return Decimal(day.isocalendar().week)
