"""What can stand behind a dot: entries of contexts and the parts of temporal values and ranges."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.feel.run import Run
from app.feel.temporal import offset_of, parts_of
from app.feel.values import Context, Value, kind

_Reader = Callable[[Value], Value]


def _number(read: Callable[[Value], int]) -> _Reader:
    return lambda value: Decimal(read(value))


def _time_offset(value: Value) -> dt.timedelta | None:
    offset = offset_of(value)
    return None if offset is None else dt.timedelta(seconds=offset)


def _timezone(value: Value) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _months_part(value: Value, part: int) -> int:
    """Years (0) or remaining months (1), both with the sign of the duration."""
    sign = -1 if value.count < 0 else 1
    return sign * int(divmod(abs(value.count), 12)[part])


def _days_part(part: int) -> _Reader:
    return _number(lambda value: (-1 if value < dt.timedelta() else 1) * parts_of(value)[part])


_DATE: dict[str, _Reader] = {
    "year": _number(lambda value: value.year),
    "month": _number(lambda value: value.month),
    "day": _number(lambda value: value.day),
    "weekday": _number(lambda value: value.isoweekday()),
}
_TIME: dict[str, _Reader] = {
    "hour": _number(lambda value: value.hour),
    "minute": _number(lambda value: value.minute),
    "second": _number(lambda value: value.second),
    "time offset": _time_offset,
    "timezone": _timezone,
}
_PROPERTIES: dict[str, dict[str, _Reader]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": _DATE | _TIME,
    "years and months duration": {
        "years": _number(lambda value: _months_part(value, 0)),
        "months": _number(lambda value: _months_part(value, 1)),
    },
    "days and time duration": {
        name: _days_part(part) for part, name in enumerate(("days", "hours", "minutes", "seconds"))
    },
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}


def member(value: Value, name: str, run: Run) -> Value:
    """`value.name`: null where there is none; of a list, the list of its items' members."""
    if type(value) is Context:
        return value.get(name, run)
    if type(value) is list:
        run.spend(len(value))
        return run.items([member(item, name, run) for item in value])
    read = _PROPERTIES.get(kind(value), {}).get(name)
    return None if read is None else read(value)
