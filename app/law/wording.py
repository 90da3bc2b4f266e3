"""Dates and lists in the words of a letter, the same in every explanation."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.law.text import Text

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_JST = ZoneInfo("Asia/Tokyo")


def day(value: date) -> Text:
    """2028-07-01 as 2028年7月1日 and 1 July 2028; independent of the machine's locale."""
    return Text(
        f"{value.year}年{value.month}月{value.day}日",
        f"{value.day} {_MONTHS[value.month - 1]} {value.year}",
    )


def dated(value: date) -> Text:
    """The same with the day of the week, as pages write a date: 2026年12月7日（月） and 7 December 2026."""
    said = day(value)
    return Text(f"{said.ja}（{'月火水木金土日'[value.weekday()]}）", said.en)


def moment(value: datetime) -> Text:
    """An aware instant in Japan time: 2026年11月17日（火）17:00 and Tue 17 November 2026, 17:00 JST."""
    local = value.astimezone(_JST)
    said, at = day(local.date()), f"{local:%H:%M}"
    return Text(
        f"{said.ja}（{'月火水木金土日'[local.weekday()]}）{at}",
        f"{_WEEKDAYS[local.weekday()]} {said.en}, {at} JST",
    )


def listed(items: Sequence[str], at_most: int = 10) -> Text:
    """The items in one line; of a long list the first ones and the number of the others."""
    rest = len(items) - at_most
    shown = items[:at_most]
    return Text(
        "、".join(shown) + (f" ほか{rest}件" if rest > 0 else ""),
        ", ".join(shown) + (f" and {rest} more" if rest > 0 else ""),
    )
