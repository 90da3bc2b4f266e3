"""Inserting rows on the hot path: a prepared statement a table, without the ORM's bookkeeping."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
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
