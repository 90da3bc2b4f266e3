"""Running procedures as operators see them: by name, number and edition, never the content of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.store.models.carried_over import Migration
from app.store.models.cases import Case
from app.store.models.procedures import Edition, Incident, Instance, WorkItem
from app.store.reading.visible import handled_by, is_shut
from app.store.viewer import Viewer

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure that runs or was stopped, and how many steps of it wait."""

    id: int
    process_id: str
    case_no: str
    status: str
    edition: str
    open_items: int
    open_incidents: int


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition, the newest first."""

    id: int
    label: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Trouble:
    """An incident of a procedure."""

    what: str
    code: str
    at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Carried:
    """A migration of a procedure."""

    id: int
    left: str
    reached: str
    at: datetime
    reason: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """One procedure."""

    row: Row
    edition_id: int
    started_at: datetime
    incidents: list[Trouble]
    migrations: list[Carried]


_OPEN_ITEMS = (
    select(func.count())
    .where(WorkItem.instance_id == Instance.id, WorkItem.state == "open")
    .correlate(Instance)
    .scalar_subquery()
)
_OPEN_INCIDENTS = (
    select(func.count())
    .where(Incident.instance_id == Instance.id, Incident.resolved_at.is_(None))
    .correlate(Instance)
    .scalar_subquery()
)
_ROWS = (
    select(
        Instance.id,
        Instance.process_id,
        Case.case_no,
        Instance.status,
        Edition.label,
        _OPEN_ITEMS,
        _OPEN_INCIDENTS,
        Instance.edition_id,
        Instance.started_at,
    )
    .join(Edition, Edition.id == Instance.edition_id)
    .outerjoin(Case, Case.id == Instance.case_id)
)


def running(session: Session, viewer: Viewer, case_no: str = "") -> list[Row]:
    """Procedures that have not ended, the newest first; of one case where its number is given."""
    there = (Instance.status != "completed", handled_by(viewer, Instance.case_id))
    query = _ROWS.where(*there).order_by(Instance.id.desc()).limit(MOST)
    if case_no:
        query = query.where(Case.case_no == case_no)
    return [_row(each) for each in session.execute(query)]


def editions(session: Session) -> list[EditionRow]:
    """Every edition, the last to become effective first."""
    rows = session.execute(
        select(Edition.id, Edition.label, Edition.effective_on).order_by(
            Edition.effective_on.desc(), Edition.id.desc()
        )
    )
    return [EditionRow(*each) for each in rows]


def editions_in_use(session: Session) -> list[tuple[EditionRow, int]]:
    """Every edition with the number of procedures that run on it."""
    counted = session.execute(
        select(Instance.edition_id, func.count())
        .where(Instance.status == "running")
        .group_by(Instance.edition_id)
    )
    running = {edition_id: number for edition_id, number in counted}
    return [(each, running.get(each.id, 0)) for each in editions(session)]


def is_handled(session: Session, viewer: Viewer, instance_id: int) -> bool:
    """Whether there is a procedure that the operator may handle: none of a case shut to the person (第7条)."""
    found = session.execute(select(Instance.case_id).where(Instance.id == instance_id)).first()
    return found is not None and not is_shut(session, viewer, found[0])


def is_named(session: Session, viewer: Viewer, case_no: str) -> bool:
    """Whether a case may be asked for by its number."""
    case_id = session.scalar(select(Case.id).where(Case.case_no == case_no))
    return not is_shut(session, viewer, case_id)


def overview(session: Session, instance_id: int) -> Overview:
    """One procedure with its failures and migrations; LookupError where there is none."""
    found = session.execute(_ROWS.where(Instance.id == instance_id)).first()
    if found is None:
        raise LookupError(instance_id)
    incidents = session.execute(
        select(Incident.what, Incident.error, Incident.at, Incident.resolved_at)
        .where(Incident.instance_id == instance_id)
        .order_by(Incident.id.desc())
        .limit(MOST)
    )
    left, reached = aliased(Edition), aliased(Edition)
    migrations = session.execute(
        select(Migration.id, left.label, reached.label, Migration.at, Migration.reason, Migration.undone_at)
        .join(left, left.id == Migration.from_edition_id)
        .join(reached, reached.id == Migration.to_edition_id)
        .where(Migration.instance_id == instance_id)
        .order_by(Migration.id.desc())
    )
    return Overview(
        _row(found),
        found[7],
        found[8],
        [Trouble(what, error.partition(": ")[0], at, closed) for what, error, at, closed in incidents],
        [Carried(*each) for each in migrations],
    )


def _row(found: Sequence[Any]) -> Row:
    id_, process_id, case_no, status, label, items, troubles = found[:7]
    return Row(id_, process_id, case_no or "", status, label, items, troubles)
