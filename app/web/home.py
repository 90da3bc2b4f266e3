"""The first page: for visitors what Nintei is, for everybody else the page they work from."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.registry import queries
from app.registry.queries import Criteria
from app.store import standing
from app.store.viewer import Viewer
from app.web.runtime import runtime
from app.web.session import current_viewer
from app.web.shell import COMMITTEE

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Providers come to their portal, whoever holds a role to the page of their work."""
    viewer = current_viewer()
    if viewer is not None and viewer.roles:
        return redirect(url_for(_desk(viewer)))
    if viewer is not None and viewer.provider_ids:
        return redirect(url_for("applications.index"))
    with runtime().db.read() as session:
        total = queries.listed(session, Criteria(), clock.today()).total
        ended = viewer is not None and standing.was_appointed(session, viewer.user_id, clock.today())
    return render_template("home/index.html", total=total, ended=ended)


def _desk(viewer: Viewer) -> str:
    """The inbox, but for those who hold no other role the operators' desk and the committee's room."""
    if viewer.roles == {"operator"}:
        return "desk.index"
    return "committee.index" if viewer.roles <= COMMITTEE else "inbox.index"
