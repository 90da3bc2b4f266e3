"""Uploads: kept by content, judged by content, and never by the name that somebody gave them."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from app.store.blobs import KINDS, Blobs, UploadRefused, display_name

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 64
EXE = b"MZ" + b"\x00" * 200
EVERY = frozenset(KINDS)
LIMIT = 1_000_000


def _package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return out.getvalue()


XLSX = _package("[Content_Types].xml", "xl/workbook.xml")
DOCX = _package("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "uploads")


def _put(blobs: Blobs, content: bytes, name: str, allowed: frozenset[str] = EVERY, limit: int = LIMIT):
    return blobs.put(io.BytesIO(content), name, allowed=allowed, limit=limit)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "登記.pdf", "pdf"),
        (PNG, "図.PNG", "png"),
        (JPEG, "写真.jpg", "jpeg"),
        (JPEG, "写真.jpeg", "jpeg"),
        (XLSX, "表.xlsx", "xlsx"),
        (DOCX, "文書.docx", "docx"),
        ("項目,値\n".encode("cp932"), "表.csv", "csv"),
        ("\ufeff本文\r\n".encode(), "本文.txt", "txt"),
    ],
)
def test_each_kind_is_known_by_its_content(blobs: Blobs, content: bytes, name: str, kind: str) -> None:
    blob = _put(blobs, content, name)
    assert (blob.name, blob.size, blob.type) == (name, len(content), KINDS[kind][0])
    with blobs.open(blob.sha256) as file:
        assert file.read() == content
    assert set(blob.as_json()) == {"sha256", "name", "size", "type"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "請求書.pdf"),
        (b"<html><script>x</script>\x00", "写真.png"),
        (PDF, "写真.png"),
        (PNG, "登記.pdf"),
        (_package("a.txt"), "表.xlsx"),
        (_package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "表.xlsx"),
        (b"PK\x03\x04" + b"\x00" * 40, "表.xlsx"),
        (DOCX, "表.xlsx"),
        (b"\x00\x01\x02\x03", "本文.txt"),
        (PDF, "登記"),
        (PDF, "登記.pdf.exe"),
    ],
)
def test_a_file_whose_content_is_something_else_is_refused(blobs: Blobs, content: bytes, name: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        _put(blobs, content, name)
    assert refused.value.text.ja
    assert refused.value.text.en
    assert _files(blobs) == []


def test_only_the_kinds_that_the_field_takes(blobs: Blobs) -> None:
    with pytest.raises(UploadRefused, match="pdf"):
        _put(blobs, PNG, "図.png", allowed=frozenset({"pdf"}))


def test_a_file_over_the_limit_is_refused_while_it_comes_in(blobs: Blobs) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(UploadRefused, match="too large"):
        blobs.put(stream, "長い.txt", allowed=EVERY, limit=200_000)
    assert stream.given < 400_000
    assert _files(blobs) == []


def test_an_empty_file_is_refused(blobs: Blobs) -> None:
    with pytest.raises(UploadRefused, match="empty"):
        _put(blobs, b"", "空.txt")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\登記.pdf", "登記.pdf"),
        ("/abs/olute.pdf", "olute.pdf"),
        ("C:\\temp\\表.pdf", "表.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("か\u3099.pdf", "が.pdf"),
    ],
)
def test_a_name_is_only_shown(given: str, shown: str) -> None:
    assert display_name(given) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = display_name("長" * 300 + ".pdf")
    assert len(shown) == 150
    assert shown.endswith(".pdf")


def test_a_path_in_a_name_writes_nowhere_else(blobs: Blobs) -> None:
    blob = _put(blobs, PDF, "../../../escape.pdf")
    assert blob.name == "escape.pdf"
    assert _files(blobs) == [f"{blob.sha256[:2]}/{blob.sha256}"]
    assert sorted(os.listdir(blobs.root.parent)) == ["uploads"]


def test_the_same_content_is_kept_once(blobs: Blobs) -> None:
    first, second = _put(blobs, PDF, "一.pdf"), _put(blobs, PDF, "二.pdf")
    assert first.sha256 == second.sha256
    assert second.name == "二.pdf"
    assert len(_files(blobs)) == 1


@pytest.mark.parametrize("sha256", ["", "../x", "AB" * 32, "ab" * 31, "/etc/passwd"])
def test_only_a_hash_finds_a_file(blobs: Blobs, sha256: str) -> None:
    assert not blobs.exists(sha256)
    with pytest.raises(FileNotFoundError):
        blobs.open(sha256)


def _files(blobs: Blobs) -> list[str]:
    return sorted(str(path.relative_to(blobs.root)) for path in blobs.root.rglob("*") if path.is_file())
