"""The work items of a person for programs: what the inbox and the portal list, in one order and narrowed.

Whose items are seen is the inbox's own condition; nothing here widens it.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.law import roles
from app.store.models.procedures import WorkItem
from app.store.reading.inbox import Row, rows_of, waiting
from app.store.reading.visible import claimable, disinterested, party_sight, reachable
from app.store.viewer import Viewer

State = Literal["open", "mine", "group", "done"]
STATES: tuple[State, ...] = ("open", "mine", "group", "done")
FAR = date.max


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the list is narrowed by; days are included on both sides."""

    role: str | None = None
    process_id: str | None = None
    due_from: date | None = None
    due_until: date | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A place in the list: the day by which it is ordered (the last of all days for done items), and the id."""

    day: date
    id: int


def page(
    session: Session,
    viewer: Viewer,
    state: State,
    *,
    after: Key | None = None,
    narrowing: Narrowing = Narrowing(),
    size: int,
) -> tuple[list[Row], Key | None]:
    """A page of rows and the key of its last one where more follow.

    `open` is everything that waits for the person (own, of their roles, of their providers), by due date;
    `done` what the person has done, the latest first.
    """
    if state == "done":
        return _done(session, viewer, after, narrowing, size)
    found = [
        [
            Key(*row)
            for row in session.execute(
                _after(_narrowed(query, narrowing), after)
                .order_by(WorkItem.due_on, WorkItem.id)
                .limit(size + 1)
            )
        ]
        for query in _queries(viewer, state)
    ]
    keys = list(islice(_once(heapq.merge(*found, key=lambda key: (key.day, key.id))), size + 1))
    rows = rows_of(session, viewer, [key.id for key in keys[:size]])
    return rows, keys[size - 1] if len(keys) > size else None


def one(session: Session, viewer: Viewer, item_id: int) -> Row:
    """The line of one item that the viewer was found to see."""
    return rows_of(session, viewer, [item_id])[0]


def _queries(viewer: Viewer, state: State) -> Iterator[Select[date, int]]:
    """One query for each index range: a merge of sorted ranges reads no more rows than a page holds."""
    if state in ("open", "mine"):
        # A party's steps come by provider: who has left it keeps no line of them.
        yield waiting().where(
            WorkItem.assignee_id == viewer.user_id,
            WorkItem.role.not_in(sorted(roles.PARTY)),
            reachable(viewer),
        )
    if state in ("open", "group"):
        for role in sorted(viewer.roles):
            yield waiting().where(claimable(viewer, role=role), WorkItem.assignee_id.is_(None))
        for provider_id in sorted(viewer.provider_ids):
            yield waiting().where(
                WorkItem.provider_id == provider_id,
                WorkItem.role.in_(sorted(roles.PARTY)),
                party_sight(viewer, WorkItem.case_id),
            )


def _narrowed(query: Select[date, int], narrowing: Narrowing) -> Select[date, int]:
    if narrowing.role is not None:
        query = query.where(WorkItem.role == narrowing.role)
    if narrowing.process_id is not None:
        query = query.where(WorkItem.process_id == narrowing.process_id)
    if narrowing.due_from is not None:
        query = query.where(WorkItem.due_on >= narrowing.due_from)
    if narrowing.due_until is not None:
        query = query.where(WorkItem.due_on <= narrowing.due_until)
    return query


def _after(query: Select[date, int], after: Key | None) -> Select[date, int]:
    if after is None:
        return query
    return query.where(
        or_(WorkItem.due_on > after.day, and_(WorkItem.due_on == after.day, WorkItem.id > after.id))
    )


def _done(
    session: Session, viewer: Viewer, after: Key | None, narrowing: Narrowing, size: int
) -> tuple[list[Row], Key | None]:
    query = _narrowed(
        select(WorkItem.due_on, WorkItem.id).where(
            WorkItem.done_by == viewer.user_id,
            WorkItem.state == "done",
            disinterested(viewer, WorkItem.case_id),
        ),
        narrowing,
    )
    if after is not None:
        query = query.where(WorkItem.id < after.id)
    ids = [row[1] for row in session.execute(query.order_by(WorkItem.id.desc()).limit(size + 1))]
    return rows_of(session, viewer, ids[:size]), Key(FAR, ids[size - 1]) if len(ids) > size else None


def _once(keys: Iterator[Key]) -> Iterator[Key]:
    """Each item once: a provider's step that the person has taken stands in two ranges."""
    last = None
    for key in keys:
        if key != last:
            yield key
        last = key
