"""A request that is sent again with the same key gets the first answer; the step is not done twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import CaseError
from app.law.text import Text
from app.store import rows
from app.store.models.api import ApiAnswer
from app.store.session import Database

Answer = tuple[int, dict[str, Any]]
"""The HTTP status and the body."""

REUSED = Text(
    "この Idempotency-Key は別の内容の要求で使われています。要求ごとに新しいキーを使ってください。",
    "This Idempotency-Key was used for a different request. Use a new key for each request.",
)


class KeyReused(CaseError):
    """The key belongs to another request of this person."""


def first_answer(db: Database, user_id: int, key: str, request: str) -> Answer | None:
    """What the request came to the first time; None for a key not seen, KeyReused for another request's."""
    with db.read() as session:
        row = session.execute(
            select(ApiAnswer.request, ApiAnswer.status, ApiAnswer.body).where(
                ApiAnswer.user_id == user_id, ApiAnswer.key == key
            )
        ).first()
    if row is None:
        return None
    if row[0] != request:
        raise KeyReused(REUSED)
    return row[1], row[2]


def keep(session: Session, user_id: int, key: str, request: str, answer: Answer) -> None:
    """Keep an answer in the transaction of its effect; KeyReused undoes both where the key is taken."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {
        "user_id": user_id,
        "key": key,
        "request": request,
        "status": answer[0],
        "body": answer[1],
        "at": clock.real_now(),
    }
    statement = insert(rows.table(ApiAnswer)).values(row).on_conflict_do_nothing()
    if session.connection().execute(statement.returning(rows.table(ApiAnswer).c.key)).scalar() is None:
        raise KeyReused(REUSED)


def purge(db: Database, *, before: datetime) -> None:
    """Forget answers from before an instant."""
    with db.step() as session:
        session.execute(delete(ApiAnswer).where(ApiAnswer.at < before))
