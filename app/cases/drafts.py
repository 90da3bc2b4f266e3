"""Drafts: what a person has typed, kept as they go, valid or not; two tabs never overwrite each other."""

from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import DraftConflict
from app.store import rows
from app.store.models.procedures import Draft, ParkedPost
from app.store.viewer import Viewer

_DISCARD = delete(rows.table(Draft)).where(Draft.work_item_id == bindparam("item"))


def load(session: Session, item_id: int) -> tuple[dict[str, Any], int, Draft | None]:
    """What was typed, the draft's version (0: none yet), and the row."""
    draft = session.get(Draft, item_id)
    return (dict(draft.typed), draft.version, draft) if draft else ({}, 0, None)


def save(session: Session, viewer: Viewer, item_id: int, typed: dict[str, Any], version: int) -> Draft:
    """Store what was typed on top of `version`; raises DraftConflict when another window was faster."""
    draft = session.get(Draft, item_id, with_for_update=True)
    if draft is None:
        # Two windows may be the first to save: one makes the row, the other finds it and is told.
        first = {"work_item_id": item_id, "version": 0, "typed": {}, "saved_at": clock.real_now()}
        rows.add_unless_there(session, Draft, first)
        draft = session.get_one(Draft, item_id, with_for_update=True)
    if draft.version != version:
        if draft.typed == typed:
            return draft
        raise DraftConflict(dict(draft.typed), draft.version)
    draft.typed = typed
    draft.version += 1
    draft.by_id, draft.saved_at = viewer.user_id, clock.real_now()
    session.flush()
    return draft


def discard(session: Session, item_id: int) -> None:
    """Forget the draft of a completed item."""
    session.connection().execute(_DISCARD, {"item": item_id})


def park(session: Session, key: str, user_id: int, item_id: int, fields: list[list[str]]) -> None:
    """Keep a post that came after the session had ended, for the person whose page it was."""
    session.add(ParkedPost(id=key, user_id=user_id, work_item_id=item_id, fields=fields, at=clock.real_now()))


def parked(session: Session, viewer: Viewer, key: str, item_id: int) -> list[list[str]] | None:
    """The fields of a parked post, to the same person and step only."""
    found = session.scalar(
        select(ParkedPost).where(
            ParkedPost.id == key, ParkedPost.user_id == viewer.user_id, ParkedPost.work_item_id == item_id
        )
    )
    return found.fields if found is not None else None
