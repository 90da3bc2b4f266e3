"""Posts that came after the session had ended, or from a page that had gone stale: kept for their author.

Steps have their own way (`app.web.tasks.parking`); here are pages that belong to no step. A page that shows its own
form needs to say nothing; one whose form is sent elsewhere says once where its posts wait (`PAGES`). What never
waits stands, with the reason, in `app.web.never_parked`. Fields are filled by `typed`, or by the base of the WTForms
forms.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases import parking
from app.cases.errors import UNKNOWN, Unknown
from app.store.viewer import Viewer
from app.web.guards import GUARDS
from app.web.never_parked import NEVER
from app.web.runtime import runtime
from app.web.session import current_viewer, expired_user_id

AUTHOR = "_author"
"""The field that says for whom a page was drawn: what another person's page sends is not kept as one's own."""
ACTION = "_action_path"
"""Under this name a post that waits says which of the page's forms it came from."""
SECRETS = frozenset({"password", "again", "current", "code"})
"""Fields of the sign-in and of accounts: a post that has one waits nowhere, whatever page it is of."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a post waits: `shows` is the endpoint that shows it again, `may` raises CaseError for whoever may not.

    `tells` where the page itself says that it shows what waited; on the others the frame of the page does.
    `named` is the field of the form that names the page, where the address of the post does not.
    """

    shows: str
    may: Callable[[Session, Viewer, Mapping[str, Any]], object]
    tells: bool = False
    named: str = ""


PAGES: dict[str, Page] = {}
"""By the endpoint that was posted to."""


def page_of(endpoint: str) -> Page | None:
    """Where posts to an endpoint wait: as it says itself, else on the page that is at the same address."""
    if endpoint in NEVER:
        return None
    return PAGES.get(endpoint) or (Page(endpoint, anybody) if _is_shown(endpoint) else None)


def _is_shown(endpoint: str) -> bool:
    return any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))


def anybody(_session: Session, _viewer: Viewer, _args: Mapping[str, Any]) -> None:
    """Whoever passes the guard: the page itself answers 404 where the row is another's."""


def init_app(app: Flask) -> None:
    """Give the templates what was typed into a form, and whether the frame has to say that it waited."""
    app.jinja_env.globals.update(typed=typed, waited=waited)


def park() -> str | None:
    """Keep the fields of a post; the address at which they wait, or None. Files cannot be kept."""
    endpoint = request.endpoint or ""
    page = page_of(endpoint) if endpoint else None
    if page is None or not SECRETS.isdisjoint(request.form):
        return None
    viewer, args = current_viewer(), dict(request.view_args or {})
    user_id = viewer.user_id if viewer is not None else expired_user_id()
    if user_id is None or request.form.get(AUTHOR) != str(user_id):
        return None
    known = {name: value for name, value in args.items() if name in _arguments(page.shows)}
    if page.named:
        known[page.named] = request.form.get(page.named, "")
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]

    def may(session: Session, person: Viewer) -> None:
        if not GUARDS[endpoint](person):
            raise Unknown(UNKNOWN)
        page.may(session, person, args)

    place = url_for(page.shows, **known)
    key = parking.park_page(runtime(), user_id, place, [*fields, [ACTION, request.path]], may)
    return url_for(page.shows, **known, **_query(known), parked=key) if key is not None else None


def waiting() -> list[tuple[str, str]] | None:
    """What waits for the reader at this address, as its `?parked=` names it; None for anybody else."""
    if "parked_fields" not in g:
        key, viewer = request.args.get("parked", ""), current_viewer()
        kept = parking.parked_page(runtime(), viewer, key, request.path) if key and viewer else None
        g.parked_fields = [(name, value) for name, value in kept] if kept is not None else None
    found: list[tuple[str, str]] | None = g.parked_fields
    return found


def typed(action: str = "") -> MultiDict[str, str]:
    """What was typed into the form that is sent to `action` (this page itself) and was not taken; else nothing.

    That is the post which is being answered, or one that waited for its author.
    """
    action = action or request.path
    if request.method == "POST":
        return request.form if request.path == action else MultiDict()
    kept = MultiDict(waiting() or ())
    return kept if kept.get(ACTION) == action else MultiDict()


def waited() -> bool:
    """Whether the page shows what waited for the reader, and has no words of its own about it."""
    tells = any(page.tells for page in PAGES.values() if page.shows == request.endpoint)
    return not tells and waiting() is not None


def _query(known: Mapping[str, Any]) -> dict[str, Any]:
    """What the address asked for beside its path; names that `url_for` takes for itself are left out."""
    return {
        name: value
        for name, value in request.args.items()
        if not name.startswith("_") and name not in known and name != "parked"
    }


def _arguments(endpoint: str) -> set[str]:
    """The names in the address of an endpoint; a form may be sent to a longer one than the page's."""
    rules = current_app.url_map.iter_rules(endpoint)
    return {name for rule in rules for name in rule.arguments}
