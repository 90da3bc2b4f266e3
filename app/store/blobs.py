"""Uploaded files, kept by the SHA-256 of their content in a directory outside the web root.

The name a person gave is shown and never used as a path. The type is decided by the content; a file whose
name claims another type is refused. Writing the same content twice keeps one file.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import filetype

from app.law.text import Text

KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", (".pdf",)),
    "png": ("image/png", (".png",)),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg")),
    "heic": ("image/heic", (".heic", ".heif")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "csv": ("text/csv", (".csv",)),
    "txt": ("text/plain", (".txt",)),
}
"""The kinds of file that can be taken: MIME type and the endings that a name may have."""

_CHUNK = 64 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")
_MAX_NAME = 150
_MAX_ZIP_ENTRIES = 5000
_MAX_UNPACKED = 500 * 1024 * 1024


class UploadRefused(ValueError):
    """A file that is not taken; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored upload. `name` is for display, `size` in bytes, `type` a MIME type."""

    sha256: str
    name: str
    size: int
    type: str

    def as_json(self) -> dict[str, Any]:
        """The form in which answers keep it."""
        return asdict(self)


def display_name(name: str) -> str:
    """A file name fit to be shown: its last path part, without control signs or direction overrides."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    kept = unicodedata.normalize("NFC", kept).strip().lstrip(".")
    if len(kept) > _MAX_NAME:
        stem, dot, ending = kept.rpartition(".")
        kept = (stem[: _MAX_NAME - len(ending) - 1] + dot + ending)[-_MAX_NAME:] if dot else kept[:_MAX_NAME]
    return kept or "file"


class Blobs:
    """The store of uploads under one directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, stream: IO[bytes], name: str, *, allowed: Set[str], limit: int) -> Blob:
        """Take a file: count its bytes while it comes in, look at its content, keep it by its hash."""
        shown = display_name(name)
        with self._incoming() as (file, path):
            sha256, size = _copy(stream, file, limit)
            kind = _kind(path, shown)
            _refuse_kind(kind, shown, allowed)
            target = self._path(sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.chmod(0o640)
            path.replace(target)
        return Blob(sha256, shown, size, KINDS[kind][0])

    def put_own(self, content: bytes) -> str:
        """Keep a file that we made ourselves; returns its hash. Kept twice, it is the same file."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._path(sha256)
        if not target.is_file():
            with self._incoming() as (file, path):
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                target.parent.mkdir(parents=True, exist_ok=True)
                path.chmod(0o640)
                path.replace(target)
        return sha256

    def open(self, sha256: str) -> IO[bytes]:
        """The stored content; `FileNotFoundError` where there is none."""
        return self._path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """Whether the content is here."""
        return bool(_HASH.fullmatch(sha256)) and self._path(sha256).is_file()

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self.root / sha256[:2] / sha256

    @contextmanager
    def _incoming(self) -> Iterator[tuple[IO[bytes], Path]]:
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, path
        finally:
            path.unlink(missing_ok=True)


def _copy(stream: IO[bytes], file: IO[bytes], limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UploadRefused(
                Text(
                    f"ファイルが大きすぎます。{_megabytes(limit)}までのファイルを添付してください。",
                    f"The file is too large. Attach a file of at most {_megabytes(limit)}.",
                )
            )
        digest.update(chunk)
        file.write(chunk)
    if size == 0:
        raise UploadRefused(
            Text(
                "ファイルが空です。内容のあるファイルを選び直してください。",
                "The file is empty. Choose one with content.",
            )
        )
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _megabytes(limit: int) -> str:
    return f"{limit / 1024 / 1024:g} MB" if limit >= 1024 * 1024 else f"{limit:,} bytes"


def _kind(path: Path, shown: str) -> str:
    """The kind that the content shows, "" where it is none of ours."""
    with path.open("rb") as file:
        head = file.read(8192)
    guess = filetype.guess(head)
    by_mime = {mime: kind for kind, (mime, _endings) in KINDS.items()}
    if guess is not None and guess.mime in ("application/pdf", "image/png", "image/jpeg", "image/heic"):
        return by_mime[guess.mime]
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    if guess is not None or not _is_text(path):
        return ""
    return "csv" if shown.lower().endswith(".csv") else "txt"


def _office(path: Path) -> str:
    """xlsx or docx by the parts inside the package; macros and other packages are none of ours."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    names = {entry.filename for entry in entries}
    if len(entries) > _MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        return ""
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return ""
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if "word/document.xml" in names else ""


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(sign < " " and sign not in "\t\n\r\f" for sign in text)
    return False


def _refuse_kind(kind: str, shown: str, allowed: Set[str]) -> None:
    endings = "、".join(sorted(ending for one in allowed for ending in KINDS[one][1]))
    if kind not in allowed:
        raise UploadRefused(
            Text(
                f"「{shown}」の中身は受け付ける種類ではありません。{endings} のファイルを添付してください。",
                f"The content of {shown!r} is not of a type that is taken. Attach one of: {endings}",
            )
        )
    if not shown.lower().endswith(KINDS[kind][1]):
        raise UploadRefused(
            Text(
                f"「{shown}」は名前と中身の種類が違います。拡張子を {KINDS[kind][1][0]} に直してください。",
                f"The name of {shown!r} does not fit its content. Give it the ending {KINDS[kind][1][0]}",
            )
        )
