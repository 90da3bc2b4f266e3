"""What a member does beside the opinion: notes for oneself, a question, asking for a meeting, leaving the hearing."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, CaseError, DraftConflict, Unknown
from app.cases.hearings import meeting_requests, questions, seats
from app.law.circulation import CIRCULATION
from app.store.reading.room import Place
from app.store.viewer import Viewer
from app.web import parked
from app.web.committee import beside
from app.web.committee.blueprint import blueprint
from app.web.committee.seat import page, taken
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.post("/committee/<hearing_no>/notes")
def keep_notes(hearing_no: str) -> ResponseReturnValue:
    """Keep what is written beside the opinion; a script is told the new version, and of another window's change."""
    viewer, place = required_viewer(), _place(hearing_no)
    script = request.form.get("_action") == "autosave"
    try:
        kept = beside.keep(viewer, place, request.form)
    except DraftConflict:
        if script:
            return render_template("committee/note_conflict.html", url=_url(hearing_no)), 409
        return _again(hearing_no, 409)
    if script:
        at = clock.real_now().astimezone(clock.JST)
        said = _("%(time)s に保存", time=f"{at:%H:%M}")
        return f"<p>{said}</p>", 200, {"X-Draft-Version": kept or request.form.get("_note_version", "")}
    flash(_("自分用のメモを保存しました。"), "success")
    return redirect(_url(hearing_no, "notes"), 303)


@blueprint.post("/committee/<hearing_no>/questions")
def ask(hearing_no: str) -> ResponseReturnValue:
    """Put a question to the applicant, by way of the secretariat, while there is no sheet for the opinion."""
    viewer, place = required_viewer(), _place(hearing_no)
    try:
        beside.keep(viewer, place, request.form)
        doubt = beside.doubted(viewer, place, request.form)
        if doubt:
            return _again(hearing_no, 422, doubt)
        questions.ask(runtime(), viewer, place.seat.id, request.form.get("_question", ""))
    except Unknown:
        raise
    except DraftConflict:
        return _again(hearing_no, 409)
    except CaseError as error:
        return _again(hearing_no, 422, error.text.in_(language()))
    flash(_("質問を事務局に送りました。申請者には、事務局が整えた文で伝わります。"), "success")
    return redirect(_url(hearing_no, "questions"), 303)


@blueprint.route("/committee/<hearing_no>/recuse", methods=["GET", "POST"])
def recuse(hearing_no: str) -> ResponseReturnValue:
    """Leave the hearing by one's own wish, after a page that says what follows."""
    viewer, place = required_viewer(), _place(hearing_no)
    complaint = ""
    if request.method == "POST":
        try:
            seats.recuse(runtime(), viewer, place.seat.id, request.form.get("reason", "").strip())
        except Unknown:
            raise
        except CaseError as error:
            complaint = error.text.in_(language())
        else:
            flash(_("回避を受け付けました。この議案の資料と審議からは外れます。"), "success")
            return redirect(url_for("committee.index"), 303)
    html = render_template(
        "committee/recuse.html",
        place=place,
        complaint=complaint,
        reason=parked.typed().get("reason", ""),
    )
    return html, 422 if complaint else 200


@blueprint.route("/committee/<hearing_no>/meeting", methods=["GET", "POST"])
def ask_meeting(hearing_no: str) -> ResponseReturnValue:
    """Ask for a meeting instead of a circulation, after a page that says what follows."""
    viewer, reason, complaint = required_viewer(), parked.typed().get("reason", ""), ""
    if request.method == "POST":
        try:
            meeting_requests.ask(runtime(), viewer, hearing_no, reason)
        except Unknown:
            raise
        except CaseError as error:
            complaint = error.text.in_(language())
        else:
            flash(_("会議を求める申出を受け付けました。持回りはやめ、事務局が会議を招集します。"), "success")
            return redirect(url_for("committee.index"), 303)
    place = _place(hearing_no)
    if place.head is None or place.hearing.method != CIRCULATION:
        raise Unknown(UNKNOWN)
    html = render_template("committee/ask_meeting.html", place=place, complaint=complaint, reason=reason)
    return html, 422 if complaint else 200


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    """An open seat of one's own in the hearing; raises Unknown."""
    return taken(session, viewer, args["hearing_no"])


for _endpoint, _shows in {
    "committee.keep_notes": "committee.seat",
    "committee.ask": "committee.seat",
    "committee.recuse": "committee.recuse",
    "committee.ask_meeting": "committee.ask_meeting",
}.items():
    parked.PAGES[_endpoint] = parked.Page(_shows, _may)


def _place(hearing_no: str) -> Place:
    """The viewer's seat in an open hearing; raises Unknown for one that is shut or over."""
    with runtime().db.read() as session:
        return taken(session, required_viewer(), hearing_no)


def _again(hearing_no: str, status: int, complaint: str = "") -> ResponseReturnValue:
    with runtime().db.read() as session:
        viewer = required_viewer()
        place = taken(session, viewer, hearing_no)
        return page(session, viewer, place, fields=request.form, complaint=complaint), status


def _url(hearing_no: str, anchor: str = "") -> str:
    return url_for("committee.seat", hearing_no=hearing_no, _anchor=anchor or None)
