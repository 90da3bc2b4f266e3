"""A member confirms the draft of the minutes, or proposes corrections, on a page of the seat."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, CaseError, Refused, Unknown
from app.cases.hearings import confirmations, record
from app.cases.hearings.minutes_files import TITLES
from app.store.reading import drafted, room
from app.store.viewer import Viewer
from app.web import parked
from app.web.committee.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.route("/committee/<hearing_no>/minutes", methods=["GET", "POST"])
def confirm_minutes(hearing_no: str) -> ResponseReturnValue:
    """The draft with its record; answered once a version."""
    viewer, complaint = required_viewer(), ""
    if request.method == "POST":
        answer, text = request.form.get("answer", ""), request.form.get("text", "")
        try:
            confirmations.reply(runtime(), viewer, hearing_no, answer, text)
        except Unknown:
            raise
        except Refused as refused:
            complaint = " ".join(ground.text.in_(language()) for ground in refused.grounds)
        except CaseError as error:
            complaint = error.text.in_(language())
        else:
            flash(_("議事録の案への回答を記録しました。"), "success")
            return redirect(url_for("committee.index"), 303)
    with runtime().db.read() as session:
        place = room.place(session, viewer, hearing_no)
        found = drafted.asked(session, place) if place is not None else None
    if place is None or found is None:
        raise Unknown(UNKNOWN)
    typed = request.form or parked.typed(url_for("committee.confirm_minutes", hearing_no=hearing_no))
    html = render_template(
        "committee/confirm_minutes.html",
        place=place,
        found=found,
        record=record.shown(found.minutes.record),
        sections=record.SECTIONS,
        prose=TITLES,
        answers=confirmations.ANSWERS,
        complaint=complaint,
        typed=typed,
    )
    return html, 422 if complaint else 200


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
    place = room.place(session, viewer, args["hearing_no"])
    if place is None or drafted.asked(session, place) is None:
        raise Unknown(UNKNOWN)


parked.PAGES["committee.confirm_minutes"] = parked.Page("committee.confirm_minutes", _may)
