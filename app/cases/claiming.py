"""Taking a work item and giving it back."""

from sqlalchemy import update

from app.cases import rights
from app.cases.errors import TAKEN, NotYours
from app.cases.runtime import Runtime
from app.store.models.procedures import WorkItem
from app.store.viewer import Viewer


def claim(runtime: Runtime, viewer: Viewer, item_id: int) -> None:
    """Take an open item; raises NotYours when somebody else was faster."""
    with runtime.db.step() as session:
        item = rights.load(session, viewer, item_id)
        taken = session.execute(
            update(WorkItem)
            .where(
                WorkItem.id == item.id,
                WorkItem.state == "open",
                (WorkItem.assignee_id.is_(None)) | (WorkItem.assignee_id == viewer.user_id),
            )
            .values(assignee_id=viewer.user_id)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined] # a CursorResult, typed as Result
            raise NotYours(TAKEN)


def release(runtime: Runtime, viewer: Viewer, item_id: int) -> None:
    """Give an own item back to the group; what was typed stays in the draft."""
    with runtime.db.step() as session:
        item = rights.load(session, viewer, item_id)
        session.execute(
            update(WorkItem)
            .where(WorkItem.id == item.id, WorkItem.state == "open", WorkItem.assignee_id == viewer.user_id)
            .values(assignee_id=None)
            .execution_options(synchronize_session=False)
        )
