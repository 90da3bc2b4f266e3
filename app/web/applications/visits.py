"""A site visit as the provider sees it: what was asked and agreed, and an answer that is sent after its step is gone."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases.errors import CaseError, Refused, Unknown
from app.cases.issuing import FONTS
from app.cases.views import visit_checked, visit_letters, visit_told
from app.cases.views.visit import STATES
from app.cases.visits import desks
from app.registry.certificate_pdf import render_letter
from app.store.viewer import Viewer
from app.web import parked
from app.web.applications.blueprint import blueprint, own_case
from app.web.downloads import made
from app.web.letterform import LetterForm
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.route("/applications/<case_no>/visits/<number>", methods=["GET", "POST"])
def visit(case_no: str, number: str) -> ResponseReturnValue:
    """One visit of one's own case; the form stands there only while an answer is still owed and its step is gone."""
    viewer = required_viewer()
    kept = parked.waiting()
    form, problem = None, ""
    with runtime().db.read() as session:
        desks.at_portal(session, viewer, case_no, number)
    try:
        form = _form(viewer, case_no, number, dict(kept or ()))
        given = form.read() if request.method == "POST" else None
        if given is not None:
            desks.from_portal(runtime(), viewer, case_no, number, given)
            flash(
                _("回答を受け付けました。期限の後に届いたため、どう扱うかは担当者が判断します。"), "success"
            )
            return redirect(url_for("applications.visit", case_no=case_no, number=number), 303)
    except Refused as error:
        if form is not None:
            form.refuse(error)
    except Unknown:
        raise
    except CaseError as error:
        problem = error.text.in_(language()) if request.method == "POST" else ""
    return _page(viewer, case_no, number, form, problem, parked_here=kept is not None)


@blueprint.get("/applications/<case_no>/visits/<number>/request.pdf")
def visit_request(case_no: str, number: str) -> ResponseReturnValue:
    """The request to be printed: the letter as it was written; 404 before it."""
    with runtime().db.read() as session:
        paper = visit_told.paper(session, desks.at_portal(session, required_viewer(), case_no, number))
    if paper is None:
        abort(404)
    return made(render_letter(paper, FONTS), f"{visit_told.TITLE.ja}_{number}.pdf", "application/pdf")


def _form(viewer: Viewer, case_no: str, number: str, waiting: Mapping[str, str]) -> LetterForm:
    with runtime().db.read() as session:
        to = desks.late(session, desks.at_portal(session, viewer, case_no, number))
    return LetterForm(to, False, request.form.to_dict() if request.method == "POST" else waiting)


def _page(
    viewer: Viewer, case_no: str, number: str, form: LetterForm | None, problem: str, *, parked_here: bool
) -> ResponseReturnValue:
    with runtime().db.read() as session:
        found = desks.at_portal(session, viewer, case_no, number)
        html = render_template(
            "applications/visit.html",
            head=own_case(session, viewer, case_no),
            visit=next(
                each for each in visit_letters.of_case(session, found.case_id) if each.visit.id == found.id
            ),
            told=visit_told.told(session, found),
            report=visit_checked.checked(session, found),
            states=STATES,
            form=form,
            problem=problem,
            parked=parked_here,
        )
    return html, 422 if form is not None and form.errors else 409 if problem else 200


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    return desks.at_portal(session, viewer, args["case_no"], args["number"])


parked.PAGES["applications.visit"] = parked.Page("applications.visit", _may, tells=True)
