"""The page of a seat: first the declaration alone, then the papers with one's opinion, after the closing the outcome."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, Unknown
from app.cases.hearings import openings
from app.cases.hearings.pack import pack_of
from app.cases.views import opinions, papers, task
from app.cases.views.papers import own_hints
from app.registry import presentation
from app.store.reading import room
from app.store.reading.room import Place
from app.store.viewer import Viewer
from app.web import filters, parked
from app.web.committee import beside, words
from app.web.committee.beside import Fields
from app.web.committee.blueprint import blueprint, shared
from app.web.runtime import runtime
from app.web.session import required_viewer
from app.web.tasks import elsewhere
from app.web.tasks.page import Shown
from app.web.tasks.show import opened


@blueprint.get("/committee/<hearing_no>")
def seat(hearing_no: str) -> ResponseReturnValue:
    """One hearing; whoever has no open seat in it learns what an unknown number tells."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = taken(session, viewer, hearing_no)
    if found.head is not None:
        openings.note(runtime(), found)
    with runtime().db.read() as session:
        return page(session, viewer, taken(session, viewer, hearing_no))


def taken(session: Session, viewer: Viewer, hearing_no: str) -> Place:
    """The viewer's seat in a hearing; raises Unknown."""
    found = room.place(session, viewer, hearing_no)
    if found is None:
        raise Unknown(UNKNOWN)
    return found


def page(
    session: Session,
    viewer: Viewer,
    place: Place,
    shown: Shown | None = None,
    fields: Fields | None = None,
    complaint: str = "",
) -> str:
    """The page as the seat stands: `shown` is the form after an answer that was not taken, `fields` all that was sent.

    `complaint` is what is wrong with the question.
    """
    if place.seat.state == room.JUDGED:
        return render_template("committee/judging.html", place=place)
    item_id = room.waiting_item(session, place)
    if shown is None and item_id is not None and place.hearing.state == "open":
        try:
            shown = opened(session, viewer, item_id)
        except task.Done:
            shown = None
    if place.head is None:
        hints = own_hints(session, place)
        return render_template("committee/declare.html", place=place, hints=hints, **_form(shown))
    own = room.standing(session, place, item_id)
    now = pack_of(session, place.hearing).version
    return render_template(
        "committee/seat.html",
        place=place,
        head=place.head,
        papers=papers.papers(runtime(), session, viewer, place),
        own=own,
        outdated=place.hearing.state == "open" and own.outdated(now),
        pack_version=now,
        versions=room.own_opinions(session, place),
        beside=beside.shown(session, place, fields or _parked(place, shown), complaint),
        closing=room.closing(session, place),
        rulings=room.rulings(session, place),
        given=room.given(session, place),
        minutes=room.minutes(session, place),
        addenda=room.addenda(session, place),
        topic=opinions.titles(runtime(), session, place.head),
        acts=presentation.ACTS,
        tone=presentation.tone,
        **_form(shown),
    )


def _parked(place: Place, shown: Shown | None) -> Fields:
    """What waited for its author: with the opinion, or sent alone where there is no sheet for one."""
    if shown is not None:
        return shown.beside
    number = place.hearing.number
    asked = parked.typed(url_for("committee.ask", hearing_no=number))
    return asked or parked.typed(url_for("committee.keep_notes", hearing_no=number))


def _form(shown: Shown | None) -> dict[str, Any]:
    if shown is None:
        return shared() | {"shown": None, "form": None, "action": ""}
    action = url_for("tasks.post", item_id=shown.task.id)
    return shared() | {"shown": shown, "form": shown.form, "action": action}


def _show(session: Session, viewer: Viewer, item_id: int, parked: str) -> ResponseReturnValue:
    found = _of_item(session, viewer, item_id)
    return redirect(url_for("committee.seat", hearing_no=found.hearing.number, parked=parked or None), 303)


def _draw(session: Session, viewer: Viewer, shown: Shown) -> str:
    complaint = next((each.text for each in shown.complaints if each.url == "#question"), "")
    place = _of_item(session, viewer, shown.task.id)
    return page(session, viewer, place, shown, request.form, complaint)


def _done(session: Session, viewer: Viewer, item_id: int) -> ResponseReturnValue:
    """Back to the seat, or home where the seat is shut now."""
    found = room.place_of_item(session, viewer, item_id)
    if found is None:
        flash(_("申告を受け付けました。この議案の資料と審議からは外れます。"), "success")
        return redirect(url_for("committee.index"), 303)
    own = room.standing(session, found, None)
    if own.given_at is not None:
        said = _(
            "意見を受け付けました（%(at)s 第%(n)s版）。締切までは、出し直せます。",
            at=words.short_time(own.given_at),
            n=own.version,
        )
        flash(said, "success")
    else:
        flash(_("申告を受け付けました。"), "success")
    return redirect(url_for("committee.seat", hearing_no=found.hearing.number), 303)


def _over(session: Session, viewer: Viewer, item_id: int) -> str:
    """Why nothing more is taken, and what becomes of what stands on a page left open."""
    found = room.place_of_item(session, viewer, item_id)
    if found is None or found.hearing.state == "open":
        return ""
    closed = room.closing(session, found)
    if closed is None:
        return str(
            _(
                "この議案は、意見をまとめずに終わりました。この画面に書いた内容は提出されていません。"
                "残したい文は「自分用のメモ」に写してください。"
            )
        )
    return str(
        _(
            "この議案は%(at)sに締め切られました。この画面に書きかけの内容は提出されておらず、数えません。"
            "先に出した意見があれば、それが数えられています。残したい文は「自分用のメモ」に写してください。",
            at=filters.datetime_ja(closed.at),
        )
    )


def _of_item(session: Session, viewer: Viewer, item_id: int) -> Place:
    found = room.place_of_item(session, viewer, item_id)
    if found is None:
        raise Unknown(UNKNOWN)
    return found


elsewhere.ELSEWHERE[room.PROCESS] = elsewhere.Elsewhere(
    _show, _draw, _done, beside.keep_of_item, {"note": beside.save, "ask": beside.ask}, _over
)
