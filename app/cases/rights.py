"""Who may do a work item: the role of its lane, the party of the case, four eyes, no interest."""

from sqlalchemy import Integer, bindparam, exists, literal, select
from sqlalchemy.orm import Session

from app.cases.errors import EXCLUDED, NOT_YOURS, SEATED, TAKEN, UNKNOWN, NotYours, Unknown
from app.law import roles
from app.store.models.procedures import WorkItem, WorkItemExclusion
from app.store.reading.visible import DECLARING, SEPARATE, interested, is_shut, seated
from app.store.viewer import Viewer

_OFFERED = select(
    WorkItem,
    exists().where(
        WorkItemExclusion.work_item_id == WorkItem.id,
        WorkItemExclusion.user_id == bindparam("viewer"),
    ),
).where(WorkItem.id == bindparam("item"))
_ASKED = _OFFERED.add_columns(interested(bindparam("viewer", type_=Integer()), WorkItem.case_id))


def belongs(viewer: Viewer, item: WorkItem) -> bool:
    """Whether the item waits for the viewer's role or, in a party's lane, for the viewer's provider."""
    if item.role in roles.PARTY:
        return item.provider_id in viewer.provider_ids
    return viewer.is_(item.role)


def declares(viewer: Viewer, item: WorkItem) -> bool:
    """Whether it is the viewer's own declaration of an interest, which is made without seeing the case (第7条)."""
    return item.bound and item.node in DECLARING and item.assignee_id == viewer.user_id


def _acts_for_party(viewer: Viewer, item: WorkItem) -> bool:
    return item.role in roles.PARTY and not viewer.staff


def may_do(session: Session, viewer: Viewer, item: WorkItem) -> bool:
    """Whether the item may be given to that person, whoever holds it at present."""
    if not belongs(viewer, item) or is_shut(session, viewer, item.case_id):
        return False
    if _sat(session, viewer, item):
        return False
    excluded = exists().where(
        WorkItemExclusion.work_item_id == item.id, WorkItemExclusion.user_id == viewer.user_id
    )
    return not session.scalar(select(excluded))


def load(session: Session, viewer: Viewer, item_id: int) -> WorkItem:
    """The open or finished item with that id, if the viewer may do it; raises Unknown or NotYours.

    Of a case that an interest shuts, nothing is left but the viewer's own declaration (第7条).
    """
    item, excluded, shut = _offered(session, viewer, item_id)
    if item is None or not belongs(viewer, item):
        raise Unknown(UNKNOWN)
    if shut and not declares(viewer, item) and not _acts_for_party(viewer, item):
        raise Unknown(UNKNOWN)
    # Whoever is not named for a bound item is to learn nothing of it.
    if item.bound and item.assignee_id != viewer.user_id:
        raise Unknown(UNKNOWN)
    # A provider's steps are the whole provider's; a colleague may go on with them.
    if item.role not in roles.PARTY and item.assignee_id not in {None, viewer.user_id}:
        raise NotYours(TAKEN)
    if excluded:
        raise NotYours(EXCLUDED)
    if _sat(session, viewer, item):
        raise NotYours(SEATED)
    return item


def sat(session: Session, viewer: Viewer, case_id: int) -> bool:
    """Whether the viewer was ever seated in a hearing of the case: such a person neither reviews nor decides it."""
    return viewer.asked and bool(session.scalar(select(seated(literal(viewer.user_id), literal(case_id)))))


def _sat(session: Session, viewer: Viewer, item: WorkItem) -> bool:
    return item.role in SEPARATE and item.case_id is not None and sat(session, viewer, item.case_id)


def _offered(session: Session, viewer: Viewer, item_id: int) -> tuple[WorkItem | None, bool, bool]:
    """The item, whether the viewer is kept away from it, and whether its case is shut to the viewer."""
    query = _ASKED if viewer.asked else _OFFERED
    row = session.execute(query, {"item": item_id, "viewer": viewer.user_id}).first()
    return (row[0], bool(row[1]), viewer.asked and bool(row[2])) if row is not None else (None, False, False)


__all__ = ["NOT_YOURS", "belongs", "declares", "load", "may_do", "sat"]
