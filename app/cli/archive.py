"""A backup as one .tar.gz or as a folder: files, and a manifest that tells when one is damaged.

`manifest.json` comes last and holds size and SHA-256 of every file and of itself, so what was cut off or
changed is noticed before anything is restored.
"""

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from app.store.base import dumps

MANIFEST = "manifest.json"
DATABASES = {"sqlite": "nintei.db", "postgresql": "database.sql"}
FORMAT = 1
_MEMBER = re.compile(r"manifest\.json|nintei\.db|database\.sql|uploads/[0-9a-f]{2}/[0-9a-f]{64}")
_CHUNK = 1024 * 1024


class ArchiveError(Exception):
    """A backup that cannot be trusted; the message says why."""


@dataclass(slots=True)
class Manifest:
    """What a backup holds. `files` maps a path to its size in bytes and its SHA-256."""

    made_at: str
    version: str
    schema: str
    database: str
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def to_json(self) -> str:
        """The manifest with the digest of its own content."""
        content = self._content()
        return dumps({**content, "digest": _digest(content)})

    def _content(self) -> dict[str, Any]:
        files = [
            {"path": path, "size": size, "sha256": sha256}
            for path, (size, sha256) in sorted(self.files.items())
        ]
        return {
            "format": FORMAT,
            "made_at": self.made_at,
            "version": self.version,
            "schema": self.schema,
            "database": self.database,
            "files": files,
        }

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a manifest; raises ArchiveError when it is not as it was written."""
        try:
            content = json.loads(text)
            digest = content.pop("digest")
            if content["format"] != FORMAT or content["database"] not in DATABASES:
                raise ArchiveError("The backup was written in a format that this version does not know.")
            if digest != _digest(content):
                raise ArchiveError("The manifest was changed after the backup was made.")
            files = {each["path"]: (each["size"], each["sha256"]) for each in content["files"]}
            return cls(content["made_at"], content["version"], content["schema"], content["database"], files)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArchiveError("The manifest cannot be read.") from error


class Sink(Protocol):
    """Where the files of a backup go."""

    def add(self, path: str, source: Path) -> tuple[int, str]:
        """Take a file under a path; returns its size and SHA-256."""
        ...

    def finish(self, manifest: str) -> None:
        """Write the manifest."""
        ...


@contextmanager
def writing(target: Path) -> Iterator[Sink]:
    """A new backup at `target` (an archive when it ends in .tar.gz or .tgz); nothing is left on failure."""
    partial = target.with_name(f".{target.name}.partial")
    _remove(partial)
    partial.parent.mkdir(parents=True, exist_ok=True)
    try:
        if is_archive(target):
            partial.touch(mode=0o600)
            with tarfile.open(partial, "w:gz") as tar:
                yield _TarSink(tar)
        else:
            partial.mkdir(mode=0o700)
            yield _FolderSink(partial)
        if target.is_dir():
            target.rmdir()  # empty, or the caller would not have come here
        partial.rename(target)
    finally:
        _remove(partial)


def unpack(source: Path, into: Path) -> Manifest:
    """Copy a backup into an empty folder and check every byte of it; raises ArchiveError."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise ArchiveError(f"The backup holds something that is not a file: {path.name}")
            if path.is_file():
                with path.open("rb") as file:
                    _take(path.relative_to(source).as_posix(), file, into)
    else:
        try:
            with tarfile.open(source, "r:gz") as tar:
                for member in tar:
                    stream = tar.extractfile(member) if member.isreg() else None
                    if stream is None:
                        raise ArchiveError(f"The backup holds something that is not a file: {member.name}")
                    _take(member.name, stream, into)
        except (tarfile.TarError, OSError, EOFError) as error:
            raise ArchiveError("The archive is cut off or damaged.") from error
    return _checked(into)


def is_archive(target: Path) -> bool:
    """Whether a name stands for one compressed file."""
    return target.name.endswith((".tar.gz", ".tgz"))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _TarSink:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, path: str, source: Path) -> tuple[int, str]:
        digest = sha256_of(source)
        info = self._tar.gettarinfo(source, path)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        with source.open("rb") as stream:
            self._tar.addfile(info, stream)
        return info.size, digest

    def finish(self, manifest: str) -> None:
        content = manifest.encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(content)
        self._tar.addfile(info, io.BytesIO(content))


class _FolderSink:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, path: str, source: Path) -> tuple[int, str]:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return target.stat().st_size, sha256_of(target)

    def finish(self, manifest: str) -> None:
        (self._folder / MANIFEST).write_text(manifest, encoding="utf-8")


def _take(name: str, stream: IO[bytes], into: Path) -> None:
    # Names are compared with the few that we write, so none can lead out of the folder.
    if not _MEMBER.fullmatch(name):
        raise ArchiveError(f"The backup holds a file that does not belong in one: {name}")
    target = into / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(stream, file, _CHUNK)


def _checked(folder: Path) -> Manifest:
    if not (folder / MANIFEST).is_file():
        raise ArchiveError("The backup has no manifest: it is cut off, or it is no backup of Nintei.")
    manifest = Manifest.from_json((folder / MANIFEST).read_text(encoding="utf-8", errors="replace"))
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted(here ^ set(manifest.files))
    if wrong or DATABASES[manifest.database] not in here:
        raise ArchiveError(f"The files are not those of the manifest: {', '.join(wrong[:3])}")
    for path, (size, sha256) in manifest.files.items():
        if (folder / path).stat().st_size != size or sha256_of(folder / path) != sha256:
            raise ArchiveError(f"The content of {path} is damaged.")
    return manifest


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(dumps(content).encode()).hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
