"""The blueprint, and what all its pages share."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, render_template

from app.cases.views import visit as views
from app.cases.visits import access
from app.law import visits as law
from app.web import parked
from app.web.runtime import runtime
from app.web.session import required_viewer

blueprint = Blueprint("visits", __name__)


def known(number: str, *, team: bool = True) -> None:
    """Nothing that was sent is looked at before this: whose visit it is not gets the answer to an unknown number."""
    look = access.on_team if team else access.readable
    with runtime().db.read() as session:
        look(session, required_viewer(), number)


def page(number: str, status: int = 200, **more: Any) -> Response:
    """The page of a visit; `typed` is what was sent and could not be taken, by (target, field), `bases` on what it rests."""
    with runtime().db.read() as session:
        shown = views.page(session, required_viewer(), number)
        typed: Mapping[tuple[str, str], str] = more.pop("typed", {})
        errors: Mapping[tuple[str, str], str] = more.pop("errors", {})
        bases: Mapping[tuple[str, str], int] = more.pop("bases", {})
        html = render_template(
            "visits/show.html",
            shown=shown,
            grades=law.grades(),
            results=law.results(),
            typed=typed,
            errors=errors,
            bases=bases,
            device=f"page-{secrets.token_hex(4)}",
            fresh=_fresh(typed),
            sent=parked.typed,
            **more,
        )
    return make_response(html, status)


def _fresh(typed: Mapping[tuple[str, str], str]) -> str:
    """The key of the finding that the page offers to add; kept while what was typed into it is not taken."""
    for target, _field in typed:
        if target.startswith("finding:new-"):
            return target.removeprefix("finding:")
    return f"new-{secrets.token_hex(6)}"
