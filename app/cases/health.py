"""Whether this process lives, and whether it can serve; what operators watch: for /healthz, /readyz, /metrics."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.cases.runtime import Runtime
from app.store import migrate
from app.store.models.procedures import Incident, Instance, OutboxRow, Timer, WorkItem
from app.store.reading import desk

MOST = 1_000
"""What is held up is counted up to here: a probe that comes every few seconds must not read a whole table."""


def healthy(runtime: Runtime) -> dict[str, Any]:
    """The process answers; nothing else is asked, so a slow database does not get it restarted."""
    return {"status": "ok"}


def ready(runtime: Runtime) -> tuple[bool, dict[str, Any]]:
    """Whether requests can be served (database reachable, schema current), and what operators watch.

    Ages are in seconds. Overdue timers and open incidents do not make it unready: pages still work.
    """
    try:
        with runtime.db.read() as session:
            found = migrate.current_of(session.connection())
            if found != migrate.head():
                return False, {"status": "schema", "schema": found, "needed": migrate.head()}
            return True, {"status": "ok", "schema": found, **watched(session)}
    except SQLAlchemyError as error:
        return False, {"status": "database", "error": type(error).__name__}


def watched(session: Session) -> dict[str, Any]:
    """What is held up, each counted up to MOST, and the age in seconds of the oldest untried side effect."""
    oldest = session.scalar(
        select(OutboxRow.next_try_at)
        .where(OutboxRow.done_at.is_(None), OutboxRow.tries == 0)
        .order_by(OutboxRow.next_try_at)
        .limit(1)
    )
    undone = select(OutboxRow.tries).where(OutboxRow.done_at.is_(None)).limit(MOST).subquery()
    waiting, failing = session.execute(
        select(func.count(), func.count().filter(undone.c.tries > 0)).select_from(undone)
    ).one()
    overdue: Select[Any] = (
        select(literal_column("1"))
        .select_from(Timer)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.due_at <= clock.now(), Instance.status == "running")
    )
    incidents: Select[Any] = select(literal_column("1")).where(Incident.resolved_at.is_(None))
    return {
        "outbox_waiting": waiting,
        "outbox_failing": failing,
        "outbox_doubtful": len(desk.doubtful(session)),
        "outbox_oldest_age": _age(oldest),
        "overdue_timers": session.scalar(_counted(overdue)),
        "open_incidents": session.scalar(_counted(incidents)),
    }


def open_by_role(session: Session) -> dict[str, int]:
    """How many work items wait for each role: one pass over the index of the queues, open ones only."""
    rows = session.execute(
        select(WorkItem.role, func.count()).where(WorkItem.state == "open").group_by(WorkItem.role)
    )
    return {role: count for role, count in rows}


def _counted(query: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(query.limit(MOST).subquery())


def _age(since: datetime | None) -> float:
    return max(0.0, (clock.real_now() - since).total_seconds()) if since else 0.0
