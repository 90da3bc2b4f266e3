"""Disclosure answers as a table to fill in elsewhere: one row an item, in the shape of the public register.

Columns: item id, 審査対象項目, 記述内容 (what to describe), 必須・選択, 情報開示内容, 該当なしの理由, 時点, 備考.
A table item has one line a row, cells separated by " | "; several choices have one line each. An empty
content leaves the answer as it was. Files are named, never read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.formkit import items
from app.formkit.answering import Typed, check, entry, readable
from app.formkit.catalogue import Catalogue, Item
from app.formkit.errors import SpreadsheetRefused
from app.formkit.workbook import Cell, read_rows, to_csv, to_xlsx
from app.law.text import Text

COLUMNS: Mapping[str, Text] = {
    "id": Text("項目ID", "Item ID"),
    "title": Text("審査対象項目", "Item"),
    "help": Text("記述内容", "What to describe"),
    "required": Text("必須・選択", "Required or optional"),
    "value": Text("情報開示内容", "Disclosure"),
    "na_reason": Text("該当なしの理由", "Reason if not applicable"),
    "as_of": Text("時点", "As of"),
    "note": Text("備考", "Remarks"),
}
NOT_APPLICABLE = Text("該当なし", "Not applicable")
_REQUIRED = (Text("選択", "Optional"), Text("必須", "Required"))
_SEARCHED = 20
"""Rows at the top in which the heading row is looked for."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not taken; `row` as the spreadsheet numbers it, from 1."""

    row: int
    item_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Imported:
    """Answers with the good rows taken over, which items these are, and the rows that were not taken."""

    answers: dict[str, dict[str, Any]]
    taken: tuple[str, ...]
    problems: tuple[RowProblem, ...]


def export_xlsx(catalogue: Catalogue, groups: Iterable[str], answers: Typed, language: str = "ja") -> bytes:
    """The items of the groups (codes or patterns) with their answers as a workbook."""
    return to_xlsx(_rows(catalogue, groups, answers, language))


def export_csv(catalogue: Catalogue, groups: Iterable[str], answers: Typed, language: str = "ja") -> bytes:
    """The same as UTF-8 csv with BOM."""
    return to_csv(_rows(catalogue, groups, answers, language))


def _rows(catalogue: Catalogue, groups: Iterable[str], answers: Typed, language: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[text.in_(language) for text in COLUMNS.values()]]
    for group in catalogue.select(groups):
        rows.append(["", f"{group.code} {group.title.in_(language)}", *[""] * 6])
        rows += [_row(item, entry(answers, item.id), language) for item in catalogue.by_group[group.code]]
    return rows


def _row(item: Item, answer: Mapping[str, Any], language: str) -> list[Cell]:
    return [
        item.id,
        item.title.in_(language),
        _describe(item, language),
        _REQUIRED[item.required].in_(language),
        NOT_APPLICABLE.in_(language) if answer.get("na") else _content(item, readable(item, answer)),
        str(answer.get("na_reason") or ""),
        str(answer.get("as_of") or ""),
        str(answer.get("note") or ""),
    ]


def _describe(item: Item, language: str) -> str:
    english = language == "en"
    lines = [item.help.in_(language)]
    if item.choices:
        lines.append(
            ("Choices: " if english else "選択肢: ") + " / ".join(option.value for option in item.choices)
        )
    if item.columns:
        titles = " | ".join(column.title.in_(language) for column in item.columns)
        lines.append(("One line per row: " if english else "1行に1件: ") + titles)
    if item.limit and item.type in ("text", "longtext"):
        lines.append(f"Up to {item.limit} characters" if english else f"{item.limit}字以内")
    if item.unit.ja:
        lines.append(("Unit: " if english else "単位: ") + item.unit.in_(language))
    if item.type == "file":
        lines.append("Attach files on the page." if english else "ファイルは画面から添付してください。")
    return "\n".join(line for line in lines if line)


def _content(item: Item, value: Any) -> Cell:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if item.type == "table":
        return "\n".join(" | ".join(_escape(row[column.id]) for column in item.columns) for row in value)
    if item.type == "multichoice":
        return "\n".join(value)
    return str(value) if item.type in ("date", "month", "choice") else items.words(item, value, "ja")


def _escape(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def _cells(line: str) -> list[str]:
    """The cells of one line; a backslash keeps a bar, a backslash or (as \\n) a line break."""
    cells = [""]
    for sign in re.findall(r"\\.|[^\\]|\\$", line):
        if sign == "|":
            cells.append("")
        else:
            cells[-1] += {"\\n": "\n"}.get(sign, sign[-1])
    return [cell.strip() for cell in cells]


def import_spreadsheet(data: bytes, catalogue: Catalogue, groups: Iterable[str], answers: Typed) -> Imported:
    """Take the good rows of an xlsx or csv file over `answers`; `SpreadsheetRefused` if it is no such table."""
    rows = read_rows(data)
    start, places = _heading(rows)
    known = {item.id: item for item in catalogue.items_of(catalogue.select(groups))}
    result = {item_id: dict(entry(answers, item_id)) for item_id in answers}
    taken: list[str] = []
    problems: list[RowProblem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[start:], start=start + 1):
        cells = {name: row[place] if place < len(row) else None for name, place in places.items()}
        item_id = str(cells["id"] or "").strip()
        if not item_id:
            continue
        item = known.get(item_id)
        found = _unfit(item_id, item, seen)
        seen.add(item_id)
        if item is not None and found is None:
            given = _given(item, cells, entry(answers, item_id))
            if given is None:
                continue
            checked = check(item, given)
            if checked.answer is not None and not checked.problems:
                result[item_id] = checked.answer
                taken.append(item_id)
                continue
            found = checked.problems[0].text if checked.problems else None
        if found is not None:
            problems.append(RowProblem(number, item_id, found))
    return Imported(result, tuple(taken), tuple(problems))


def _heading(rows: list[list[Cell]]) -> tuple[int, dict[str, int]]:
    names = {word: name for name, text in COLUMNS.items() for word in (text.ja, text.en)}
    for number, row in enumerate(rows[:_SEARCHED], start=1):
        places = {names[str(cell).strip()]: at for at, cell in enumerate(row) if str(cell).strip() in names}
        if "id" in places and "value" in places:
            return number, places
    raise SpreadsheetRefused(
        Text(
            "「項目ID」と「情報開示内容」の見出しの行がありません。この画面から書き出した表に記入してください。",
            "There is no heading row with «Item ID» and «Disclosure». Fill in the table that this page exports.",
        )
    )


def _unfit(item_id: str, item: Item | None, seen: set[str]) -> Text | None:
    if item_id in seen:
        return Text(
            "同じ項目が上の行にもあります。上の行を取り込みました。",
            "This item stands in a row above; that row was taken.",
        )
    if item is None:
        return Text(
            "この様式にない項目IDです。書き出した表の項目IDを使ってください。",
            "This item id is not in this form. Use the ids of the exported table.",
        )
    return None


def _given(item: Item, cells: Mapping[str, Cell], before: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a row says as typed parts over the answer before; None where it says nothing."""
    content = cells.get("value")
    content = content.strip() if isinstance(content, str) else content
    said = {part: str(cells.get(part) or "").strip() for part in ("na_reason", "as_of", "note")}
    if item.type == "file":
        content = None
    if content in (None, "") and not any(said.values()):
        return None
    na = content in (NOT_APPLICABLE.ja, NOT_APPLICABLE.en) or (
        content in (None, "") and bool(said["na_reason"])
    )
    if na and item.na_allowed:
        return {"value": None, "na": True, **said}
    value = _typed(item, content) if content not in (None, "") else before.get("value")
    return {"value": value, "na": False, **said}


def _typed(item: Item, content: Any) -> Any:
    text = str(content)
    if item.type == "multichoice":
        whole = {option.value for option in item.choices}
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [
            part.strip()
            for line in lines
            for part in ([line] if line in whole else re.split(r"[、,，]", line))
        ]
    if item.type == "table":
        return [
            dict(zip((column.id for column in item.columns), _cells(line), strict=False))
            for line in text.split("\n")
            if line.strip()
        ]
    if item.type == "month" and len(text) == len("2026-03-01"):
        return text[:7]
    return content
