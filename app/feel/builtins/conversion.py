"""`number`, `string`, `date`, `time`, `duration`, `not`, `is` and the like."""

import datetime as dt
import re
from decimal import Decimal

from app.feel.compare import equal
from app.feel.functions import builtin
from app.feel.run import Run
from app.feel.show import show
from app.feel.temporal import (
    instant_of,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
    parse_zone,
    show_moment,
)
from app.feel.values import NUMBERS, Months, Value, kind

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_WIDEST = 10**9


def whole(number: Decimal) -> int:
    """A number that must be whole, as int; ValueError (null) otherwise."""
    if number != number.to_integral_value() or abs(number) > _WIDEST:
        raise ValueError("not a whole number")
    return int(number)


# Dates and times


@builtin("date", "from: string")
def _date_from_text(run: Run, text: str) -> Value:
    return parse_date(text)


@builtin("date", "from: datetime")
def _date_of_datetime(run: Run, moment: dt.datetime) -> Value:
    return moment.date()


@builtin("date", "from: date")
def _date_of_date(run: Run, day: dt.date) -> Value:
    return day


@builtin("date", "year: number", "month: number", "day: number")
def _date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    return dt.date(whole(year), whole(month), whole(day))


@builtin("date and time", "from: string")
def _datetime_from_text(run: Run, text: str) -> Value:
    return parse_datetime(text)


@builtin("date and time", "from: datetime")
def _datetime_of_datetime(run: Run, moment: dt.datetime) -> Value:
    return moment


@builtin("date and time", "from: date")
def _datetime_of_date(run: Run, day: dt.date) -> Value:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


@builtin("date and time", "date: date|datetime", "time: time")
def _datetime_of_parts(run: Run, day: dt.date, time: dt.time) -> Value:
    return dt.datetime.combine(day, time)


@builtin("date and time", "date: datetime", "timezone: string")
def _datetime_in_zone(run: Run, moment: dt.datetime, zone: str) -> Value:
    return moment.astimezone(parse_zone(zone if zone[:1] in "Z+-" else "@" + zone))


@builtin("time", "from: string")
def _time_from_text(run: Run, text: str) -> Value:
    return parse_time(text)


@builtin("time", "from: datetime")
def _time_of_datetime(run: Run, moment: dt.datetime) -> Value:
    return moment.timetz()


@builtin("time", "from: time")
def _time_of_time(run: Run, time: dt.time) -> Value:
    return time


@builtin("time", "from: date")
def _time_of_date(run: Run, day: dt.date) -> Value:
    return dt.time(tzinfo=dt.UTC)


@builtin("time", "hour: number", "minute: number", "second: number", "offset?: days|null")
def _time_of_parts(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: dt.timedelta | None = None
) -> Value:
    micros = whole(NUMBERS.multiply(second, Decimal(1_000_000)).to_integral_value("ROUND_FLOOR"))
    zone = None if offset is None else dt.timezone(offset)
    return dt.time(whole(hour), whole(minute), micros // 1_000_000, micros % 1_000_000, zone)


# Durations


@builtin("duration", "from: string")
def _duration_from_text(run: Run, text: str) -> Value:
    return parse_duration(text)


@builtin("duration", "from: months|days")
def _duration_of_duration(run: Run, duration: Value) -> Value:
    return duration


@builtin("years and months duration", "from: date|datetime", "to: date|datetime")
def _months_between(run: Run, start: dt.date, end: dt.date) -> Value:
    backwards = instant_of(_midnight(start)) > instant_of(_midnight(end))
    if backwards:
        start, end = end, start
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return Months(-months if backwards else months)


def _midnight(day: dt.date) -> dt.datetime:
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())


# Numbers, strings, booleans


@builtin("number", "from: string", "grouping separator?: string|null", "decimal separator?: string|null")
def _number_from_text(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Value:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        return None
    if grouping is not None:
        if grouping == point:
            return None
        text = text.replace(grouping, "")
    if point is not None:
        text = text.replace(point, ".")
    return NUMBERS.create_decimal(text) if _NUMBER.fullmatch(text) else None


@builtin("number", "from: number")
def _number_of_number(run: Run, number: Decimal) -> Value:
    return number


@builtin("string", "from: any")
def _string(run: Run, value: Value) -> Value:
    return None if value is None else show(value, run)


@builtin("not", "negand: any")
def _not(run: Run, value: Value) -> Value:
    return not value if type(value) is bool else None


@builtin("is defined", "value: any")
def _is_defined(run: Run, value: Value) -> Value:
    return value is not None


@builtin("is", "value1: any", "value2: any")
def _is(run: Run, one: Value, other: Value) -> Value:
    if kind(one) != kind(other):
        return False
    if kind(one) in ("time", "date and time"):
        return show_moment(one) == show_moment(other)
    return equal(one, other, run) is True
