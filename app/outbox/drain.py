"""Carrying out side effects: at least once, each outside of any transaction, later and later when it fails.

Taking a row sets its next try a lease ahead, so a process that dies in the middle needs no cleaning up and
several processes never wait for each other (SKIP LOCKED; on SQLite short immediate transactions).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.engine import CursorResult

from app import clock
from app.law.text import Text
from app.outbox.failure import DeliveryError, describe
from app.store import retry
from app.store.models.procedures import OutboxRow
from app.store.session import Database

log = logging.getLogger("nintei.outbox")

Handler = Callable[[str, dict[str, Any]], None]
"""Carries out one side effect, given its key and payload; doing it again for a key must do no harm."""

LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Taken:
    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    tries: int


def drain(db: Database, handlers: Mapping[str, Handler], *, limit: int = 100) -> int:
    """Carry out due side effects, the longest due first; returns how many were tried."""
    tried = 0
    while tried < limit:
        row = _take(db)
        if row is None:
            break
        tried += 1
        _carry_out(db, handlers, row)
    return tried


def purge(db: Database, *, before: datetime) -> int:
    """Delete rows that were carried out before an instant; returns how many."""
    with db.step() as session:
        done = delete(OutboxRow).where(OutboxRow.done_at < before)
        result: CursorResult[Any] = session.execute(done)  # type: ignore[assignment] # a DML statement's result
        return result.rowcount


def wait_after(tries: int) -> timedelta:
    """How long to wait after the n-th failure: a minute, doubled each time, a day at most."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)


def _due(now: datetime) -> Select[int]:
    return (
        select(OutboxRow.id)
        .where(
            OutboxRow.done_at.is_(None),
            OutboxRow.next_try_at <= now,
            OutboxRow.handing_over_at.is_(None),  # otherwise a person decides
        )
        .order_by(OutboxRow.next_try_at, OutboxRow.id)
        .limit(1)
    )


def _take(db: Database) -> _Taken | None:
    now = clock.real_now()
    with db.read() as session:
        if session.scalar(_due(now)) is None:
            return None  # an idle worker never takes the write lock
    with db.step() as session:
        row_id = session.scalar(_due(now).with_for_update(skip_locked=True))
        row = session.get(OutboxRow, row_id) if row_id is not None else None
        if row is None:
            return None
        row.tries += 1
        row.next_try_at = now + LEASE
        return _Taken(row.id, row.kind, row.key, row.payload, row.tries)


def _carry_out(db: Database, handlers: Mapping[str, Handler], row: _Taken) -> None:
    try:
        if row.kind not in handlers:
            raise DeliveryError(
                Text(
                    f"「{row.kind}」を処理するものがありません。新しい版で起動してください。",
                    f"Nothing here carries out “{row.kind}”. Start a version that does.",
                )
            )
        handlers[row.kind](row.key, row.payload)
    except Exception as error:  # whatever a handler raises is this row's matter alone
        _put_off(db, row, describe(error))
        return
    # The content has gone where it belongs; a link that signs somebody in must not stay here.
    done = (
        update(OutboxRow)
        .where(OutboxRow.id == row.id, OutboxRow.done_at.is_(None))
        .values(done_at=clock.real_now(), handing_over_at=None, error="", payload={})
    )
    # What was carried out is not to be carried out again because the database was busy at this moment.
    retry.again(db, lambda session: session.execute(done).close())


def _put_off(db: Database, row: _Taken, error: str) -> None:
    wait = wait_after(row.tries)
    log.warning("outbox %s %s failed (try %d, next in %s): %s", row.kind, row.key, row.tries, wait, error)
    with db.step() as session:
        # Someone who took the row after our lease decides about it now, hence the tries.
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id, OutboxRow.done_at.is_(None), OutboxRow.tries == row.tries)
            .values(next_try_at=clock.real_now() + wait, error=error)
        )
