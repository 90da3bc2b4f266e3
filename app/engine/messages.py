"""Messages to other instances, and starts of others: rows of this step, delivered after its commit.

A step never touches a second instance. The row is carried out in a transaction of its own, as often as it
takes until it succeeds once.
"""

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.engine.scope import checked
from app.store import rows
from app.store.models.cases import Case
from app.store.models.procedures import Message


def send(
    session: Session,
    case: Case | None,
    name: str,
    key: str,
    payload: dict[str, Any],
    *,
    once: str | None = None,
) -> None:
    """Send a message to the instance that waits for its name and key; without one it stays on the desk.

    `once` names the message for ever: sending it again does nothing.
    """
    _add(session, case, {"name": name, "key": key, "payload": checked(payload), "once": once, "starts": None})


def request_start(
    session: Session, case: Case | None, process_id: str, inputs: dict[str, Any], *, once: str
) -> None:
    """Ask for an instance of a process, in the same case and on its edition.

    `once` names the request for ever (say, `opinion:<case>:<seat>`): asking again does nothing.
    """
    row = {
        "name": process_id,
        "key": once[:80],
        "payload": checked(inputs),
        "once": once,
        "starts": process_id,
    }
    _add(session, case, row)


def _add(session: Session, case: Case | None, row: dict[str, Any]) -> None:
    whole = row | {"sender_case_id": case.id if case else None, "sent_at": clock.now()}
    if row["once"] is None:
        rows.add(session, Message, [whole])
    else:
        rows.add_unless_there(session, Message, whole)
