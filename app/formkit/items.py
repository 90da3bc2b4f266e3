"""Values of disclosure items by type: read from what was typed, checked, and said in words.

Values in JSON: text for text-like types; number for number, percent, money; ISO text for date, month,
duration; true/false; a list of texts for multichoice; a list of {column id: text} for a table; a list of
stored uploads for a file. Nothing is None.
"""

from collections.abc import Mapping
from typing import Any

import re2

from app.formkit import checks, durations, values, wording
from app.formkit.catalogue import Item
from app.law.text import Text

MAX_TABLE_ROWS = 50
MAX_CELL = 500
MAX_FILES = 10
YES = Text("はい", "Yes")
NO = Text("いいえ", "No")
_TEXTS = ("text", "longtext", "url", "email", "tel", "choice")
_NUMBERS = {"number": 4, "percent": 4, "money": 4}
_TRUE = ("true", "1", "はい", "yes", "有", "○", "確認しました")
_FALSE = ("false", "0", "いいえ", "no", "無", "×")


def parse(item: Item, typed: Any) -> Any:
    """The value of what was typed (or of a value itself); raises `Unreadable`."""
    if item.type in _NUMBERS:
        return values.number(typed, _NUMBERS[item.type])
    if item.type == "date":
        return values.day(typed)
    if item.type == "month":
        return values.month(typed)
    if item.type == "boolean":
        return _boolean(typed)
    if item.type == "duration":
        return _duration(typed)
    if item.type == "multichoice":
        return [values.tidy(one) for one in typed] or None if isinstance(typed, list) else values.text(typed)
    if item.type == "table":
        return _table(item, typed) or None
    if item.type == "file":
        return _files(typed) or None
    found = values.text(typed)
    narrow = item.type in ("url", "email", "tel") or item.pattern
    return values.narrow(found) if narrow and found else found


def _boolean(typed: Any) -> bool | None:
    if isinstance(typed, bool):
        return typed
    written = values.tidy(typed).strip().lower()
    if written in _TRUE:
        return True
    if written in _FALSE:
        return False
    if written:
        raise values.Unreadable(Text("「はい」か「いいえ」を選んでください。", "Choose yes or no."))
    return None


def _duration(typed: Any) -> str | None:
    if isinstance(typed, Mapping):
        number, unit = values.tidy(typed.get("n")).strip(), values.tidy(typed.get("unit"))
        found = durations.iso(number, unit)
        empty = not number
    else:
        found = durations.spoken(values.tidy(typed))
        empty = not values.tidy(typed).strip()
    if found is None and not empty:
        raise values.Unreadable(
            Text(
                "期間を数と単位で入力してください（例: 3 か月）。",
                "Enter a span as a whole number and a unit, for example 3 months.",
            )
        )
    return found


def _table(item: Item, typed: Any) -> list[dict[str, str]]:
    rows = []
    given = [row for row in typed if isinstance(row, Mapping)] if isinstance(typed, list) else []
    for row in given:
        cells = {column.id: values.tidy(row.get(column.id)).strip() for column in item.columns}
        filled = list(cells.values())[1:] if item.rows else list(cells.values())
        if any(filled):
            rows.append(cells)
    if item.rows:
        first = item.columns[0].id
        rows = sorted(
            (row for row in rows if row[first] in item.rows), key=lambda row: item.rows.index(row[first])
        )
    return rows


def _files(typed: Any) -> list[dict[str, Any]]:
    given = typed if isinstance(typed, list) else [typed]
    return [dict(one) for one in given if isinstance(one, Mapping) and one.get("sha256")]


def complaints(item: Item, value: Any) -> list[Text]:
    """What is wrong with a value that is there."""
    found: list[Text] = []
    if item.type in _TEXTS:
        found += _text_complaints(item, value)
    elif item.type in _NUMBERS:
        if item.minimum is not None and value < item.minimum:
            found.append(wording.at_least(item.minimum))
        if item.maximum is not None and value > item.maximum:
            found.append(wording.at_most(item.maximum))
    elif item.type == "table":
        found += _table_complaints(item, value)
    elif item.type == "file" and len(value) > MAX_FILES:
        found.append(
            Text(f"ファイルは{MAX_FILES}個までにしてください。", f"Attach at most {MAX_FILES} files.")
        )
    elif item.must_be is not None and value is not item.must_be:
        wanted = YES if item.must_be else NO
        found.append(
            Text(f"「{wanted.ja}」でなければ申請できません。", f"You can file only if this is «{wanted.en}».")
        )
    if item.choices and not set(value if isinstance(value, list) else [value]) <= {
        o.value for o in item.choices
    }:
        found.append(wording.NOT_A_CHOICE)
    if item.check and not found and (text := checks.complaint(item.check, value, {})):
        found.append(text)
    return found


def _text_complaints(item: Item, value: str) -> list[Text]:
    if item.limit and len(value) > item.limit:
        return [wording.too_long(item.limit, len(value))]
    if item.pattern and not re2.fullmatch(item.pattern, value):
        return [wording.PATTERN]
    if item.type == "email" and not values.is_email(value):
        return [wording.EMAIL]
    if item.type == "tel" and not values.is_phone(value):
        return [wording.PHONE]
    if item.type == "url" and (text := checks.complaint("web_address", value, {})):
        return [text]
    return []


def _table_complaints(item: Item, rows: list[dict[str, str]]) -> list[Text]:
    found = []
    if len(rows) > MAX_TABLE_ROWS:
        found.append(wording.rows_over(MAX_TABLE_ROWS))
    for number, row in enumerate(rows, start=1):
        for column in item.columns:
            if (length := len(row[column.id])) > MAX_CELL:
                over = wording.too_long(MAX_CELL, length)
                found.append(
                    Text(
                        f"{number}行目「{column.title.ja}」: {over.ja}",
                        f"Row {number}, {column.title.en}: {over.en}",
                    )
                )
    missing = [name for name in item.rows if name not in {row[item.columns[0].id] for row in rows}]
    if item.required and missing:
        found.append(
            Text(
                f"「{'」「'.join(missing)}」の行を入力してください。",
                f"Fill in the rows: {', '.join(missing)}.",
            )
        )
    return found


def meets(item: Item, value: Any) -> bool | None:
    """Whether a value meets the item's criterion; None where there is none or nothing to compare."""
    criterion = item.criterion
    if criterion is None or value is None:
        return None
    if criterion.op in ("in", "not_in"):
        wanted: Any = criterion.value
        return (value in wanted) is (criterion.op == "in")
    left: Any = durations.days(value) if item.type == "duration" else value
    right: Any = durations.days(criterion.value) if item.type == "duration" else criterion.value
    if left is None:
        return None
    return bool(left >= right) if criterion.op == ">=" else bool(left <= right)


def criterion_words(item: Item) -> Text | None:
    """The criterion in words for the reviewer."""
    criterion = item.criterion
    if criterion is None:
        return None
    if isinstance(criterion.value, tuple):
        listed = "、".join(str(one) for one in criterion.value)
        if criterion.op == "in":
            return Text(f"次のどれか: {listed}", f"One of: {listed}")
        return Text(f"次のどれでもない: {listed}", f"None of: {listed}")
    ja, en = words(item, criterion.value, "ja"), words(item, criterion.value, "en")
    if criterion.op == ">=":
        return Text(f"{ja}以上", f"At least {en}")
    return Text(f"{ja}以下", f"At most {en}")


def words(item: Item, value: Any, language: str) -> str:
    """A value in words; tables and files as one line per row or file."""
    if value in (None, "", []):
        return ""
    if item.type == "boolean":
        return (YES if value else NO).in_(language)
    if item.type in _NUMBERS and isinstance(value, int | float):
        unit = "%" if item.type == "percent" and not item.unit.ja else item.unit.in_(language)
        return f"{value:,}{unit}" if language != "en" or unit == "%" else f"{value:,} {unit}".strip()
    if item.type == "duration":
        return durations.words(value, language)
    if item.type in ("date", "month") and language != "en":
        return "".join(
            f"{int(part)}{sign}" for part, sign in zip(str(value).split("-"), "年月日", strict=False)
        )
    if item.type == "table":
        return "\n".join(" | ".join(row.get(column.id, "") for column in item.columns) for row in value)
    if item.type == "file":
        return "\n".join(str(one.get("name", "")) for one in value)
    labels = {option.value: option.label.in_(language) for option in item.choices}
    chosen = value if isinstance(value, list) else [value]
    return ("、" if language != "en" else ", ").join(labels.get(str(one), str(one)) for one in chosen)
