"""The secretary's board: what is ready for the committee, every hearing with where it stands, the meetings."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import attendance, reminders, seats
from app.engine import EngineError
from app.law import interests
from app.law.text import Text
from app.store.reading import board, hearings
from app.web.hearing_words import METHODS, OUTCOMES, QUESTIONS, SEATS, VERDICTS, columns
from app.web.runtime import runtime
from app.web.session import language, required_viewer

blueprint = Blueprint("hearings", __name__, url_prefix="/hearings")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The board, and the meetings beside it."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        rows = board.rows(session, viewer)
        return render_template(
            "hearings/index.html",
            ready=board.ready(session, viewer),
            columns=columns(rows),
            meetings=board.meetings(session, viewer),
            methods=METHODS,
            outcomes=OUTCOMES,
        )


@blueprint.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """One hearing: seats without any content, questions, and after the closing what came of it."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = hearings.find(session, viewer, number)
        if found is None:
            abort(404)
        seated = {each.user_id for each in found.seats}
        return render_template(
            "hearings/show.html",
            found=found,
            tasks=hearings.tasks(session, viewer, found.hearing),
            candidates=board.candidates(session, clock.today(), seated),
            kinds={kind.key: kind for kind in interests.kinds()},
            methods=METHODS,
            outcomes=OUTCOMES,
            verdicts=VERDICTS,
            seat_words=SEATS,
            question_words=QUESTIONS,
            now=clock.now(),
        )


@blueprint.get("/meetings/<int:number>")
def meeting(number: int) -> ResponseReturnValue:
    """A meeting: its agenda and, item by item, who is in the room."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        planned = board.meeting(session, viewer, number)
        if planned is None:
            abort(404)
        rows = board.rows(session, viewer, number)
        shown = [hearings.find(session, viewer, row.number) for row in rows]
        return render_template(
            "hearings/meeting.html",
            meeting=planned,
            agenda=[each for each in shown if each is not None],
            methods=METHODS,
            seat_words=SEATS,
        )


@blueprint.post("/<number>/members")
def add(number: str) -> ResponseReturnValue:
    """One more is asked; the person declares first, and the due date does not move."""
    user_id = request.form.get("user", 0, type=int)
    reason = request.form.get("reason", "")
    if not user_id:
        return _back(number, _("加える委員を選んでください。"), "error")
    return _tried(
        number,
        lambda: seats.add(runtime(), required_viewer(), number, user_id, reason),
        _("委員を加えました。利害関係の申告を先にお願いしています。"),
    )


@blueprint.post("/<number>/attendance")
def attend(number: str) -> ResponseReturnValue:
    """In or out of the room, at this moment."""
    user_id, event = request.form.get("user", 0, type=int), request.form.get("event", "")
    return _tried(
        number,
        lambda: attendance.mark(runtime(), required_viewer(), number, user_id, event),
        _("入退室を記録しました。"),
    )


@blueprint.post("/<number>/remind")
def remind(number: str) -> ResponseReturnValue:
    """Who has not declared or answered is reminded, without a word of the case."""
    return _tried(
        number,
        lambda: reminders.nudge(runtime(), required_viewer(), number),
        _("申告や意見がまだの委員に案内を送りました。"),
    )


@blueprint.post("/<number>/seats/<int:seat_id>/report")
def report(number: str, seat_id: int) -> ResponseReturnValue:
    """An interest came to light, or the provider objects: the seat is shut at once, a decider judges."""
    cause = "challenge" if request.form.get("cause") == "challenge" else "discovered"
    return _tried(
        number,
        lambda: seats.report(
            runtime(), required_viewer(), seat_id, _kinds(), request.form.get("reason", ""), cause
        ),
        _("この委員の閲覧を止めました。認定責任者の受信箱に、判断の作業が届きます。"),
    )


@blueprint.post("/<number>/seats/<int:seat_id>/strike")
def strike(number: str, seat_id: int) -> ResponseReturnValue:
    """The decider ends a seat for an interest; its opinion does not count."""
    return _tried(
        number,
        lambda: seats.strike(
            runtime(), required_viewer(), seat_id, _kinds(), request.form.get("reason", ""), "struck"
        ),
        _("この委員を案件から外しました。意見は数えません。"),
    )


def _kinds() -> list[str]:
    known = {each.key for each in interests.kinds()}
    return [key for key in request.form.getlist("kinds") if key in known]


def _tried(number: str, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        act()
    except Unknown:
        raise
    except Refused as refused:
        return _back(number, " ".join(_said(ground.text) for ground in refused.grounds), "error")
    except (CaseError, EngineError) as error:
        return _back(number, _said(error.text), "error")
    return _back(number, done, "success")


def _said(text: Text) -> str:
    return text.in_(language())


def _back(number: str, sentence: str, category: str) -> ResponseReturnValue:
    flash(sentence, category)
    to = request.form.get("to", "")
    if to.isdecimal() and len(to) < 7:
        return redirect(url_for("hearings.meeting", number=int(to), _anchor=number), 303)
    return redirect(url_for("hearings.show", number=number), 303)
