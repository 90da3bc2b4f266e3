"""Editions: diagrams, forms, tables and catalogues put in force together, immutable by hash."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.forms import FormLibrary, compile_all
from app.cases.linting import Finding, Operation, judge
from app.store.models.procedures import Content, Edition, EditionFile

KEPT = (".bpmn", ".dmn", ".form", ".yaml")


class EditionRefused(Exception):
    """A set of files cannot be put in force; `findings` says why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" / ".join(str(finding) for finding in findings))
        self.findings = findings


def read_folder(root: Path) -> dict[str, str]:
    """The files of an edition under `root`, by path: `processes/…` and `forms/…`."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("processes", "forms")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix in KEPT
    }


def digest(files: Mapping[str, str]) -> str:
    """The hash that names a set of files."""
    lines = [f"{path}\0{_sha256(text)}" for path, text in sorted(files.items())]
    return _sha256("\n".join(lines))


def publish(
    session: Session,
    files: Mapping[str, str],
    *,
    label: str,
    effective_on: date,
    operations: Mapping[str, Operation],
) -> int:
    """Put a set of files in force from a day; the same files are stored once.

    `operations` are the acts that exist. Raises EditionRefused for whatever the linter finds.
    """
    found = judge(files, operations)
    if found:
        raise EditionRefused(found)
    hash_ = digest(files)
    existing = session.scalar(select(Edition).where(Edition.hash == hash_))
    if existing is not None:
        return existing.id
    edition = Edition(hash=hash_, label=label, effective_on=effective_on, imported_at=clock.real_now())
    session.add(edition)
    session.flush()
    known = set(session.scalars(select(Content.sha256)))
    texts = {_sha256(text): text for text in files.values()}
    new = [{"sha256": sha256, "text": text} for sha256, text in texts.items() if sha256 not in known]
    if new:
        session.execute(insert(Content), new)
    session.execute(
        insert(EditionFile),
        [{"edition_id": edition.id, "path": path, "sha256": _sha256(text)} for path, text in files.items()],
    )
    return edition.id


def current(session: Session, on: date) -> Edition:
    """The edition in force on a day: the last to become effective; raises LookupError if there is none."""
    edition = session.scalar(
        select(Edition)
        .where(Edition.effective_on <= on)
        .order_by(Edition.effective_on.desc(), Edition.id.desc())
        .limit(1)
    )
    if edition is None:
        raise LookupError("no edition is in force")
    return edition


def files_of(session: Session, edition_id: int) -> dict[str, str]:
    """The files of an edition, by path."""
    rows = session.execute(
        select(EditionFile.path, Content.text)
        .join(Content, Content.sha256 == EditionFile.sha256)
        .where(EditionFile.edition_id == edition_id)
    )
    return {path: text for path, text in rows}


class FormShelf:
    """The compiled forms and catalogues of editions; compiling an edition is done once per process."""

    def __init__(self) -> None:
        self._libraries: dict[int, FormLibrary] = {}

    def get(self, session: Session, edition_id: int) -> FormLibrary:
        """The forms of an edition."""
        library = self._libraries.get(edition_id)
        if library is None:
            library, _ = compile_all(files_of(session, edition_id))
            self._libraries[edition_id] = library
        return library


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
