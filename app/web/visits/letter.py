"""The desk enters an answer that came by post, with the day of its postmark (運用)."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases.errors import CaseError, Refused, Unknown
from app.cases.views import visit_letters
from app.cases.visits import desks
from app.store.reading import cases
from app.store.viewer import Viewer
from app.web import parked
from app.web.letterform import LetterForm
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.visits.blueprint import blueprint


@blueprint.route("/visits/<number>/letter", methods=["GET", "POST"])
def letter(number: str) -> ResponseReturnValue:
    """What was asked, what has come so far, and the form for the next letter."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        desks.at_desk(session, viewer, number)
    kept = parked.waiting()
    sent = request.form.to_dict() if request.method == "POST" else dict(kept or ())
    form, problem = None, ""
    try:
        form = _form(viewer, number, sent)
        given = form.read() if request.method == "POST" else None
        if given is not None:
            return _kept(viewer, number, desks.by_post(runtime(), viewer, number, given))
    except Refused as error:
        if form is not None:
            form.refuse(error)
    except Unknown:
        raise
    except CaseError as error:
        problem = error.text.in_(language())
    return _page(viewer, number, form, problem, parked_here=kept is not None)


def _form(viewer: Viewer, number: str, sent: Mapping[str, str]) -> LetterForm:
    with runtime().db.read() as session:
        to = desks.to_answer(session, desks.at_desk(session, viewer, number))
    return LetterForm(to, True, sent)


def _kept(viewer: Viewer, number: str, in_time: bool) -> ResponseReturnValue:
    if in_time:
        flash(_("回答を記録しました。期限内の消印です。"), "success")
    else:
        flash(_("回答を記録しました。期限の後の消印か、消印が読めないため、扱いは人が決めます。"), "warning")
    return redirect(url_for("visits.letter", number=number, _anchor="letters"), 303)


def _page(
    viewer: Viewer, number: str, form: LetterForm | None, problem: str, *, parked_here: bool
) -> ResponseReturnValue:
    with runtime().db.read() as session:
        visit = desks.at_desk(session, viewer, number)
        head = cases.by_id(session, viewer, visit.case_id)
        html = render_template(
            "visits/letter.html",
            visit=visit,
            head=head,
            letters=visit_letters.shown(session, visit),
            form=form,
            problem=problem,
            parked=parked_here,
        )
    return html, 422 if form is not None and form.errors else 409 if problem else 200


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    return desks.at_desk(session, viewer, args["number"])


parked.PAGES["visits.letter"] = parked.Page("visits.letter", _may, tells=True)
