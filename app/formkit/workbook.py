"""Rows of cells to and from xlsx and csv, with nothing in them that a spreadsheet would carry out.

Files come from outside: their size, the size they unpack to, and their rows are limited, and a package
with a document type or entities is refused before any XML is parsed.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from app.formkit.errors import SpreadsheetRefused
from app.law.text import Text

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS = 3000
MAX_COLUMNS = 12
MAX_CELL = 32000
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")
_WIDTHS = (30, 34, 44, 10, 60, 40, 14, 30)

Cell = str | int | float | None


def to_xlsx(rows: Iterable[list[Cell]]) -> bytes:
    """A workbook of one sheet. Texts are text cells with a quote prefix, so that "=1+1" stays words."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "情報開示"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is None or value == "":
                continue
            cell: Any = sheet.cell(row=number, column=column)
            if isinstance(value, str):
                cell.value = re.sub(r"[\x00-\x08\x0b-\x1f]", "", value)
                cell.data_type = "s"
                cell.number_format = "@"
                cell.quotePrefix = value.startswith(_ACTIVE)
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1 or (column == 2 and not row[0]):
                cell.font = Font(bold=True)
    for column, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[column]].width = width
    sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_csv(rows: Iterable[list[Cell]]) -> bytes:
    """UTF-8 with BOM. A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["" if value is None else _inert(str(value)) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_ACTIVE) and not _NUMBER.fullmatch(text) else text


def read_rows(data: bytes) -> list[list[Cell]]:
    """The cells of an xlsx or csv file, told apart by content; texts are as they were before `to_csv`."""
    if len(data) > MAX_BYTES:
        raise SpreadsheetRefused(
            Text(
                f"ファイルが大きすぎます（{MAX_BYTES // 1024 // 1024} MBまで）。この様式の項目だけにしてください。",
                f"The file is too large (at most {MAX_BYTES // 1024 // 1024} MB). Keep only the items of this form.",
            )
        )
    rows = list(_xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data))
    if len(rows) > MAX_ROWS:
        raise SpreadsheetRefused(
            Text(f"行が多すぎます（{MAX_ROWS}行まで）。", f"There are too many rows (at most {MAX_ROWS}).")
        )
    return rows


def _csv_rows(data: bytes) -> Iterator[list[Cell]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _unreadable()
    if "\x00" in text:
        raise _unreadable()
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number > MAX_ROWS:
                yield []
                return
            yield [value[1:] if value.startswith("'") else value for value in row[:MAX_COLUMNS]]
    except csv.Error as error:
        raise _unreadable() from error


def _xlsx_rows(data: bytes) -> Iterator[list[Cell]]:
    _refuse_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS):
            yield [_cell(cell) for cell in row]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        OSError,
        SyntaxError,
    ) as error:
        raise _unreadable() from error


def _refuse_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _unreadable()
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    content = package.read(part)
                    if b"<!" in re.sub(rb"<!(--|\[CDATA\[)", b"", content) or b"\x00" in content:
                        raise _unreadable()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _unreadable() from error


def _cell(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and "%" in str(cell.number_format):
        return round(value * 100, 6)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | float) or value is None else str(value)[:MAX_CELL]


def _unreadable() -> SpreadsheetRefused:
    return SpreadsheetRefused(
        Text(
            "表として読めません。この画面から書き出した xlsx か csv（UTF-8）に記入してください。",
            "This cannot be read as a table. Fill in the xlsx or csv (UTF-8) that this page exports.",
        )
    )
