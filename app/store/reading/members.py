"""Who is asked in steps that several people do: in one procedure, and who can no longer answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from app import clock
from app.law import roles
from app.store import standing
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.models.procedures import Instance, WorkItem, WorkItemExclusion
from app.store.reading.visible import HANDED_OVER, handled_by, interested
from app.store.viewer import Viewer

MOST = 100
Cause = Literal["account", "role", "excluded"]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody, or a seat, that has not answered yet; `key` is the item of the list."""

    task_id: int
    node: str
    key: str
    name: str
    bound: bool


@dataclass(frozen=True, slots=True)
class Stranded:
    """A step bound to a person who cannot do it any more, and why not."""

    item_id: int
    instance_id: int
    process_id: str
    node: str
    case_no: str
    since: datetime
    cause: Cause


def open_members(session: Session, instance_id: int) -> list[Member]:
    """Who has not answered yet in the running steps of one procedure."""
    rows = session.execute(
        select(WorkItem.task_id, WorkItem.node, WorkItem.item_key, User.name, WorkItem.bound)
        .outerjoin(User, (User.id == WorkItem.assignee_id) & WorkItem.bound)
        .where(WorkItem.instance_id == instance_id, WorkItem.state == "open", WorkItem.item_key.is_not(None))
        .order_by(WorkItem.node, WorkItem.id)
    )
    return [Member(task_id, node, key or "", name or "", bound) for task_id, node, key, name, bound in rows]


def stranded(session: Session, viewer: Viewer | None = None) -> list[Stranded]:
    """Steps that wait for one person who lost account, role or appointment, or is kept away since; the oldest first.

    Who acts for a provider is judged with each answer: memberships have dates.
    """
    gone: ColumnElement[bool] = User.active.is_(False) | User.verified_at.is_(None)
    held = standing.held(clock.today())
    no_role = WorkItem.role.not_in(sorted(roles.PARTY)) & ~exists().where(
        held.c.user_id == WorkItem.assignee_id, held.c.role == WorkItem.role
    )
    kept_away = exists().where(
        WorkItemExclusion.work_item_id == WorkItem.id, WorkItemExclusion.user_id == WorkItem.assignee_id
    )
    # A seat's own steps wait for a judgement of its interest; those that somebody else can do are stranded by it.
    shut = WorkItem.node.in_(sorted(HANDED_OVER)) & interested(WorkItem.assignee_id, WorkItem.case_id)
    cause = case((gone, "account"), (no_role, "role"), else_="excluded")
    rows = session.execute(
        select(
            WorkItem.id,
            WorkItem.instance_id,
            WorkItem.process_id,
            WorkItem.node,
            Case.case_no,
            WorkItem.created_at,
            cause,
        )
        .join(User, User.id == WorkItem.assignee_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .outerjoin(Case, Case.id == WorkItem.case_id)
        .where(
            WorkItem.state == "open",
            WorkItem.bound,
            gone | no_role | kept_away | shut,
            handled_by(viewer, WorkItem.case_id),
        )
        .order_by(WorkItem.id)
        .limit(MOST)
    )
    return [
        Stranded(item_id, instance_id, process_id, node, case_no or "", since, why)
        for item_id, instance_id, process_id, node, case_no, since, why in rows
    ]
