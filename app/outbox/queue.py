"""Putting a side effect into the outbox, in the transaction of the step that wants it."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import clock
from app.store.models.procedures import OutboxRow


def put(session: Session, kind: str, key: str, payload: dict[str, Any]) -> None:
    """Ask for a side effect of a kind; `key` is unique for ever, so asking twice is an error."""
    session.execute(
        insert(OutboxRow),
        [
            {
                "kind": kind,
                "key": key,
                "payload": payload,
                "tries": 0,
                "next_try_at": clock.real_now(),
                "error": "",
            }
        ],
    )
