"""Posts that came after the session had ended, or from a page that had gone stale: kept for their author.

Steps have their own way (`app.web.tasks.parking`); here are pages that belong to no step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from app.cases import parking
from app.store.viewer import Viewer
from app.web import tasks
from app.web.runtime import runtime
from app.web.session import current_viewer, expired_user_id, required_viewer

AUTHOR = "_author"
"""The field that says for whom a page was drawn: what another person's page sends is not kept as one's own."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a post waits: `shows` is the endpoint that shows it again, `may` raises CaseError for whoever may not."""

    shows: str
    may: Callable[[Session, Viewer, Mapping[str, Any]], object]


PAGES: dict[str, Page] = {}
"""By the endpoint that was posted to."""


def park() -> str | None:
    """Keep the fields of a post; the address at which they wait, or None. Files cannot be kept."""
    page = PAGES.get(request.endpoint or "")
    if page is None:
        return tasks.park()
    viewer, args = current_viewer(), dict(request.view_args or {})
    user_id = viewer.user_id if viewer is not None else expired_user_id()
    if user_id is None or request.form.get(AUTHOR, str(user_id)) != str(user_id):
        return None
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]
    place = url_for(page.shows, **args)
    key = parking.park_page(
        runtime(), user_id, place, fields, lambda session, person: page.may(session, person, args)
    )
    return url_for(page.shows, **args, parked=key) if key is not None else None


def waiting() -> list[tuple[str, str]] | None:
    """What waits for the reader at this address, as its `?parked=` names it; None for anybody else."""
    key = request.args.get("parked", "")
    if not key:
        return None
    kept = parking.parked_page(runtime(), required_viewer(), key, request.path)
    return [(name, value) for name, value in kept] if kept is not None else None
