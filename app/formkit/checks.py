"""Named checks of a field, some against another field: `properties.check` is "name" or "name:other"."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from app import clock
from app.law import corporate_number
from app.law.text import Text

if TYPE_CHECKING:
    from app.formkit.parts import Part

Check = Callable[[Any, Any], Text | None]
"""(value, value of the other field or None) -> the complaint, or None. Neither is checked while empty."""

_KATAKANA = re.compile(r"[ァ-ヺーｦ-ﾟ・\s]+")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺー一-鿿々〆]")


def is_corporate_number(value: str) -> bool:
    """Thirteen digits with a correct check digit; full-width digits count."""
    return corporate_number.is_valid(unicodedata.normalize("NFKC", value).strip())


def _corporate_number(value: Any, _other: Any) -> Text | None:
    if is_corporate_number(str(value)):
        return None
    return Text(
        "法人番号が正しくありません。13桁の数字を、国税庁の公表サイトで確かめて入力してください。",
        "The corporate number is not correct. Look up the 13 digits on the National Tax Agency's site "
        "and enter them.",
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _not_future(value: Any, _other: Any) -> Text | None:
    day = _day(value)
    if day is None or day <= clock.today():
        return None
    return Text("今日までの日付を入力してください。", "Enter a date that is not after today.")


def _not_past(value: Any, _other: Any) -> Text | None:
    day = _day(value)
    if day is None or day >= clock.today():
        return None
    return Text("今日以後の日付を入力してください。", "Enter a date that is not before today.")


def _not_before(value: Any, other: Any) -> Text | None:
    if other in (None, "") or str(value) >= str(other):
        return None
    return Text(f"{other} 以後にしてください。", f"This must not be before {other}.")


def _same_as(value: Any, other: Any) -> Text | None:
    if value == other:
        return None
    return Text(
        "二つの入力が違います。同じ内容を入力してください。", "The two entries differ. Enter the same."
    )


def _katakana(value: Any, _other: Any) -> Text | None:
    if _KATAKANA.fullmatch(str(value)):
        return None
    return Text("カタカナで入力してください。", "Enter it in katakana.")


def _japanese(value: Any, _other: Any) -> Text | None:
    if _JAPANESE.search(str(value)):
        return None
    return Text("日本語で入力してください。", "Enter it in Japanese.")


def _web_address(value: Any, _other: Any) -> Text | None:
    if re.fullmatch(r"https?://[^\s/]+\.[^\s]+", str(value)):
        return None
    return Text(
        "https:// から始まるURLを入力してください。", "Enter a web address that begins with https://."
    )


_HOUR = r"([01]?\d|2[0-3]):([0-5]\d)"
_TIMES = re.compile(f"{_HOUR}(?:[-~〜]{_HOUR})?")


def is_time_of_day(value: str) -> bool:
    """A time such as 10:00, or one with its end behind it, such as 13:00-16:00."""
    written = unicodedata.normalize("NFKC", value).replace(" ", "")
    found = _TIMES.fullmatch(written.strip())
    if found is None:
        return False
    begin, end = (found[1], found[2]), (found[3], found[4])
    return found[3] is None or (int(begin[0]), int(begin[1])) < (int(end[0]), int(end[1]))


def _time_of_day(value: Any, _other: Any) -> Text | None:
    if is_time_of_day(str(value)):
        return None
    return Text(
        "時刻は 10:00 や 13:00-16:00 のように入力してください。", "Enter a time such as 10:00 or 13:00-16:00."
    )


CHECKS: Mapping[str, Check] = {
    "corporate_number": _corporate_number,
    "not_future": _not_future,
    "not_past": _not_past,
    "not_before": _not_before,
    "same_as": _same_as,
    "katakana": _katakana,
    "japanese": _japanese,
    "web_address": _web_address,
    "time_of_day": _time_of_day,
}
WITH_OTHER = frozenset({"not_before", "same_as"})


def read(part: "Part", visible: Iterable[str]) -> str:
    """The check of a component, refused where its name or its other field is unknown."""
    written = part.properties.get("check", "")
    if not written:
        return ""
    name, _, other = written.partition(":")
    if name not in CHECKS:
        raise part.refuse(
            f"確認「{name}」はありません。使える確認: {'、'.join(CHECKS)}",
            f"there is no check {name!r}. Use one of: {', '.join(CHECKS)}",
        )
    if (name in WITH_OTHER) != bool(other) or (other and other not in visible):
        raise part.refuse(
            f"確認「{written}」の相手の項目がありません。「{name}:前にある項目のキー」と書いてください",
            f"the check {written!r} lacks its other field. Write '{name}:<key of a field before it>'",
        )
    return written


def complaint(written: str, value: Any, values: Mapping[str, Any]) -> Text | None:
    """What the check says of a value that is not empty."""
    name, _, other = written.partition(":")
    return CHECKS[name](value, values.get(other) if other else None)
