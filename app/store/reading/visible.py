"""Which cases a viewer may see (第20条): their own provider's, those they hold or held a step in, all for deciders."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from app.law import roles
from app.store.models.cases import Case
from app.store.models.procedures import WorkItem, WorkItemExclusion
from app.store.viewer import Viewer


def claimable(viewer: Viewer, *, role: str | None = None) -> ColumnElement[bool]:
    """Open items that wait for a role of the viewer and from which the viewer is not kept away."""
    mine = [role] if role is not None else sorted(viewer.roles)
    if not mine:
        return false()
    return and_(
        WorkItem.state == "open",
        WorkItem.role.in_(mine) if len(mine) > 1 else WorkItem.role == mine[0],
        or_(WorkItem.assignee_id.is_(None), WorkItem.assignee_id == viewer.user_id),
        ~exists().where(
            WorkItemExclusion.work_item_id == WorkItem.id, WorkItemExclusion.user_id == viewer.user_id
        ),
    )


def case_visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Case` under which the viewer sees it."""
    if viewer.is_("decider"):
        return true()
    # A party's steps give no sight of their own: whoever has left the provider sees its cases no more.
    held = exists().where(
        WorkItem.case_id == Case.id,
        WorkItem.role.not_in(sorted(roles.PARTY)),
        or_(WorkItem.done_by == viewer.user_id, WorkItem.assignee_id == viewer.user_id),
    )
    waiting = exists(select(WorkItem.id).where(WorkItem.case_id == Case.id, claimable(viewer)))
    conditions: list[ColumnElement[bool]] = [held, waiting] if viewer.staff else [false()]
    if viewer.provider_ids:
        conditions.append(Case.provider_id.in_(sorted(viewer.provider_ids)))
    return or_(*conditions)
