"""A member's home: what waits for this person, the most urgent first; the rest is folded."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import mails
from app.cases.hearings.pack import pack_of
from app.law.appointment import UPDATE_FROM
from app.law.interests import RESULTS
from app.store.reading import drafted, presiding, register, room, sittings
from app.store.reading.room import Place
from app.web.committee import words
from app.web.committee.blueprint import blueprint
from app.web.filters import either
from app.web.runtime import runtime
from app.web.session import required_viewer


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the home. `about` names the service, to those who may know it."""

    what: str
    number: str
    url: str
    due_on: date | None = None
    state: str = ""
    about: str = ""


@dataclass(slots=True)
class Desk:
    """The lines of the home by what is to be done with them."""

    waiting: list[Row] = field(default_factory=list)
    elsewhere: list[Row] = field(default_factory=list)
    done: list[Row] = field(default_factory=list)


@blueprint.get("/committee")
def index() -> ResponseReturnValue:
    """Only what waits for the reader stands open."""
    viewer = required_viewer()
    desk = Desk()
    with runtime().db.read() as session:
        for place in room.places(session, viewer):
            _sort(session, desk, place)
        desk.waiting += [
            Row(
                either(step.name, step.name_en),
                "",
                url_for("tasks.show", item_id=step.id),
                step.due_on,
            )
            for step in presiding.other_steps(session, viewer)
        ]
        update = register.update_due_of(session, viewer, clock.today())
        receipts = room.shut(session, viewer)
        meetings = sittings.own_sittings(session, viewer)
    if update is not None and update - timedelta(days=UPDATE_FROM) <= clock.today():
        desk.waiting.append(Row(_("自分の登録を年に一度確かめる"), "", url_for("register.own"), update))
    desk.waiting.sort(key=lambda row: row.due_on or date.max)
    return render_template(
        "committee/index.html",
        desk=desk,
        receipts=receipts,
        receipt=mails.receipt,
        results=RESULTS,
        meetings=meetings,
    )


def _sort(session: Session, desk: Desk, place: Place) -> None:
    hearing, head = place.hearing, place.head
    url = url_for("committee.seat", hearing_no=hearing.number)
    about = head.service if head is not None else ""
    if place.seat.state == room.DECLARING:
        by = clock.date_in_japan(hearing.declare_by)
        desk.waiting.append(Row(_("利害関係を申告する"), hearing.number, url, by, words.seat("invited")))
        return
    if place.seat.state == room.JUDGED:
        desk.elsewhere.append(
            Row(_("利害関係の判断を待っています"), hearing.number, url, None, words.seat("judging"))
        )
        return
    own = room.standing(session, place, room.waiting_item(session, place))
    if hearing.state != "open":
        state = " ・ ".join((words.hearing(hearing.state), words.standing(own)))
        desk.done.append(Row(_("締め切られた議案"), hearing.number, url, None, state, about))
    elif own.outdated(pack_of(session, hearing).version):
        due = clock.date_in_japan(hearing.due_at)
        what = _("変わった資料を確かめる")
        desk.waiting.append(Row(what, hearing.number, url, due, words.standing(own), about))
    elif own.given_at is None:
        due = clock.date_in_japan(hearing.due_at)
        desk.waiting.append(Row(_("意見を出す"), hearing.number, url, due, words.standing(own), about))
    else:
        due = clock.date_in_japan(hearing.due_at)
        desk.done.append(Row(_("意見を出した議案"), hearing.number, url, due, words.standing(own), about))
    draft = drafted.asked(session, place)
    if draft is not None and draft.reply is None:
        to = url_for("committee.confirm_minutes", hearing_no=hearing.number)
        state, by = words.hearing(hearing.state), draft.asked.due_on
        desk.waiting.append(Row(_("議事録の案を確かめる"), hearing.number, to, by, state, about))
    if place.presiding:
        _chair(session, desk, place, about)


def _chair(session: Session, desk: Desk, place: Place, about: str) -> None:
    """What waits for whoever presides: to rule, to approve, and the page from which the hearing is closed."""
    hearing = place.hearing
    for step in presiding.chair_steps(session, place):
        url = url_for("tasks.show", item_id=step.id)
        name = either(step.name, step.name_en)
        desk.waiting.append(Row(name, hearing.number, url, step.due_on, words.hearing(hearing.state), about))
    url = url_for("committee.chair", hearing_no=hearing.number)
    row = Row(_("議事を進める（議長）"), hearing.number, url, None, words.hearing(hearing.state), about)
    (desk.elsewhere if hearing.state == "open" else desk.done).append(row)
