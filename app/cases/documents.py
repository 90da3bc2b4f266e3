"""A file that somebody has uploaded becomes a document of its case."""

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.store.models.cases import Document


def add(session: Session, case_id: int, kind: str, upload: dict[str, Any], by_id: int | None) -> Document:
    """The row of a stored upload (`{"sha256", "name", "size", "type"}`), readable by the party that gave it."""
    row = Document(
        case_id=case_id,
        kind=kind,
        name=upload["name"],
        sha256=upload["sha256"],
        size=upload["size"],
        type=upload["type"],
        added_at=clock.now(),
        added_by=by_id,
    )
    session.add(row)
    return row
