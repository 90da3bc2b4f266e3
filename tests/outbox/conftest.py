"""An outbox on either database, and ways to look into it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

import app.store.models  # noqa: F401 (the metadata is complete only with them)
from app import clock
from app.outbox import queue
from app.store.base import Base
from app.store.models.procedures import OutboxRow
from app.store.session import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of this test's own."""
    url = f"sqlite:///{tmp_path / 'nintei.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


class Outbox:
    """What tests do to an outbox from outside."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def put(self, key: str, payload: dict[str, Any] | None = None, kind: str = "mail") -> None:
        with self.db.step() as session:
            queue.put(session, kind, key, payload or {})

    def row(self, key: str) -> OutboxRow:
        with self.db.read() as session:
            row = session.scalars(select(OutboxRow).where(OutboxRow.key == key)).one()
            session.expunge(row)
            return row

    def let_time_pass(self) -> None:
        """Everything that waits for its next try is due now."""
        past = clock.real_now() - timedelta(seconds=1)
        with self.db.step() as session:
            session.execute(update(OutboxRow).values(next_try_at=past))


@pytest.fixture
def outbox(db: Database) -> Outbox:
    return Outbox(db)
