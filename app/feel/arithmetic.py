"""`+ - * / **` and the sign, over numbers, strings and temporal values; null where they do not fit."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from app.feel.temporal import add_days, add_months, micros_of, span_between
from app.feel.values import DURATIONS, NUMBERS, Months, Value, kind

_LARGEST_POWER = 100_000
_DATED = ("date", "date and time")
_MOMENTS = (*_DATED, "time")


def add(left: Value, right: Value) -> Value:
    what, other = kind(left), kind(right)
    if what == other == "number":
        return NUMBERS.add(left, right)
    if what == other == "string":
        return left + right
    if what in DURATIONS and other in _MOMENTS:
        return _move(right, left, 1)
    return _move(left, right, 1)


def subtract(left: Value, right: Value) -> Value:
    what, other = kind(left), kind(right)
    if what == other == "number":
        return NUMBERS.subtract(left, right)
    if (what in _DATED and other in _DATED) or what == other == "time":
        return span_between(left, right)
    return _move(left, right, -1)


def _move(value: Value, duration: Value, sign: int) -> Value:
    """A moment or a duration, longer or shorter by a duration."""
    what, by = kind(value), kind(duration)
    if by == "years and months duration":
        if what == by:
            return Months(value.count + sign * duration.count)
        return add_months(value, sign * duration.count) if what in _DATED else None
    if by == "days and time duration":
        if what == by:
            return value + sign * duration
        return add_days(value, sign * duration) if what in _MOMENTS else None
    return None


def multiply(left: Value, right: Value) -> Value:
    if kind(right) == "number":
        left, right = right, left
    if kind(left) != "number":
        return None
    other = kind(right)
    if other == "number":
        return NUMBERS.multiply(left, right)
    if other == "days and time duration":
        return dt.timedelta(microseconds=int(NUMBERS.multiply(left, micros_of(right))))
    if other == "years and months duration":
        return _months(NUMBERS.multiply(left, Decimal(right.count)))
    return None


def divide(left: Value, right: Value) -> Value:
    what, other = kind(left), kind(right)
    if (other != "number" and other != what) or not right:
        return None
    if what == "number":
        return NUMBERS.divide(left, right)
    if what == "days and time duration":
        if other == what:
            return NUMBERS.divide(micros_of(left), micros_of(right))
        return dt.timedelta(microseconds=int(NUMBERS.divide(micros_of(left), right)))
    if what == "years and months duration":
        if other == what:
            return NUMBERS.divide(Decimal(left.count), Decimal(right.count)) if right.count else None
        return _months(NUMBERS.divide(Decimal(left.count), right))
    return None


def _months(count: Decimal) -> Months | None:
    """A whole number of months; null beyond what any calendar holds."""
    return Months(int(count)) if abs(count) < 10**12 else None


def power(left: Value, right: Value) -> Value:
    if kind(left) != "number" or kind(right) != "number" or abs(right) > _LARGEST_POWER:
        return None
    return NUMBERS.power(left, right)


def negate(value: Value) -> Value:
    what = kind(value)
    if what == "number":
        return NUMBERS.minus(value)
    if what == "years and months duration":
        return Months(-value.count)
    return -value if what == "days and time duration" else None


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
