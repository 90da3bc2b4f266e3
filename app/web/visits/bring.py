"""Bringing in the file of a device that could not send: what was taken, what was there, what was not and why."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.errors import CaseError, NotYours, Unknown
from app.cases.views import visit as views
from app.cases.visits import bringing
from app.cases.visits.bringing import Brought
from app.cases.visits.exported import LARGEST
from app.web import errors, guards
from app.web.runtime import runtime
from app.web.session import current_viewer, language, required_viewer
from app.web.visits.blueprint import blueprint, known


@blueprint.url_value_preprocessor
def _allow(endpoint: str | None, _values: object) -> None:
    """Only an inspector's file may be larger than other uploads; asked before anything of it is read."""
    if endpoint == "visits.bring" and request.method == "POST" and guards.inspector(current_viewer()):
        request.max_content_length = LARGEST + errors.ENVELOPE


@blueprint.route("/visits/<number>/bring", methods=["GET", "POST"])
def bring(number: str) -> ResponseReturnValue:
    """The form for the file, and what came of it; sent again, nothing is taken twice."""
    known(number)
    brought: Brought | None = None
    problem, status = "", 200
    if request.method == "POST":
        file = request.files.get("file")
        try:
            if file is None or not file.filename:
                problem, status = _("ファイルを選んでください。"), 422
            else:
                brought = bringing.bring(runtime(), required_viewer(), number, file.stream)
        except (Unknown, NotYours):
            raise
        except CaseError as error:
            problem, status = error.text.in_(language()), 422
    with runtime().db.read() as session:
        shown = views.page(session, required_viewer(), number)
        html = render_template(
            "visits/bring.html",
            shown=shown,
            brought=brought,
            problem=problem,
            megabytes=LARGEST // 2**20,
            what=views.what,
            fields=views.FIELDS,
        )
    return make_response(html, status)
