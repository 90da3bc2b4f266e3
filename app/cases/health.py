"""Whether this process lives, and whether it can serve: for /healthz and /readyz."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.cases.runtime import Runtime
from app.store import migrate
from app.store.models.procedures import Incident, Instance, OutboxRow, Timer


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
            return True, {"status": "ok", "schema": found, **_watched(session)}
    except SQLAlchemyError as error:
        return False, {"status": "database", "error": type(error).__name__}


def _watched(session: Session) -> dict[str, Any]:
    oldest = session.scalar(
        select(func.min(OutboxRow.next_try_at)).where(OutboxRow.done_at.is_(None), OutboxRow.tries == 0)
    )
    waiting = select(func.count()).select_from(OutboxRow).where(OutboxRow.done_at.is_(None))
    overdue = (
        select(func.count())
        .select_from(Timer)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.due_at <= clock.now(), Instance.status == "running")
    )
    incidents = select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None))
    return {
        "outbox_waiting": session.scalar(waiting),
        "outbox_failing": session.scalar(waiting.where(OutboxRow.tries > 0)),
        "outbox_oldest_age": _age(oldest),
        "overdue_timers": session.scalar(overdue),
        "open_incidents": session.scalar(incidents),
    }


def _age(since: datetime | None) -> float:
    return max(0.0, (clock.real_now() - since).total_seconds()) if since else 0.0
