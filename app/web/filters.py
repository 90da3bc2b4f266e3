"""How dates, amounts and roles are written for people."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from app import clock
from app.law import roles
from app.law.text import Text
from app.web.session import language

WEEKDAYS = "月火水木金土日"


def date_ja(value: date | datetime | None) -> str:
    """2028年5月2日（火） in Japanese, 2 May 2028 in English; an instant counts as its day in Japan."""
    if value is None:
        return ""
    day = clock.date_in_japan(value) if isinstance(value, datetime) else value
    if language() == "en":
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def datetime_ja(value: datetime | None) -> str:
    """A day and the time in Japan."""
    if value is None:
        return ""
    return f"{date_ja(value)} {value.astimezone(clock.JST):%H:%M}"


def iso_datetime_ja(value: str) -> str:
    """The same of an instant that is kept as ISO 8601."""
    return datetime_ja(datetime.fromisoformat(value))


def days_left(value: date | None) -> str:
    """«あと12日», «今日まで», «3日超過»."""
    if value is None:
        return ""
    left = (value - clock.today()).days
    if left > 0:
        return str(_("あと%(n)s日", n=left))
    return str(_("今日まで") if left == 0 else _("%(n)s日超過", n=-left))


def role_name(key: str) -> str:
    """The name of a role in the reader's language."""
    try:
        return roles.role(key).name.in_(language())
    except KeyError:
        return key


def said(text: Text | None) -> str:
    """A sentence of the domain in the reader's language."""
    return text.in_(language()) if text is not None else ""


def either(ja: str, en: str) -> str:
    """Of two names the one in the reader's language; Japanese where there is no English."""
    return en if language() == "en" and en else ja


def yen(amount: int | None) -> str:
    """An amount with its unit."""
    return str(_("%(amount)s円", amount=f"{amount:,}")) if amount is not None else ""


def init_app(app: Flask) -> None:
    """Make them known to the templates."""
    filters: dict[str, Any] = {
        "date_ja": date_ja,
        "datetime_ja": datetime_ja,
        "iso_datetime_ja": iso_datetime_ja,
        "day_in_japan": clock.date_in_japan,
        "days_left": days_left,
        "role_name": role_name,
        "said": said,
        "yen": yen,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["either"] = either
