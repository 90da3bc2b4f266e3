"""The secretary's board: what is ready for the committee, every hearing with where it stands, the meetings."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, CaseError, Refused, Unknown
from app.cases.hearings import attendance, reminders, rescheduling, seats, succession
from app.cases.hearings.wording import KINDS, METHODS, QUESTION_STATES
from app.engine import EngineError
from app.law.acknowledgement import SHOWN
from app.law.text import Text
from app.store.reading import board, hearings, named, sittings, undelivered
from app.store.viewer import Viewer
from app.web import parked
from app.web.committee.words import seat as seat_words
from app.web.hearings import minutes
from app.web.hearings.blueprint import blueprint
from app.web.hearings.words import NAMED, OUTCOMES, VERDICTS, columns
from app.web.request import row_id
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The board, and the meetings beside it."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        rows = board.rows(session, viewer)
        return render_template(
            "hearings/index.html",
            ready=board.ready(session, viewer),
            named=named.listed(session, viewer),
            named_words=NAMED,
            columns=columns(rows),
            meetings=board.meetings(session, viewer),
            undelivered=undelivered.count(session, viewer),
            methods=METHODS,
            outcomes=OUTCOMES,
        )


@blueprint.get("/<hearing_no>")
def show(hearing_no: str) -> ResponseReturnValue:
    """One hearing: seats without any content, questions, and after the closing what came of it."""
    return _page(hearing_no)


def _page(hearing_no: str, complaint: str = "") -> str:
    viewer, seat_id = required_viewer(), (request.view_args or {}).get("seat_id")
    with runtime().db.read() as session:
        found = hearings.find(session, viewer, hearing_no)
        if found is None:
            abort(404)
        seated = {each.user_id for each in found.seats}
        return render_template(
            "hearings/show.html",
            found=found,
            tasks=hearings.tasks(session, viewer, found.hearing),
            candidates=board.candidates(session, clock.today(), seated),
            kinds=KINDS,
            methods=METHODS,
            outcomes=OUTCOMES,
            verdicts=VERDICTS,
            seat_words=seat_words,
            question_words=QUESTION_STATES,
            open_words=SHOWN,
            now=clock.now(),
            short=seats.is_short(found.hearing),
            stopped=succession.stopped(session, found.hearing) if viewer.is_("secretariat") else None,
            complaint=complaint,
            complained_at=f"out-{seat_id}" if seat_id else _field(),
        )


def _field() -> str:
    """The field of the form that was sent, to which the complaint leads."""
    return "succeed-reason" if request.endpoint == "hearings.succeed" else "add-reason"


@blueprint.post("/<hearing_no>/presiding")
def succeed(hearing_no: str) -> ResponseReturnValue:
    """Who is next presides and gets what waits; with nobody left the decider is asked."""
    with runtime().db.read() as session:
        found = hearings.find(session, required_viewer(), hearing_no)
        told = succession.stopped(session, found.hearing) if found is not None else None
    reason = request.form.get("reason", "")
    return _tried(
        hearing_no,
        lambda: succession.hand_over(runtime(), required_viewer(), hearing_no, reason),
        _("認定責任者に返しました。")
        if told is not None and told.again
        else _("議長の作業を引き継ぎました。"),
    )


@blueprint.get("/meetings")
def meetings() -> ResponseReturnValue:
    """Every meeting: its items, how far the minutes of each are, and what was taken by circulation since."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        return render_template(
            "hearings/meetings.html",
            told=sittings.sittings(session, viewer),
            unreported=sittings.unreported(session, viewer),
            methods=METHODS,
            outcomes=OUTCOMES,
        )


@blueprint.get("/meetings/<int:meeting_no>/minutes")
def meeting_minutes(meeting_no: int) -> ResponseReturnValue:
    """The minutes of the whole meeting, once those of its items are approved."""
    return minutes.sent(meeting_no)


@blueprint.get("/meetings/<int:meeting_no>")
def meeting(meeting_no: int) -> ResponseReturnValue:
    """A meeting: its agenda and, item by item, who is in the room."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        planned = board.meeting(session, viewer, meeting_no)
        if planned is None:
            abort(404)
        rows = board.rows(session, viewer, meeting_no)
        shown = [hearings.find(session, viewer, row.number) for row in rows]
        return render_template(
            "hearings/meeting.html",
            meeting=planned,
            sitting=sittings.find(session, viewer, meeting_no),
            movable=rescheduling.changeable(session, viewer, meeting_no) is not None,
            outcomes=OUTCOMES,
            agenda=[each for each in shown if each is not None],
            methods=METHODS,
            seat_words=seat_words,
        )


@blueprint.post("/<hearing_no>/members")
def add(hearing_no: str) -> ResponseReturnValue:
    """One more is asked; the person declares first, and the due date does not move."""
    user_id = request.form.get("user", 0, type=row_id)
    reason = request.form.get("reason", "")
    return _tried(
        hearing_no,
        lambda: seats.add(runtime(), required_viewer(), hearing_no, user_id, reason),
        _short(hearing_no) or _("委員を加えました。利害関係の申告を先にお願いしています。"),
    )


def _short(hearing_no: str) -> str:
    with runtime().db.read() as session:
        found = hearings.find(session, required_viewer(), hearing_no)
    if found is None or not seats.is_short(found.hearing):
        return ""
    return str(_("委員を加えました。意見の期限まで日数が少なく、期限は動きません。議長にも知らせました。"))


@blueprint.post("/<hearing_no>/attendance")
def attend(hearing_no: str) -> ResponseReturnValue:
    """In or out of the room, at this moment."""
    user_id, event = request.form.get("user", 0, type=row_id), request.form.get("event", "")
    return _tried(
        hearing_no,
        lambda: attendance.mark(runtime(), required_viewer(), hearing_no, user_id, event),
        _("入退室を記録しました。"),
    )


@blueprint.post("/<hearing_no>/remind")
def remind(hearing_no: str) -> ResponseReturnValue:
    """Who has not declared or answered is reminded, without a word of the case."""
    return _tried(
        hearing_no,
        lambda: reminders.nudge(runtime(), required_viewer(), hearing_no),
        _("申告や意見がまだの委員に案内を送りました。"),
    )


@blueprint.post("/<hearing_no>/seats/<int:seat_id>/report")
def report(hearing_no: str, seat_id: int) -> ResponseReturnValue:
    """An interest came to light, or the provider objects: the seat is shut at once, a decider judges."""
    cause = "challenge" if request.form.get("cause") == "challenge" else "discovered"
    return _tried(
        hearing_no,
        lambda: seats.report(
            runtime(), required_viewer(), seat_id, _kinds(), request.form.get("reason", ""), cause
        ),
        _("この委員の閲覧を止めました。認定責任者の受信箱に、判断の作業が届きます。"),
    )


@blueprint.post("/<hearing_no>/seats/<int:seat_id>/strike")
def strike(hearing_no: str, seat_id: int) -> ResponseReturnValue:
    """The decider ends a seat for an interest, and judges whether an opinion given before is struck or stands."""
    effect = "stands" if request.form.get("opinion_effect") == "stands" else "struck"
    return _tried(
        hearing_no,
        lambda: seats.strike(
            runtime(), required_viewer(), seat_id, _kinds(), request.form.get("reason", ""), effect
        ),
        _("この委員を案件から外しました。意見は、判断どおり数えます。")
        if effect == "stands"
        else _("この委員を案件から外しました。意見は数えません。"),
    )


def _kinds() -> list[str]:
    return [key for key in request.form.getlist("kinds") if key in KINDS]


def _tried(hearing_no: str, act: Callable[[], object], done: str) -> ResponseReturnValue:
    with runtime().db.read() as session:
        if hearings.find(session, required_viewer(), hearing_no) is None:
            abort(404)  # before the form is judged: what is wrong with it would tell that there is a hearing
    try:
        act()
    except Unknown:
        raise
    except Refused as refused:
        return _refused(hearing_no, " ".join(_said(ground.text) for ground in refused.grounds))
    except (CaseError, EngineError) as error:
        return _refused(hearing_no, _said(error.text))
    return _back(hearing_no, done, "success")


def _refused(hearing_no: str, complaint: str) -> ResponseReturnValue:
    """The page again with what was typed; a button without a field goes back to where it stood."""
    if "reason" in request.form:
        return _page(hearing_no, complaint), 422
    return _back(hearing_no, complaint, "error")


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
    if hearings.find(session, viewer, args["hearing_no"]) is None:
        raise Unknown(UNKNOWN)


for _endpoint in ("hearings.add", "hearings.report", "hearings.strike", "hearings.succeed"):
    parked.PAGES[_endpoint] = parked.Page("hearings.show", _may)


def _said(text: Text) -> str:
    return text.in_(language())


def _back(hearing_no: str, sentence: str, category: str) -> ResponseReturnValue:
    flash(sentence, category)
    to = request.form.get("to", "")
    if to.isdecimal() and len(to) < 7:
        return redirect(url_for("hearings.meeting", meeting_no=int(to), _anchor=hearing_no), 303)
    return redirect(url_for("hearings.show", hearing_no=hearing_no), 303)
