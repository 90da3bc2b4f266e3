"""The file that a device writes of what it could not send: one ZIP with `ops.json` and the photos.

Nothing in it is believed: sizes are bounded before anything is unpacked, names lead to no path, and what is
read of a photo is compared with its hash by whoever takes it.
"""

import json
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, Any

from app.cases.errors import CaseError
from app.law.text import Text

LARGEST = 300 * 1024 * 1024
"""Bytes of the file; fourteen photos of the largest size go into it."""
_MOST_ENTRIES = 3000
_MOST_UNPACKED = 2 * LARGEST
_LONGEST_LIST = 20 * 1024 * 1024
_LIST = "ops.json"
_PHOTO = re.compile(r"photos/(?P<stem>[0-9a-f]{12})-[^/\\:]+")
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"V[0-9]{4}-[0-9]{4,9}")
NOT_OURS = Text(
    "このファイルは読めません。壊れているか、「未送信データを書き出す」で作った zip ではありません。書き出したままのファイルを選んでください。",
    "This file cannot be read: it is damaged, or it is not the ZIP that “Export unsent data” wrote. Choose that file as it was written.",
)
TOO_LARGE = Text(
    f"ファイルが大きすぎます。{LARGEST // 2**20} MBまでの zip を取り込めます。ほかの端末で写真を減らさず、書き出した端末をつないで送ってください。",
    f"The file is too large. A ZIP of at most {LARGEST // 2**20} MB can be taken; otherwise connect the device itself, which sends what it has.",
)
BOMB = Text(
    "開くと大きくなりすぎるため、中身を読みませんでした。書き出したままのファイルを選んでください。",
    "It would grow too large when unpacked, so nothing of it was read. Choose the file as it was written.",
)
LOCKED = Text(
    "パスワードの付いた zip は読めません。書き出したままのファイルを選んでください。",
    "A ZIP with a password cannot be read. Choose the file as it was written.",
)
ODD_NAME = Text(
    "書き出したファイルにない名前のため、読みませんでした。", "The export has no such name; it was not read."
)
UNLISTED = Text("一覧（ops.json）にない写真です。", "The list (ops.json) does not name this photo.")
MISSING = Text("この写真は zip の中にありません。", "This photo is not in the ZIP.")
DAMAGED = Text(
    "中身が元の写真と一致しません（途中で壊れたか、書き換えられています）。",
    "The content is not the photo that was exported: it was damaged or changed on the way.",
)


def foreign(number: object) -> Text:
    """The file belongs to another visit; only what looks like a number is repeated."""
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        return NOT_OURS
    return Text(
        f"これは別の調査（{number}）のファイルです。その調査の画面から取り込んでください。",
        f"This file belongs to another visit ({number}). Bring it in on the page of that visit.",
    )


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as the list names it; `about` is what is said of it, `user` who took it."""

    sha256: str
    about: dict[str, Any]
    user: object


@dataclass(slots=True)
class Export:
    """What the file holds: operations as they stand there, photos, and names that nobody should read."""

    package: zipfile.ZipFile
    device: str
    ops: list[Any]
    photos: list[Photo]
    members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    odd: list[tuple[str, Text]] = field(default_factory=list)

    def content(self, photo: Photo, limit: int) -> bytes | None:
        """The bytes of a photo, at most one more than `limit`; None where it is not here or is damaged."""
        member = self.members.get(photo.sha256[:12])
        return _read(self.package, member, limit + 1) if member is not None else None

    def holds(self, photo: Photo) -> bool:
        """Whether the file has something under the name of the photo."""
        return photo.sha256[:12] in self.members


def read(stream: IO[bytes], number: str) -> Export:
    """The export of the visit with that number; raises CaseError for anything else."""
    stream.seek(0, 2)
    if stream.tell() > LARGEST:
        raise CaseError(TOO_LARGE)
    stream.seek(0)
    try:
        package = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CaseError(NOT_OURS) from error
    entries = [each for each in package.infolist() if not each.is_dir()]
    if len(entries) > _MOST_ENTRIES or sum(each.file_size for each in entries) > _MOST_UNPACKED:
        raise CaseError(BOMB)
    if any(each.flag_bits & 1 for each in entries):
        raise CaseError(LOCKED)
    listed = _list(package, [each for each in entries if each.filename == _LIST])
    if listed.get("visit") != number:
        raise CaseError(foreign(listed.get("visit")))
    ops, photos = listed.get("ops"), listed.get("photos")
    if not isinstance(ops, list) or not isinstance(photos, list):
        raise CaseError(NOT_OURS)
    device = listed.get("device")
    export = Export(
        package, device if isinstance(device, str) else "", ops, [_photo(each) for each in photos]
    )
    _sort(export, [each for each in entries if each.filename != _LIST])
    return export


def _list(package: zipfile.ZipFile, found: list[zipfile.ZipInfo]) -> dict[str, Any]:
    if len(found) != 1:
        raise CaseError(NOT_OURS)
    if found[0].file_size > _LONGEST_LIST:
        raise CaseError(BOMB)
    try:
        listed = json.loads(_read(package, found[0], _LONGEST_LIST) or b"")
    except (ValueError, RecursionError) as error:
        raise CaseError(NOT_OURS) from error
    if not isinstance(listed, dict):
        raise CaseError(NOT_OURS)
    return listed


def _read(package: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes | None:
    try:
        with package.open(member) as file:
            return file.read(most)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        return None


def _photo(given: Any) -> Photo:
    sha256, about = (given.get("sha256"), given.get("about")) if isinstance(given, dict) else (None, None)
    if not isinstance(sha256, str) or not _HASH.fullmatch(sha256) or not isinstance(about, dict):
        raise CaseError(NOT_OURS)
    return Photo(sha256, about, given.get("user"))


def _sort(export: Export, entries: list[zipfile.ZipInfo]) -> None:
    """Photos by the beginning of their hash; every other name is told and left unread."""
    stems = {photo.sha256[:12] for photo in export.photos}
    for each in entries:
        named = _PHOTO.fullmatch(each.filename)
        if named is None:
            export.odd.append((each.filename, ODD_NAME))
        elif named["stem"] not in stems:
            export.odd.append((each.filename, UNLISTED))
        else:
            export.members.setdefault(named["stem"], each)
