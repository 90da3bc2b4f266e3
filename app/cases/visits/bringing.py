"""Bringing in what a device exported: each operation and photo goes in as if the device had sent it."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Any

from sqlalchemy import select

from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import access, evidence, exported, operations
from app.cases.visits.evidence import About
from app.cases.visits.exported import DAMAGED, MISSING, Export, Photo
from app.cases.visits.operations import MOST, Sent
from app.law.text import Text
from app.store.blobs import UploadRefused, display_name
from app.store.models.visits import Evidence, VisitMember
from app.store.viewer import Viewer

UNREADABLE = Text("記録の形が違うため読めません。", "Its form is not that of an entry.")
STRANGER = Text(
    "この調査の調査員ではない人が書いたものです。", "Somebody who is no inspector of this visit wrote it."
)


@dataclass(frozen=True, slots=True)
class Left:
    """What was not taken, and why: an operation by its target and field, a photo or another name by `name`."""

    why: Text
    target: str = ""
    field: str = ""
    name: str = ""


@dataclass(slots=True)
class Brought:
    """What came of a file: how much was taken or had been taken before, and what was not taken."""

    ops: int = 0
    photos: int = 0
    ops_known: int = 0
    photos_known: int = 0
    conflicts: int = 0
    late: int = 0
    left: list[Left] = field(default_factory=list)


def bring(runtime: Runtime, viewer: Viewer, number: str, stream: IO[bytes]) -> Brought:
    """Take what a file holds; brought again, it changes nothing.

    Raises Unknown for who is not on the team, and CaseError where the file as a whole cannot be taken.
    """
    with runtime.db.read() as session:
        visit, _ = access.on_team(session, viewer, number)
        went = select(VisitMember.user_id).where(
            VisitMember.visit_id == visit.id, VisitMember.state.in_(("clear", "replaced"))
        )
        team = set(session.scalars(went))
        kept = set(session.scalars(select(Evidence.sha256).where(Evidence.visit_id == visit.id)))
    export, told = exported.read(stream, number), Brought()
    sent = list(_operations(export, viewer, team, told))
    for at in range(0, max(1, len(sent)), MOST):
        _send(runtime, viewer, number, sent[at : at + MOST], told)
    for photo in export.photos:
        _photo(runtime, viewer, number, export, photo, team, kept, told)
    told.left += [Left(why, name=display_name(name)) for name, why in export.odd]
    return told


def _operations(export: Export, viewer: Viewer, team: set[int], told: Brought) -> Iterator[Sent]:
    for each in export.ops:
        target, name = _named(each, "target"), _named(each, "field")
        try:
            sent = operations.read_one(each)
        except CaseError:
            told.left.append(Left(UNREADABLE, target, name))
            continue
        author = _author(each.get("user"), viewer, team)
        if author is None:
            told.left.append(Left(STRANGER, target, name))
            continue
        yield replace(sent, author=author, brought=True)


def _named(given: Any, name: str) -> str:
    value = given.get(name) if isinstance(given, dict) else None
    return value[:60] if isinstance(value, str) else ""


def _author(said: object, viewer: Viewer, team: set[int]) -> int | None:
    """Who wrote it, as the device knows it; without a word of that, whoever brings it."""
    if said is None:
        return viewer.user_id
    return said if isinstance(said, int) and said in team else None


def _send(runtime: Runtime, viewer: Viewer, number: str, sent: list[Sent], told: Brought) -> None:
    for each, answer in zip(sent, operations.take(runtime, viewer, number, sent), strict=True):
        if answer.refused is not None:
            told.left.append(Left(answer.refused, each.target, each.field))
            continue
        told.ops_known += answer.known
        told.ops += not answer.known
        told.conflicts += answer.conflict and not answer.known
        told.late += answer.late and not answer.known


def _photo(
    runtime: Runtime,
    viewer: Viewer,
    number: str,
    export: Export,
    photo: Photo,
    team: set[int],
    kept: set[str],
    told: Brought,
) -> None:
    name = display_name(str(photo.about.get("name") or "photo"))
    if photo.sha256 in kept:
        told.photos_known += 1
        return
    author = _author(photo.user, viewer, team)
    content = export.content(photo, runtime.settings.upload_limit)
    try:
        if author is None:
            raise CaseError(STRANGER)
        if content is None or not export.holds(photo):
            raise CaseError(DAMAGED if export.holds(photo) else MISSING)
        if (
            len(content) <= runtime.settings.upload_limit
            and hashlib.sha256(content).hexdigest() != photo.sha256
        ):
            raise CaseError(DAMAGED)
        about = About.read({"device": export.device, **photo.about})
        evidence.put(
            runtime, viewer, number, io.BytesIO(content), replace(about, author=author, brought=True)
        )
    except Unknown:
        raise
    except (CaseError, UploadRefused) as error:
        told.left.append(Left(error.text, name=name))
        return
    kept.add(photo.sha256)
    told.photos += 1
