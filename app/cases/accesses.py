"""第20条第1項: that somebody outside the provider read a confidential file is on record before the file is sent."""

from sqlalchemy.orm import Session

from app import clock
from app.cases.runtime import Runtime
from app.store import rows
from app.store.models.procedures import Access
from app.store.reading.cases import Head
from app.store.reading.visible import is_shut
from app.store.viewer import Viewer


def note(runtime: Runtime, viewer: Viewer, case: Head, what: str) -> None:
    """Write that the viewer reads `what` of a visible case; a provider's own people read without it."""
    if case.provider_id in viewer.provider_ids:
        return
    row = {"case_id": case.id, "user_id": viewer.user_id, "what": what[:120], "at": clock.real_now()}

    def write(session: Session) -> None:
        rows.add(session, Access, [row])

    runtime.step(write)


def is_still_open(runtime: Runtime, viewer: Viewer, case: Head) -> bool:
    """Whether no interest shuts the case meanwhile: asked again while a long file is on its way (第7条)."""
    with runtime.db.read() as session:
        return case.provider_id in viewer.provider_ids or not is_shut(session, viewer, case.id)
