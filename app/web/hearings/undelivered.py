"""連絡不達: mails that no server took, and how the secretariat told the person instead."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases import undelivered as cases
from app.cases.errors import CaseError, Unknown
from app.store.reading import undelivered as reading
from app.store.viewer import Viewer
from app.web import parked
from app.web.hearings.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.get("/undelivered")
def undelivered() -> ResponseReturnValue:
    """The mails that wait to be told another way."""
    return _page()


@blueprint.post("/undelivered/<int:row_id>")
def undelivered_settle(row_id: int) -> ResponseReturnValue:
    """How the person was told, or that the mail goes out again."""
    again = request.form.get("how") == "again"
    act = cases.send_again if again else cases.told_otherwise
    try:
        act(runtime(), required_viewer(), row_id, request.form.get("note", ""))
    except Unknown:
        raise
    except CaseError as error:
        return _page(error.text.in_(language()), row_id), 422
    flash(_("送り直します。") if again else _("伝えたことを記録しました。"), "success")
    return redirect(url_for("hearings.undelivered"), 303)


def _page(complaint: str = "", at: int = 0) -> str:
    viewer = required_viewer()
    with runtime().db.read() as session:
        listed = reading.listed(session, viewer)
    return render_template("hearings/undelivered.html", rows=listed, complaint=complaint, at=at)


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
    """The guard of the endpoint says it all."""


parked.PAGES["hearings.undelivered_settle"] = parked.Page("hearings.undelivered", _may)
