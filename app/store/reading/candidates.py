"""To whom open steps can be given: active people with the role, whom nothing keeps away."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.law import roles
from app.store import standing
from app.store.models.people import User
from app.store.models.procedures import WorkItem, WorkItemExclusion
from app.store.reading.visible import interested, separated


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a step."""

    id: int
    name: str


def candidates(session: Session, item_ids: Iterable[int]) -> dict[int, list[Candidate]]:
    """By work item, in the order of names; without who holds it already.

    Items that cannot be given to anybody are left out: done ones, a provider's, those bound to one person.
    """
    wanted = list(item_ids)
    held = standing.held(clock.today())
    rows = session.execute(
        select(WorkItem.id, User.id, User.name)
        .join(held, held.c.role == WorkItem.role)
        .join(User, User.id == held.c.user_id)
        .where(
            WorkItem.id.in_(wanted),
            WorkItem.state == "open",
            WorkItem.bound.is_(False),
            WorkItem.role.not_in(sorted(roles.PARTY)),
            User.active,
            User.verified_at.is_not(None),
            WorkItem.assignee_id.is_distinct_from(User.id),
            ~exists().where(
                WorkItemExclusion.work_item_id == WorkItem.id, WorkItemExclusion.user_id == User.id
            ),
            ~separated(User.id),
            ~interested(User.id, WorkItem.case_id),
        )
        .order_by(User.name, User.id)
    )
    found: dict[int, list[Candidate]] = {}
    for item_id, user_id, name in rows:
        found.setdefault(item_id, []).append(Candidate(user_id, name))
    return found
