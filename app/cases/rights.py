"""Who may do a work item: the role of its lane, the party of the case, four eyes."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from app.cases.errors import EXCLUDED, NOT_YOURS, TAKEN, UNKNOWN, NotYours, Unknown
from app.law import roles
from app.store.models.procedures import WorkItem, WorkItemExclusion
from app.store.viewer import Viewer

_OFFERED = select(
    WorkItem,
    exists().where(
        WorkItemExclusion.work_item_id == WorkItem.id,
        WorkItemExclusion.user_id == bindparam("viewer"),
    ),
).where(WorkItem.id == bindparam("item"))


def belongs(viewer: Viewer, item: WorkItem) -> bool:
    """Whether the item waits for the viewer's role or, in a party's lane, for the viewer's provider."""
    if item.role in roles.PARTY:
        return item.provider_id in viewer.provider_ids
    return viewer.is_(item.role)


def may_do(session: Session, viewer: Viewer, item: WorkItem) -> bool:
    """Whether the item may be given to that person, whoever holds it at present."""
    if not belongs(viewer, item):
        return False
    excluded = exists().where(
        WorkItemExclusion.work_item_id == item.id, WorkItemExclusion.user_id == viewer.user_id
    )
    return not session.scalar(select(excluded))


def load(session: Session, viewer: Viewer, item_id: int) -> WorkItem:
    """The open or finished item with that id, if the viewer may do it; raises Unknown or NotYours."""
    found = session.execute(_OFFERED, {"item": item_id, "viewer": viewer.user_id}).first()
    item, excluded = found if found is not None else (None, False)
    if item is None or not belongs(viewer, item):
        raise Unknown(UNKNOWN)
    # Whoever is not named for a bound item is to learn nothing of it.
    if item.bound and item.assignee_id != viewer.user_id:
        raise Unknown(UNKNOWN)
    # A provider's steps are the whole provider's; a colleague may go on with them.
    if item.role not in roles.PARTY and item.assignee_id not in {None, viewer.user_id}:
        raise NotYours(TAKEN)
    if excluded:
        raise NotYours(EXCLUDED)
    return item


__all__ = ["NOT_YOURS", "belongs", "load", "may_do"]
