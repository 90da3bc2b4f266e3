"""A member's notes for oneself and the question being written: kept as they are typed, read by nobody else."""

from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, DraftConflict, Unknown
from app.cases.runtime import Runtime
from app.store import rows
from app.store.models.committee import MemberNote, Seat
from app.store.viewer import Viewer

MOST_SIGNS = 100_000


def keep(runtime: Runtime, viewer: Viewer, seat_id: int, text: str, question: str, version: int) -> int:
    """Store what was written on top of `version` (0: nothing yet); returns the new version.

    Raises Unknown where the seat is not the viewer's or is shut, DraftConflict when another window was faster.
    """
    kept = {"text": text[:MOST_SIGNS], "question": question[:MOST_SIGNS]}
    return runtime.step(lambda session: _keep(session, viewer, seat_id, kept, version))


def _keep(session: Session, viewer: Viewer, seat_id: int, kept: dict[str, str], version: int) -> int:
    seat = session.get(Seat, seat_id)
    if seat is None or seat.user_id != viewer.user_id or seat.state != "eligible":
        raise Unknown(UNKNOWN)
    first = {"seat_id": seat_id, "version": 0, "text": "", "question": "", "saved_at": clock.real_now()}
    rows.add_unless_there(session, MemberNote, first)
    note = session.get_one(MemberNote, seat_id, with_for_update=True)
    stored = {"text": note.text, "question": note.question}
    if stored == kept:
        return note.version
    if note.version != version:
        raise DraftConflict(dict(stored), note.version)
    note.text, note.question, note.saved_at = kept["text"], kept["question"], clock.real_now()
    note.version += 1
    session.flush()
    return note.version


def sent(session: Session, seat_id: int) -> None:
    """The question has been asked: it is no longer being written."""
    note = session.get(MemberNote, seat_id, with_for_update=True)
    if note is not None and note.question:
        note.question = ""
        note.version += 1
        session.flush()
