"""Counting what the database is asked: statements, and transactions that write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Counted:
    """What one piece of work asked; one executemany is one statement."""

    statements: int = 0
    commits: int = 0
    _writing: bool = False


@contextmanager
def counting(engine: Engine) -> Iterator[Counted]:
    """Count everything on an engine, whichever connection it uses; one thread at a time."""
    found = Counted()

    def ask(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        word = sql.lstrip().split(None, 1)[0].upper()
        if word in CONTROL:
            return
        found.statements += 1
        found._writing = found._writing or word in WRITES

    def commit(_connection: Any) -> None:
        found.commits += found._writing
        found._writing = False

    def rollback(_connection: Any) -> None:
        found._writing = False

    listeners = [("before_cursor_execute", ask), ("commit", commit), ("rollback", rollback)]
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield found
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
