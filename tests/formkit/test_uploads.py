"""File pickers: stored at once, kept across pages, and refused in words."""

import io
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from app.store.blobs import Blobs

PDF = b"%PDF-1.7\n%%EOF\n"
PICKER = {
    "type": "filepicker",
    "key": "file",
    "label": "証明書類",
    "accept": ".pdf",
    "validate": {"required": True},
}


def _files(name: str, *files: tuple[bytes, str]) -> "MultiDict[str, FileStorage]":
    return MultiDict([(name, FileStorage(io.BytesIO(content), filename=given)) for content, given in files])


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path)


def test_an_upload_is_stored_and_kept_while_other_fields_are_corrected(
    form: Any, page: Any, posting: Any, blobs: Blobs
) -> None:
    text = {"type": "textfield", "key": "x", "label": "項目", "validate": {"required": True}}
    spec = form(PICKER, text)
    first = spec.bind(
        posted=MultiDict({"x": ""}), files=_files("file", (PDF, "登記.pdf")), store_upload=blobs.put
    )
    assert not first.validate()
    assert [error.id for error in first.errors] == ["x"]
    draft = first.typed()
    assert blobs.exists(draft["file"][0]["sha256"])

    html = page(spec.bind(answers=draft, context={"uploads_at": "/cases/1/files/"}))
    assert html.select_one("a[href^='/cases/1/files/']") is not None
    data = posting(html)
    data["x"] = "直した"
    second = spec.bind(answers=draft, posted=data, store_upload=blobs.put)
    assert second.validate(), second.errors
    assert second.answers()["file"]["name"] == "登記.pdf"

    data.pop("file-keep")
    third = spec.bind(answers=draft, posted=data, store_upload=blobs.put)
    assert not third.validate()
    assert third.answers()["file"] is None


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x00\x00", "登記.pdf", "受け付ける種類ではありません"),
        (b"\x89PNG\r\n\x1a\n\x00", "図.png", "受け付ける種類ではありません"),
        (PDF + b"x" * 1_100_000, "登記.pdf", "大きすぎます"),
        (b"", "登記.pdf", "空です"),
    ],
)
def test_a_refused_file_is_told_at_its_field(
    form: Any, page: Any, blobs: Blobs, content: bytes, name: str, words: str
) -> None:
    spec = form({**PICKER, "properties": {"max_mb": "1"}})
    bound = spec.bind(posted=MultiDict(), files=_files("file", (content, name)), store_upload=blobs.put)
    assert not bound.validate()
    assert [error.id for error in bound.errors] == ["file"]
    assert words in bound.errors[0].message.ja
    assert words in page(bound).find(id="file-error").text


def test_a_path_in_the_name_is_gone(form: Any, blobs: Blobs) -> None:
    files = _files("file", (PDF, "..\\..\\登記.pdf"))
    bound = form(PICKER).bind(posted=MultiDict(), files=files, store_upload=blobs.put)
    assert bound.validate()
    assert bound.answers()["file"]["name"] == "登記.pdf"


def test_several_files_where_the_field_takes_them(form: Any, blobs: Blobs) -> None:
    files = _files("file", (PDF, "一.pdf"), (PDF + b"2", "二.pdf"))
    bound = form({**PICKER, "multiple": True}).bind(posted=MultiDict(), files=files, store_upload=blobs.put)
    assert [one["name"] for one in bound.answers()["file"]] == ["一.pdf", "二.pdf"]


def test_a_file_for_another_field_is_an_unknown_name(form: Any, blobs: Blobs) -> None:
    files = _files("evil", (PDF, "登記.pdf"))
    bound = form(PICKER).bind(posted=MultiDict(), files=files, store_upload=blobs.put)
    assert bound.unknown_names == ("evil",)


def test_a_file_in_a_row_of_a_list(form: Any, blobs: Blobs) -> None:
    rows = {"type": "dynamiclist", "path": "rows", "label": "資料", "components": [PICKER]}
    files = _files("rows-0-file", (PDF, "登記.pdf"))
    bound = form(rows).bind(posted=MultiDict({"rows-0-_row": "1"}), files=files, store_upload=blobs.put)
    assert bound.validate(), bound.errors
    assert bound.answers()["rows"][0]["file"]["name"] == "登記.pdf"
    refused = form(rows).bind(
        posted=MultiDict({"rows-0-_row": "1"}),
        files=_files("rows-0-file", (b"MZ", "登記.pdf")),
        store_upload=blobs.put,
    )
    assert not refused.validate()
    assert refused.errors[0].id == "rows-0-file"
