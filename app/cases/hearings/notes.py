"""A member's notes for oneself: kept as they are typed, read by nobody else, and in no export."""

from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, DraftConflict, Unknown
from app.cases.runtime import Runtime
from app.store import rows
from app.store.models.committee import MemberNote, Seat
from app.store.viewer import Viewer

MOST_SIGNS = 100_000


def keep(runtime: Runtime, viewer: Viewer, seat_id: int, text: str, version: int) -> int:
    """Store what was noted on top of `version` (0: nothing yet); returns the new version.

    Raises Unknown where the seat is not the viewer's or is shut, DraftConflict when another window was faster.
    """
    return runtime.step(lambda session: _keep(session, viewer, seat_id, text[:MOST_SIGNS], version))


def _keep(session: Session, viewer: Viewer, seat_id: int, text: str, version: int) -> int:
    seat = session.get(Seat, seat_id)
    if seat is None or seat.user_id != viewer.user_id or seat.state != "eligible":
        raise Unknown(UNKNOWN)
    first = {"seat_id": seat_id, "version": 0, "text": "", "saved_at": clock.real_now()}
    rows.add_unless_there(session, MemberNote, first)
    note = session.get_one(MemberNote, seat_id, with_for_update=True)
    if note.version != version and note.text != text:
        raise DraftConflict({"text": note.text}, note.version)
    if note.text != text:
        note.text, note.saved_at = text, clock.real_now()
        note.version += 1
        session.flush()
    return note.version
