"""Photos and papers of a visit: whole or in pieces, checked by their content, each file once."""

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import access, pictures
from app.cases.visits.dimensions import MOST_PIXELS, pixels
from app.cases.visits.stripping import stripped
from app.law.text import Text
from app.store.blobs import Blob, UploadRefused
from app.store.models.visits import Evidence, EvidencePart, Visit
from app.store.viewer import Viewer

KINDS = frozenset({"jpeg", "png", "heic", "pdf"})
PIECE = 256 * 1024
"""Bytes of a piece: a cut connection loses at most so much, whatever the server buffers."""
KEPT = timedelta(days=30)
"""How long the pieces of an upload that was never finished are kept."""
_UPLOAD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TARGET = re.compile(r"(check|finding):[a-z0-9_-]{1,40}|meeting|note|")
BROKEN = Text(
    "届いたファイルが元のファイルと一致しません。もう一度送ってください。",
    "What arrived is not the file that was sent. Send it again.",
)

MANY_PIXELS = Text(
    f"画像が大きすぎます。{MOST_PIXELS // 1_000_000}メガピクセルまでの写真にしてください。カメラの設定で小さくして撮り直すか、必要な部分だけを切り出してください。",
    f"The picture is too large: at most {MOST_PIXELS // 1_000_000} megapixels. Take it again with a smaller setting, or cut out the part that matters.",
)


class OffsetDiffers(CaseError):
    """A piece does not follow on what is here; `at` is where the next one begins."""

    def __init__(self, at: int) -> None:
        super().__init__(
            Text("続きの位置が違います。今の位置から送り直してください。", "Send on from the present offset.")
        )
        self.at = at


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a file: what it shows (`target`), words, and when and on which device it was taken."""

    name: str
    target: str = ""
    caption: str = ""
    taken_at: str = ""
    device: str = ""
    author: int | None = None
    brought: bool = False

    @classmethod
    def read(cls, given: dict[str, Any]) -> "About":
        """From what a page or a device sends; raises CaseError."""
        texts = {name: given.get(name) or "" for name in ("name", "target", "caption", "taken_at", "device")}
        if not all(isinstance(text, str) for text in texts.values()) or not _TARGET.fullmatch(
            texts["target"]
        ):
            raise CaseError(BROKEN)
        return cls(
            texts["name"] or "photo",
            texts["target"],
            texts["caption"][:500],
            texts["taken_at"][:40],
            texts["device"][:60],
        )


def put(runtime: Runtime, viewer: Viewer, number: str, stream: IO[bytes], about: About) -> int:
    """Keep a file whole; its id. The same content is linked once. Raises Unknown, CaseError, UploadRefused."""
    with runtime.db.read() as session:
        access.on_team(session, viewer, number)
    limit = runtime.settings.upload_limit
    content = io.BytesIO(stream.read(limit + 1))
    _refuse_pixels(content.getvalue())
    blob = runtime.blobs.put(content, about.name, allowed=KINDS, limit=limit)
    return _link(runtime, viewer, number, blob, about)


def _refuse_pixels(content: bytes) -> None:
    if pixels(content) > MOST_PIXELS:
        raise UploadRefused(MANY_PIXELS)


def _link(runtime: Runtime, viewer: Viewer, number: str, blob: Blob, about: About) -> int:
    with runtime.blobs.open(blob.sha256) as file:
        content = file.read()
    copied, tiny = (
        runtime.blobs.put_own(made) if made is not None else ""
        for made in (
            stripped(content, blob.type) or pictures.shown(content, blob.type),
            pictures.small(content, blob.type),
        )
    )

    def work(session: Session) -> int:
        visit, _ = access.noting(session, viewer, number)
        known = session.scalar(
            select(Evidence.id).where(Evidence.visit_id == visit.id, Evidence.sha256 == blob.sha256)
        )
        if known is not None:
            return known
        row = Evidence(
            visit_id=visit.id,
            target=about.target,
            kind="paper" if blob.type == "application/pdf" else "photo",
            name=blob.name,
            sha256=blob.sha256,
            copy_sha256=copied,
            size=blob.size,
            type=blob.type,
            caption=about.caption,
            taken_at=about.taken_at,
            device=about.device,
            by_id=viewer.user_id,
            received_at=clock.now(),
            author_id=about.author if about.author != viewer.user_id else None,
            brought=about.brought,
            small_sha256=tiny,
        )
        session.add(row)
        session.flush()
        return row.id

    return runtime.step(work)


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a file lies, and how it is called."""

    visit_id: int
    sha256: str
    name: str
    type: str


def stored(session: Session, viewer: Viewer, number: str, evidence_id: int, *, original: bool) -> Stored:
    """A file of a visit: its copy without the camera's notes, the original only for the team; raises Unknown."""
    visit, member = access.readable(session, viewer, number)
    row = session.get(Evidence, evidence_id)
    if row is None or row.visit_id != visit.id:
        raise Unknown(UNKNOWN)
    if (original and member is not None) or not row.copy_sha256:
        return Stored(visit.id, row.sha256, row.name, row.type)
    if row.type == pictures.HEIC:
        return Stored(visit.id, row.copy_sha256, f"{row.name}.jpg", "image/jpeg")
    return Stored(visit.id, row.copy_sha256, row.name, row.type)


def small(session: Session, viewer: Viewer, number: str, evidence_id: int) -> Stored:
    """The small picture of a photo; raises Unknown where there is none."""
    visit, _ = access.readable(session, viewer, number)
    row = session.get(Evidence, evidence_id)
    if row is None or row.visit_id != visit.id or not row.small_sha256:
        raise Unknown(UNKNOWN)
    return Stored(visit.id, row.small_sha256, f"{row.name}.jpg", "image/jpeg")


def offset(runtime: Runtime, viewer: Viewer, number: str, upload: str) -> int:
    """How many bytes of an upload are here; raises Unknown."""
    with runtime.db.read() as session:
        visit, _ = access.on_team(session, viewer, number)
        return _offset(session, visit, viewer, upload)


def _offset(session: Session, visit: Visit, viewer: Viewer, upload: str) -> int:
    if not _UPLOAD.fullmatch(upload):
        raise Unknown(UNKNOWN)
    row = session.execute(
        select(
            func.coalesce(func.sum(func.length(EvidencePart.content)), 0),
            func.min(EvidencePart.by_id),
            func.min(EvidencePart.visit_id),
        ).where(EvidencePart.upload == upload)
    ).one()
    if row[1] is not None and (row[1], row[2]) != (viewer.user_id, visit.id):
        raise Unknown(UNKNOWN)
    return int(row[0])


def piece(runtime: Runtime, viewer: Viewer, number: str, upload: str, at: int, content: bytes) -> int:
    """Keep a piece that begins at `at`; where the next one begins. Raises OffsetDiffers, Unknown, CaseError."""

    def work(session: Session) -> int:
        visit, _ = access.noting(session, viewer, number)
        here = _offset(session, visit, viewer, upload)
        if at != here:
            raise OffsetDiffers(here)
        if not 0 < len(content) <= PIECE or here + len(content) > runtime.settings.upload_limit:
            raise CaseError(BROKEN)
        if here == 0:
            session.execute(
                delete(EvidencePart).where(
                    EvidencePart.visit_id == visit.id, EvidencePart.at < clock.now() - KEPT
                )
            )
        session.add(
            EvidencePart(
                upload=upload,
                offset=at,
                visit_id=visit.id,
                by_id=viewer.user_id,
                content=content,
                at=clock.now(),
            )
        )
        session.flush()
        return here + len(content)

    return runtime.step(work)


def finish(runtime: Runtime, viewer: Viewer, number: str, upload: str, sha256: str, about: About) -> int:
    """Put the pieces together, if they are the file with that hash; the id of the evidence.

    Asked again, it gives the first answer. What is not the file, or no file that is taken, is thrown away.
    """
    with runtime.db.read() as session:
        visit, _ = access.on_team(session, viewer, number)
        known = session.scalar(
            select(Evidence.id).where(Evidence.visit_id == visit.id, Evidence.sha256 == sha256)
        )
        if known is None:
            _offset(session, visit, viewer, upload)
            parts = session.scalars(
                select(EvidencePart.content)
                .where(EvidencePart.upload == upload)
                .order_by(EvidencePart.offset)
            )
            whole = b"".join(parts)
    try:
        if known is None:
            if hashlib.sha256(whole).hexdigest() != sha256:
                raise CaseError(BROKEN)
            limit = runtime.settings.upload_limit
            _refuse_pixels(whole)
            blob = runtime.blobs.put(io.BytesIO(whole), about.name, allowed=KINDS, limit=limit)
            known = _link(runtime, viewer, number, blob, about)
    except (UploadRefused, CaseError) as error:
        if isinstance(error, UploadRefused) or error.text is BROKEN:
            _forget(runtime, viewer, upload)
        raise
    _forget(runtime, viewer, upload)
    return known


def _forget(runtime: Runtime, viewer: Viewer, upload: str) -> None:
    def work(session: Session) -> None:
        session.execute(
            delete(EvidencePart).where(EvidencePart.upload == upload, EvidencePart.by_id == viewer.user_id)
        )

    runtime.step(work)
