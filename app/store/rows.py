"""Inserting rows on the hot path: a prepared statement a table, without the ORM's bookkeeping."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.store.base import Base


def table(model: type[Base]) -> Table:
    """The table of a model, for statements that need no objects."""
    return cast(Table, model.__table__)


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(table(model))


def add(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows, all with the same columns, in the session's transaction.

    Changed objects are not flushed first: what a row refers to must be stored already.
    """
    session.connection().execute(_insert(model), rows)


def add_unless_there(session: Session, model: type[Base], row: dict[str, Any]) -> None:
    """Insert a row unless its key is taken; waits for another transaction that is just inserting the same key."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.connection().execute(dialect.insert(table(model)).on_conflict_do_nothing(), row)
