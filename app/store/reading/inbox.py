"""The inbox: narrow rows, keyset pages, one indexed query a role; nothing loads an instance."""

import heapq
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Literal

from sqlalchemy import Select, and_, or_, select, true
from sqlalchemy.orm import Session

from app.store.models.cases import Case
from app.store.models.people import Provider, User
from app.store.models.procedures import NO_DUE_DATE, WorkItem
from app.store.models.services import Service
from app.store.reading.finding import cases_with
from app.store.reading.visible import case_visible, claimable, disinterested, party_sight, reachable
from app.store.viewer import Viewer

Tab = Literal["mine", "group", "done"]
PAGE = 50
MANY = 99


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inbox. `due_on` is None where no day is set."""

    id: int
    name: str
    name_en: str
    role: str
    node: str
    case_no: str
    service: str
    provider: str
    due_on: date | None
    since: datetime
    assignee: str | None
    mine: bool
    done_at: datetime | None = None
    process_id: str = ""
    state: str = "open"
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the inbox and the cursor of the next one, None at the end."""

    rows: list[Row]
    next: str | None


def page(
    session: Session,
    viewer: Viewer,
    tab: Tab = "group",
    *,
    after: str | None = None,
    grams: list[str] | None = None,
    node: str | None = None,
    size: int = PAGE,
) -> Page:
    """A page of work items by due date: the viewer's own, their groups', or those they have done.

    `after` is the cursor of the page before; `grams` are pieces that the case must contain.
    """
    if tab == "done":
        return _done(session, viewer, after, grams, size)
    queries = []
    if tab == "mine":
        queries.append(_narrowed(own(viewer), viewer, after, grams, node))
    else:
        for role in sorted(viewer.roles):
            queries.append(
                _narrowed(
                    waiting().where(claimable(viewer, role=role), WorkItem.assignee_id.is_(None)),
                    viewer,
                    after,
                    grams,
                    node,
                )
            )
    ids = [
        [
            (row[0], row[1])
            for row in session.execute(query.order_by(WorkItem.due_on, WorkItem.id).limit(size + 1))
        ]
        for query in queries
    ]
    merged = list(islice(heapq.merge(*ids), size + 1))
    rows = rows_of(session, viewer, [number for _, number in merged[:size]])
    last = merged[size - 1] if len(merged) > size else None
    return Page(rows, f"{last[0].isoformat()}.{last[1]}" if last else None)


def counts(session: Session, viewer: Viewer) -> dict[str, int]:
    """How many items each tab holds, counted up to 100: screens say «99+» beyond."""
    found = {"mine": _count(session, own(viewer)), "group": 0}
    for role in sorted(viewer.roles):
        if found["group"] <= MANY:
            query = waiting().where(claimable(viewer, role=role), WorkItem.assignee_id.is_(None))
            found["group"] += _count(session, query)
    return found


def provider_items(session: Session, viewer: Viewer) -> list[Row]:
    """What the viewer's providers must do next, the most urgent first."""
    if not viewer.provider_ids:
        return []
    ids = session.scalars(
        select(WorkItem.id)
        .where(
            WorkItem.provider_id.in_(sorted(viewer.provider_ids)),
            WorkItem.state == "open",
            or_(WorkItem.bound.is_(False), WorkItem.assignee_id == viewer.user_id),
            party_sight(viewer, WorkItem.case_id),
        )
        .order_by(WorkItem.due_on, WorkItem.id)
        .limit(200)
    ).all()
    return rows_of(session, viewer, list(ids))


def waiting() -> Select[date, int]:
    """Open items by due date and id, to be narrowed by whose they are."""
    return select(WorkItem.due_on, WorkItem.id).where(WorkItem.state == "open")


def own(viewer: Viewer) -> Select[date, int]:
    """Open items that the viewer holds or is bound to, and that no interest keeps away."""
    return waiting().where(WorkItem.assignee_id == viewer.user_id, reachable(viewer))


def _narrowed(
    query: Select[date, int], viewer: Viewer, after: str | None, grams: list[str] | None, node: str | None
) -> Select[date, int]:
    if after:
        day, _, number = after.partition(".")
        due, item_id = date.fromisoformat(day), int(number)
        query = query.where(or_(WorkItem.due_on > due, and_(WorkItem.due_on == due, WorkItem.id > item_id)))
    if node:
        query = query.where(WorkItem.node == node)
    for gram in grams or []:
        query = query.where(WorkItem.case_id.in_(cases_with(gram)))
    # What is asked of a declaration's case must not tell what stands in it.
    return query.where(disinterested(viewer, WorkItem.case_id)) if grams else query


def _done(session: Session, viewer: Viewer, after: str | None, grams: list[str] | None, size: int) -> Page:
    query = select(WorkItem.id).where(
        WorkItem.done_by == viewer.user_id,
        WorkItem.state == "done",
        disinterested(viewer, WorkItem.case_id),
    )
    if after:
        query = query.where(WorkItem.id < int(after))
    for gram in grams or []:
        query = query.where(WorkItem.case_id.in_(cases_with(gram)))
    ids = list(session.scalars(query.order_by(WorkItem.id.desc()).limit(size + 1)))
    return Page(rows_of(session, viewer, ids[:size]), str(ids[size - 1]) if len(ids) > size else None)


def _count(session: Session, query: Select[date, int]) -> int:
    return len(session.execute(query.limit(MANY + 1)).all())


def rows_of(session: Session, viewer: Viewer, ids: list[int]) -> list[Row]:
    """The lines of work items that the viewer was found to see, in the order of the ids.

    A declaration of an interest does not name its case.
    """
    if not ids:
        return []
    sight = case_visible(viewer) if viewer.asked else true()
    found = session.execute(
        select(WorkItem, Case.case_no, Service.name, Provider.name, User.name, sight)
        .outerjoin(Case, Case.id == WorkItem.case_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Provider, Provider.id == Case.provider_id)
        .outerjoin(User, User.id == WorkItem.assignee_id)
        .where(WorkItem.id.in_(ids))
    )
    by_id = {
        item.id: Row(
            item.id,
            item.name,
            item.name_en,
            item.role,
            item.node,
            (case_no or "") if seen else "",
            (service or "") if seen else "",
            (provider or "") if seen else "",
            None if item.due_on == NO_DUE_DATE else item.due_on,
            item.created_at,
            assignee,
            item.assignee_id == viewer.user_id,
            item.done_at,
            item.process_id,
            item.state,
            item.bound,
        )
        for item, case_no, service, provider, assignee, seen in found
    }
    return [by_id[number] for number in ids]
