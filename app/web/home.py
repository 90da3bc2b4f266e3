"""The first page: for visitors what Nintei is, for everybody else the page they work from."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.registry import queries
from app.registry.queries import Criteria
from app.web.runtime import runtime
from app.web.session import current_viewer

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Providers come to their portal, whoever holds a role to the inbox, operators without another role to the desk."""
    viewer = current_viewer()
    if viewer is not None and viewer.roles:
        return redirect(url_for("desk.index" if viewer.roles == {"operator"} else "inbox.index"))
    if viewer is not None and viewer.provider_ids:
        return redirect(url_for("applications.index"))
    with runtime().db.read() as session:
        total = queries.listed(session, Criteria(), clock.today()).total
    return render_template("home/index.html", total=total)
