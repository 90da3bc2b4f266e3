"""The catalogue as a spreadsheet: out and in again, nothing that runs, and each bad row told by number."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.formkit import Catalogue, SpreadsheetRefused
from app.formkit.spreadsheet import Imported, export_csv, export_xlsx, import_spreadsheet
from app.formkit.workbook import MAX_BYTES, MAX_ROWS

ALL = ["*"]
HEAD = ["項目ID", "審査対象項目", "記述内容", "必須・選択", "情報開示内容", "該当なしの理由", "時点", "備考"]


@pytest.mark.parametrize("export", [export_xlsx, export_csv])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_item_goes_out_and_comes_in_again(
    catalogue: Catalogue, complete_answers: Any, export: Callable[..., bytes], language: str
) -> None:
    answers = complete_answers | {
        "b.website": {"value": None, "na": True, "na_reason": "=理由", "as_of": None},
        "b.nda_status": {"value": "有", "na": False, "na_reason": "", "as_of": None, "note": "@備考"},
        "b.rep_career": {"value": "=1+1\n'引用\n-5 | a\\b", "na": False, "na_reason": "", "as_of": None},
        "b.contact": {},
    }
    answers.pop("b.contact")
    files = {item.id: answers[item.id] for item in catalogue.items.values() if item.type == "file"}
    found = import_spreadsheet(export(catalogue, ALL, answers, language), catalogue, ALL, files)
    assert found.problems == ()
    assert found.answers == answers


def test_the_table_has_the_shape_of_the_register(catalogue: Catalogue, complete_answers: Any) -> None:
    sheet = load_workbook(io.BytesIO(export_xlsx(catalogue, ["B01"], complete_answers))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == HEAD
    assert rows[1][1] == "B01 開示情報の時点"
    assert rows[2][0] == "b.guideline_version"
    assert rows[2][3] == "必須"
    assert "選択肢: 令和8年6月版" in rows[2][2]
    assert rows[3][4] == "2026-10-01"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1"])
def test_nothing_that_was_written_runs_in_a_spreadsheet(catalogue: Catalogue, text: str) -> None:
    answers = {"b.business_summary": {"value": text, "note": text, "na_reason": text}}
    sheet = load_workbook(io.BytesIO(export_xlsx(catalogue, ALL, answers))).active
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not (isinstance(cell.value, str) and cell.value.startswith("=") and not cell.quotePrefix)
    for line in export_csv(catalogue, ALL, answers).decode("utf-8-sig").splitlines():
        for cell in line.split(","):
            assert not cell.strip('"').startswith(("=", "+", "@", "\t", "＝")), line


def _xlsx(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    book = Workbook()
    for row in [head, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _take(catalogue: Catalogue, *rows: list[Any], answers: Any = None) -> Imported:
    return import_spreadsheet(_xlsx(*rows), catalogue, ["B*", "C*"], answers or {})


def _row(item: str, value: Any = None, **more: Any) -> list[Any]:
    return [item, "", "", "", value, more.get("na_reason"), more.get("as_of"), more.get("note")]


def test_good_rows_are_taken_and_bad_ones_told_by_row(catalogue: Catalogue) -> None:
    found = _take(
        catalogue,
        ["", "B02 事業所・事業"],
        _row("b.provider_name", "株式会社 例"),
        _row("b.unknown", "x"),
        _row("b.employees", "多数"),
        _row("b.business_summary", "あ" * 101),
        _row("a.head_office", "東京都"),
        _row("b.provider_name", "二つ目"),
        _row("b.website", "https://example.jp"),
    )
    assert found.taken == ("b.provider_name", "b.website")
    assert found.answers["b.provider_name"]["value"] == "株式会社 例"
    problems = {one.row: (one.item_id, one.text.ja) for one in found.problems}
    assert set(problems) == {4, 5, 6, 7, 8}
    assert "この様式にない項目ID" in problems[4][1]
    assert "数を" in problems[5][1]
    assert "100字以内" in problems[6][1]
    assert "この様式にない項目ID" in problems[7][1]
    assert "上の行" in problems[8][1]


def test_an_empty_or_bad_row_leaves_the_answer_as_it_was(catalogue: Catalogue) -> None:
    before = {"b.employees": {"value": 12}, "b.provider_name": {"value": "前"}}
    found = _take(catalogue, _row("b.employees", "多数"), _row("b.provider_name"), answers=before)
    assert found.answers == before
    assert found.taken == ()


def test_what_excel_makes_of_cells_is_understood(catalogue: Catalogue) -> None:
    found = _take(
        catalogue,
        _row("b.as_of_date", datetime(2026, 11, 1)),  # noqa: DTZ001 — Excel knows no zones
        _row("b.fiscal_year_end", datetime(2026, 3, 1)),  # noqa: DTZ001 — Excel knows no zones
        _row("b.corporate_number", 2013201002720),
        _row("b.employees", 12.0),
        _row("b.change_notice_period", "３ヶ月前"),
        _row("b.target_users", "中小企業、個人"),
        _row("b.website", "該当なし", na_reason="公開していない"),
        _row("c.func_uses_genai", True),
    )
    assert found.problems == ()
    values = {item_id: answer["value"] for item_id, answer in found.answers.items()}
    assert values == {
        "b.as_of_date": "2026-11-01",
        "b.fiscal_year_end": "2026-03",
        "b.corporate_number": "2013201002720",
        "b.employees": 12,
        "b.change_notice_period": "P3M",
        "b.target_users": ["中小企業", "個人"],
        "b.website": None,
        "c.func_uses_genai": True,
    }


def test_a_per_cent_cell_counts_as_per_cent(catalogue: Catalogue) -> None:
    book = load_workbook(io.BytesIO(_xlsx(_row("b.uptime_target", 0.9995))))
    book.active["E2"].number_format = "0.00%"
    out = io.BytesIO()
    book.save(out)
    found = import_spreadsheet(out.getvalue(), catalogue, ["B*"], {})
    assert found.answers["b.uptime_target"]["value"] == 99.95


def test_not_applicable_without_a_reason_is_told(catalogue: Catalogue) -> None:
    found = _take(catalogue, _row("b.website", "該当なし"))
    assert "理由" in found.problems[0].text.ja


def test_columns_are_found_by_their_heading(catalogue: Catalogue) -> None:
    data = _xlsx(["https://example.jp", "b.website"], head=["情報開示内容", "項目ID"])
    assert import_spreadsheet(data, catalogue, ALL, {}).taken == ("b.website",)


def test_csv_of_a_japanese_excel_is_read(catalogue: Catalogue) -> None:
    data = "項目ID,情報開示内容\r\nb.provider_name,株式会社　髙例\r\n".encode("cp932")
    assert (
        import_spreadsheet(data, catalogue, ALL, {}).answers["b.provider_name"]["value"] == "株式会社　髙例"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00\x01",
        b"PK\x03\x04 broken",
        b"a,b\r\n1,2\r\n",
        "項目ID,備考\r\nb.website,x\r\n".encode(),
        b"x" * (MAX_BYTES + 1),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(catalogue: Catalogue, data: bytes) -> None:
    with pytest.raises(SpreadsheetRefused) as refused:
        import_spreadsheet(data, catalogue, ALL, {})
    assert refused.value.text.ja.endswith("。")


def test_too_many_rows_are_refused(catalogue: Catalogue) -> None:
    data = "項目ID,情報開示内容\r\n" + "x,y\r\n" * (MAX_ROWS + 5)
    with pytest.raises(SpreadsheetRefused, match="too many rows"):
        import_spreadsheet(data.encode(), catalogue, ALL, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_workbook_are_refused_before_parsing(catalogue: Catalogue, encoding: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_xlsx(_row("b.website", "x")))) as good, zipfile.ZipFile(out, "w") as bad:
        for part in good.infolist():
            content = good.read(part)
            if part.filename == "xl/workbook.xml":
                evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
                content = evil.encode(encoding)
            bad.writestr(part.filename, content)
    with pytest.raises(SpreadsheetRefused):
        import_spreadsheet(out.getvalue(), catalogue, ALL, {})


def test_a_workbook_that_unpacks_to_too_much_is_refused(catalogue: Catalogue) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b" " * 60_000_000)
    with pytest.raises(SpreadsheetRefused):
        import_spreadsheet(out.getvalue(), catalogue, ALL, {})
