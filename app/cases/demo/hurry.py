"""A thousand commits in a row, without a thousand waits for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.store.session import Database


@contextmanager
def without_waiting_for_the_disk(db: Database) -> Iterator[None]:
    """SQLite leaves writing to the machine inside; a demo lost in a power cut is simply made again."""
    if not db.is_sqlite:
        yield
        return

    def relax(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(db.engine, "checkout", relax)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", relax)
        db.engine.dispose()  # connections made from now on wait for the disk again
