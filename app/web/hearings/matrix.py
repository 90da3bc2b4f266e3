"""Members × hearings on one page, and reminding whoever is late in several hearings at once."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.errors import CaseError, Unknown
from app.cases.hearings import reminders
from app.store.reading import matrix as sheet
from app.store.reading.matrix import Wanted
from app.web.hearings.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import required_viewer

MOST = 200
"""Hearings that are reminded of at once."""


@dataclass(frozen=True, slots=True)
class Word:
    """How a cell is told: a short mark on a desk, the word on a phone and to a screen reader, a tone beside it."""

    mark: str
    word: str
    tone: str


def words() -> dict[str, Word]:
    """The states of a cell; a colour never stands alone."""
    return {
        "invited": Word(_("申"), _("申告待ち"), "warning"),
        "judging": Word(_("判"), _("判断待ち"), "warning"),
        "waiting": Word(_("待"), _("意見待ち"), "warning"),
        "given": Word(_("済"), _("意見提出"), "success"),
        "silent": Word(_("未"), _("未回答"), "neutral"),
        "excluded": Word(_("除"), _("除斥"), "neutral"),
        "challenged": Word(_("忌"), _("忌避の申立て"), "neutral"),
        "recused": Word(_("避"), _("回避"), "neutral"),
        "struck": Word(_("抹"), _("抹消"), "neutral"),
        "expired": Word(_("満"), _("任期満了"), "neutral"),
        "staff": Word(_("職"), _("職員になり終了"), "neutral"),
    }


@blueprint.get("/matrix")
def matrix() -> ResponseReturnValue:
    """The sheet as it was asked for in the address."""
    viewer, wanted = required_viewer(), _wanted()
    with runtime().db.read() as session:
        found = sheet.matrix(session, viewer, wanted)
    return render_template("hearings/matrix.html", found=found, wanted=wanted, words=words())


@blueprint.post("/matrix/remind")
def remind_all() -> ResponseReturnValue:
    """Remind in the hearings that were ticked, or in every late one of the sheet; once a day each."""
    viewer, wanted = required_viewer(), _wanted()
    with runtime().db.read() as session:
        rows = sheet.matrix(session, viewer, wanted).rows
    ticked = set(request.form.getlist("hearing"))
    late = [row.number for row in rows if row.is_late and ("all" in request.form or row.number in ticked)]
    sent = 0
    for number in late[:MOST]:
        try:
            sent += reminders.nudge(runtime(), viewer, number)
        except (Unknown, CaseError):
            continue  # closed or shut meanwhile: nothing to remind of
    if not late:
        flash(_("申告や意見がまだの議案を選んでください。"), "warning")
    elif not sent:
        flash(_("まだの委員には、今日すでに案内を送っています。"), "warning")
    else:
        flash(_("%(h)s件の議案で、%(n)s通の案内を送りました。", h=len(late[:MOST]), n=sent), "success")
    return redirect(f"{url_for('hearings.matrix')}?{_query(wanted)}", 303)


def _wanted() -> Wanted:
    given = request.values
    state = given.get("state", "")
    return Wanted(
        given.get("member", type=int),
        state if state == "late" or state in words() else "",
        given.get("meeting", type=int),
        given.get("ended") == "1",
    )


def _query(wanted: Wanted) -> str:
    kept = {
        "member": wanted.member,
        "state": wanted.state,
        "meeting": wanted.meeting,
        "ended": int(wanted.ended),
    }
    return urlencode({key: value for key, value in kept.items() if value})
