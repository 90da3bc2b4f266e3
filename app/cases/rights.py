"""Who may do a work item: the role of its lane, the party of the case, four eyes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.errors import EXCLUDED, NOT_YOURS, TAKEN, UNKNOWN, NotYours, Unknown
from app.law import roles
from app.store.models.procedures import WorkItem, WorkItemExclusion
from app.store.viewer import Viewer


def belongs(viewer: Viewer, item: WorkItem) -> bool:
    """Whether the item waits for the viewer's role or, in a party's lane, for the viewer's provider."""
    if item.role in roles.PARTY:
        return item.provider_id in viewer.provider_ids
    return viewer.is_(item.role)


def excluded(session: Session, viewer: Viewer, item_id: int) -> bool:
    """Whether the viewer must keep away from the item (four eyes)."""
    return session.get(WorkItemExclusion, (item_id, viewer.user_id)) is not None


def require(session: Session, viewer: Viewer, item: WorkItem | None) -> WorkItem:
    """The item, if the viewer may do it; raises Unknown or NotYours."""
    if item is None or not belongs(viewer, item):
        raise Unknown(UNKNOWN)
    # A provider's steps are the whole provider's; a colleague may go on with them.
    if item.role not in roles.PARTY and item.assignee_id not in {None, viewer.user_id}:
        raise NotYours(TAKEN)
    if excluded(session, viewer, item.id):
        raise NotYours(EXCLUDED)
    return item


def load(session: Session, viewer: Viewer, item_id: int) -> WorkItem:
    """The open or finished item with that id, if the viewer may do it."""
    return require(session, viewer, session.scalar(select(WorkItem).where(WorkItem.id == item_id)))


__all__ = ["NOT_YOURS", "belongs", "excluded", "load", "require"]
