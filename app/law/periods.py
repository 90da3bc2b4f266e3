"""Periods of the Civil Code, articles 138 to 143, over Japanese calendar dates.

Articles 138 and 143(1): unless a rule says otherwise, periods follow the calendar.
Article 141: a period runs to 24:00 of its last day, so a last day is a whole day.
Article 142 (a last day that is a holiday) is left out on purpose: it moves the end of a period for an act,
and only where no business is done on that day. A term of validity is no such period, and the renewal window
counts backwards.
"""

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def first_day(event: date, *, begins_at_midnight: bool = False) -> date:
    """The first counted day (起算日) of a period that starts with `event`.

    民法第140条: the day of the event is not counted, unless the period begins at 0:00 of that day.
    """
    return event if begins_at_midnight else event + ONE_DAY


def corresponding_day(first: date, *, months: int) -> date | None:
    """The day of the same number (応当日) `months` later, or earlier if negative; None if there is none.

    民法第143条第2項.
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if first.day > monthrange(year, month + 1)[1]:
        return None
    return date(year, month + 1, first.day)


def last_day_of_months(first: date, months: int) -> date:
    """The last day of a period of `months` whose first counted day is `first`.

    民法第143条第2項: the day before the corresponding day; without one, the last day of that month.
    """
    corresponding = corresponding_day(first, months=months)
    return corresponding - ONE_DAY if corresponding else month_end(first, months=months)


def last_day_of_years(first: date, years: int) -> date:
    """The last day of a period of `years` whose first counted day is `first` (民法第143条第2項)."""
    return last_day_of_months(first, years * 12)


def last_day_of_days(first: date, days: int) -> date:
    """The last day of a period of `days` whose first counted day is `first` (民法第141条)."""
    return first + timedelta(days=days - 1)


def first_day_of_past_years(last: date, years: int) -> date:
    """The earliest day of the `years` that are counted backwards from `last`, which is itself counted.

    民法第143条第2項 by analogy: the day after the corresponding day. Without one, the first day of the month
    that follows, which is the narrow reading: a bar is not widened by analogy.
    """
    corresponding = corresponding_day(last, months=-12 * years)
    return (corresponding or month_end(last, months=-12 * years)) + ONE_DAY


def days_before(day: date, days: int) -> date:
    """The `days`-th day before `day`, which is itself not counted (民法第140条 by analogy)."""
    return day - timedelta(days=days)


def month_end(first: date, *, months: int) -> date:
    """The last day of the month that lies `months` after that of `first`."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])
