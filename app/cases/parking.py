"""Answers that came after the session had ended wait for the person who wrote them."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.viewers import viewer_of
from app.cases import drafts, rights
from app.cases.errors import CaseError
from app.cases.runtime import Runtime
from app.store.models.procedures import ParkedPage, ParkedPost
from app.store.viewer import Viewer

KEPT_FOR = timedelta(days=14)
PAGE_KEPT_FOR = timedelta(hours=24)
"""Of pages that belong to no step: what stands on them is no draft, and grows old with the page."""
MOST_SIGNS = 2_000_000
"""Characters of one post; a filing with every item filled has about 200,000."""


def park(runtime: Runtime, user_id: int, item_id: int, fields: list[list[str]]) -> str | None:
    """Keep the fields of a post for a person and a step; the key, or None where they cannot be kept.

    Only the newest post of a person for a step is kept, and nothing for a step that is not theirs.
    """
    if sum(len(name) + len(value) for name, value in fields) > MOST_SIGNS:
        return None
    key = secrets.token_urlsafe(24)

    def keep(session: Session) -> str | None:
        person = viewer_of(session, user_id, clock.today())
        if person is None:
            return None
        try:
            item = rights.load(session, person, item_id)
        except CaseError:
            return None
        if item.state != "open":
            return None
        session.execute(
            delete(ParkedPost).where(
                or_(
                    (ParkedPost.user_id == user_id) & (ParkedPost.work_item_id == item_id),
                    ParkedPost.at < clock.real_now() - KEPT_FOR,
                )
            )
        )
        drafts.park(session, key, user_id, item_id, fields)
        return key

    return runtime.step(keep)


def parked(runtime: Runtime, viewer: Viewer, key: str, item_id: int) -> list[list[str]] | None:
    """The fields of a parked post, to the same person and step only."""
    with runtime.db.read() as session:
        return drafts.parked(session, viewer, key, item_id)


def park_page(
    runtime: Runtime,
    user_id: int,
    place: str,
    fields: list[list[str]],
    may: Callable[[Session, Viewer], object],
) -> str | None:
    """Keep the fields of a post to a page that is no step; the key, or None where they cannot be kept.

    `may` raises CaseError where the page is not the person's. Only the newest post to a page is kept.
    """
    if sum(len(name) + len(value) for name, value in fields) > MOST_SIGNS:
        return None
    key = secrets.token_urlsafe(24)

    def keep(session: Session) -> str | None:
        person = viewer_of(session, user_id, clock.today())
        if person is None:
            return None
        try:
            may(session, person)
        except CaseError:
            return None
        session.execute(
            delete(ParkedPage).where(
                or_(
                    (ParkedPage.user_id == user_id) & (ParkedPage.place == place),
                    ParkedPage.at < clock.real_now() - PAGE_KEPT_FOR,
                )
            )
        )
        session.add(ParkedPage(id=key, user_id=user_id, place=place, fields=fields, at=clock.real_now()))
        return key

    return runtime.step(keep)


def parked_page(runtime: Runtime, viewer: Viewer, key: str, place: str) -> list[list[str]] | None:
    """The fields of a post that was parked for a page, to the same person and page only."""
    with runtime.db.read() as session:
        found = session.scalar(
            select(ParkedPage).where(
                ParkedPage.id == key,
                ParkedPage.user_id == viewer.user_id,
                ParkedPage.place == place,
                ParkedPage.at >= clock.real_now() - PAGE_KEPT_FOR,
            )
        )
        return found.fields if found is not None else None
