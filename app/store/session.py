"""The database: plain reads, and steps that own a write transaction from their first statement."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from app.store.base import dumps
from app.store.busy import Busy, told

PATIENCE = 5.0
"""Seconds that a step waits for others before its person is told to come back."""
_ABANDONED_MS = 300_000
"""A transaction that does nothing for so long lost its process; PostgreSQL ends it and frees its locks."""


class Database:
    """One engine and two ways in.

    `read()` never writes. `step()` begins with BEGIN IMMEDIATE on SQLite: a read that turns into a
    write there gets a busy error that no timeout retries. Both raise Busy when others were in the way
    for longer than `patience` seconds; `app.store.retry.again` tries a step anew.
    """

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url, self.patience = url, patience
        self.engine = _engine(url, patience)
        self._writing = self.engine.execution_options(begin="IMMEDIATE")
        # SQLite has one writer and makes the others poll, ever more rarely: those of one process queue here.
        self._turn = threading.Lock() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; anything written in it is rolled back."""
        with told(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            # Closing rolls back; an explicit rollback would also empty the rows just read.
            yield session

    @contextmanager
    def step(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back by any exception."""
        with (
            told(),
            self._queued(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _queued(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=self.patience):
            raise Busy
        try:
            yield
        finally:
            self._turn.release()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str, patience: float) -> Engine:
    milliseconds = int(patience * 1000)
    options: dict[str, Any] = {
        "json_serializer": dumps,
        # The values of a statement are people's words; an error that quotes them would carry them into the log.
        "hide_parameters": True,
        "pool_size": 10,
        "max_overflow": 20,
        "pool_timeout": patience,
    }
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": patience}, **options)
        event.listen(engine, "connect", _prepare_sqlite(milliseconds))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    bounds = f"-c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout={_ABANDONED_MS}"
    return create_engine(url, pool_pre_ping=True, connect_args={"options": bounds}, **options)


def _prepare_sqlite(busy_timeout: int) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes too late for our locking, so it is switched off.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return prepare


def _begin_sqlite(connection: Any) -> None:
    mode = connection.get_execution_options().get("begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}".strip())
