"""The blueprint, and what all its pages share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, flash, make_response, render_template
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app import clock
from app.accounts.refused import RefusedError
from app.cases.errors import UNKNOWN, CaseError, Refused, Unknown
from app.store.reading import register
from app.store.reading.register import Person
from app.store.viewer import Viewer
from app.web import parked
from app.web.accounts.forms import Form, refuse
from app.web.runtime import runtime
from app.web.session import language, required_viewer

T = TypeVar("T")
blueprint = Blueprint("register", __name__)


def page(template: str, *forms: FlaskForm, **words: Any) -> Response:
    """A page; 422 when one of its forms was sent and not accepted."""
    refused = any(form.errors for form in forms)
    return make_response(render_template(f"register/{template}.html", **words), 422 if refused else 200)


def person_or_404(user_id: int) -> Person:
    """A person of the register whom the viewer may read."""
    with runtime().db.read() as session:
        found = register.person(session, required_viewer(), user_id, clock.today())
    if found is None:
        abort(404)
    return found


def waits(endpoint: str, may: Callable[[Session, Viewer, Mapping[str, Any]], object]) -> None:
    """A post to a page that stale sessions keep waits at the page itself; `may` is None for a stranger's."""

    def checked(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
        if may(session, viewer, args) is None:
            raise Unknown(UNKNOWN)

    parked.PAGES[endpoint] = parked.Page(endpoint, checked)


def listed(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> Person | None:
    """The person of an address whom the viewer may read."""
    return register.person(session, viewer, args["user_id"], clock.today())


def done(form: Form, do: Callable[[], T]) -> T | None:
    """What `do` gives, or None with the reason beside the field or above the form."""
    try:
        return do()
    except RefusedError as error:
        refuse(form, error)
    except Refused as error:
        for ground in error.grounds:
            refuse(form, RefusedError(ground.text, ground.field))
    except Unknown:
        abort(404)
    return None


def said(error: CaseError | RefusedError, category: str = "error") -> None:
    """Say on the next page why nothing was done."""
    flash(error.text.in_(language()), category)
