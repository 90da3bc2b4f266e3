"""The chain of events of a case: append-only rows, each hashing its content and the row before it."""

import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.store import rows
from app.store.base import dumps
from app.store.models.cases import Case
from app.store.models.procedures import Event


def append(
    session: Session,
    case: Case,
    kind: str,
    *,
    actor_id: int | None = None,
    node: str = "",
    article: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Add an event to the chain of `case`, which the caller's transaction has locked.

    The recorded time is real; the legal date follows the procedure's clock.
    """
    case.event_seq += 1
    row: dict[str, Any] = {
        "case_id": case.id,
        "seq": case.event_seq,
        "kind": kind,
        "at": clock.real_now().replace(microsecond=0),
        "legal_date": clock.today(),
        "actor_id": actor_id,
        "node": node,
        "article": article,
        "edition_id": case.edition_id,
        "reason": reason,
        "data": data or {},
    }
    case.event_hash = row["hash"] = digest(case.event_hash, row)
    rows.add(session, Event, [row])


def digest(previous: str, row: dict[str, Any]) -> str:
    """SHA-256 over the hash before and the content of a row, as canonical JSON."""
    content = {name: _plain(value) for name, value in sorted(row.items()) if name not in {"hash", "id"}}
    return hashlib.sha256((previous + dumps(content)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in sorted(value.items())}
    return value


def verify(session: Session, case_id: int) -> list[int]:
    """The sequence numbers at which the chain of a case does not hold; empty when it is whole."""
    broken = []
    previous, expected = "", 1
    for event in session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.seq)):
        row = {column.key: getattr(event, column.key) for column in Event.__table__.columns}
        if event.seq != expected or event.hash != digest(previous, row):
            broken.append(event.seq)
        previous, expected = event.hash, event.seq + 1
    case = session.get(Case, case_id)
    if case is not None and (case.event_hash != previous or case.event_seq != expected - 1):
        broken.append(expected)
    return broken
