"""Putting several cases before the committee at once: chosen on the board, one notice, one answer for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases.answering import Post
from app.cases.errors import Invalid
from app.cases.hearings import agenda
from app.cases.views import task
from app.formkit import BoundForm
from app.formkit.controls import html_id
from app.law.committee import OUTCOMES
from app.store.reading import board, sittings
from app.store.viewer import Viewer
from app.web import parked
from app.web.hearings.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import language, required_viewer

LONGEST = 4000
"""Characters of a reason, as the form of the step takes them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A case on the notice: its field, the reason that stands there, and the members in doubt."""

    row: board.Ready
    field: str
    reason: str
    doubts: list[str]


@blueprint.get("/agenda")
def notice() -> ResponseReturnValue:
    """The notice for the cases that were chosen, or that wait with what was typed for them."""
    kept = parked.typed(url_for("hearings.convene"))
    chosen = _chosen(kept.getlist("item") or request.args.getlist("item"))
    if not chosen:
        return render_template("hearings/agenda_empty.html")
    if kept:
        return _page(chosen, None, *_split(chosen, kept))
    return _page(chosen, None, {})


@blueprint.post("/agenda")
def convene() -> ResponseReturnValue:
    """Convene each of them; what is refused stays on the board, with the reason."""
    viewer, chosen = required_viewer(), _chosen(request.form.getlist("item"))
    if not chosen:
        abort(404)
    reasons, post = _split(chosen, request.form)
    if not all(reason.strip() for reason in reasons.values()):
        return _page(chosen, None, reasons, post), 422
    try:
        found = agenda.convene_all(runtime(), viewer, list(reasons), post, reasons)
    except Invalid as error:
        return _page(chosen, cast(BoundForm, error.form), reasons), 422
    numbers = {row.item_id: row.case_no for row in chosen}
    done = [each for each in found if not each.against]
    if done:
        flash(_("%(n)s件を招集しました。委員に案内を送っています。", n=len(done)), "success")
    for each in found:
        if each.against:
            why = " ".join(text.in_(language()) for text in each.against)
            flash(_("%(case)s は招集できませんでした。%(why)s", case=numbers[each.item_id], why=why), "error")
    return redirect(url_for("hearings.index"), 303)


def _chosen(wanted: list[str]) -> list[board.Ready]:
    """The chosen cases that can still be convened by the viewer, as they stand on the board."""
    with runtime().db.read() as session:
        ready = board.ready(session, required_viewer())
    return [row for row in ready if str(row.item_id) in wanted]


def _split(chosen: list[board.Ready], given: MultiDict[str, str]) -> tuple[dict[int, str], Post]:
    """The reason of each case, and the answers that hold for all."""
    fields = given.copy()
    for name in ("item", parked.AUTHOR, parked.ACTION):
        fields.poplist(name)
    return {row.item_id: fields.pop(_name(row), "") for row in chosen}, Post(fields)


def _may(_session: Session, _viewer: Viewer, _args: Mapping[str, Any]) -> None:
    """Whoever may convene at all; which cases is decided when the page is shown."""


parked.PAGES["hearings.convene"] = parked.Page("hearings.notice", _may)


def _name(row: board.Ready) -> str:
    """The name of the field for the reason to hear the committee on a case."""
    return f"reason-{row.item_id}"


def _page(
    chosen: list[board.Ready], form: BoundForm | None, typed: dict[int, str], post: Post | None = None
) -> str:
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = task.load(runtime(), session, viewer, chosen[0].item_id)
        shown = form if form is not None else task.bind(runtime(), session, viewer, found, None, post)
        items = [_item(session, row, typed.get(row.item_id)) for row in chosen]
        unreported = sittings.unreported(session, viewer)
    lacking = [_reason_error(each) for each in items if typed and not each.reason.strip()]
    errors = [
        (f"#{each.id}", each.label, each.message.in_(language()))
        for each in shown.errors
        if each.id != html_id("reason")
    ]
    return render_template(
        "hearings/agenda.html",
        items=items,
        form=shown,
        errors=[*lacking, *errors],
        longest=LONGEST,
        unreported=unreported,
        outcomes=OUTCOMES,
    )


def _item(session: Session, row: board.Ready, typed: str | None) -> Item:
    proposed = agenda.proposed(session, row.item_id)
    doubts = [said.in_(language()) for said in agenda.doubts(session, row.item_id)]
    return Item(row, _name(row), proposed if typed is None else typed, doubts)


def _reason_error(item: Item) -> tuple[str, str, str]:
    return (f"#{item.field}", item.row.case_no, _("意見を聴く理由を書いてください。"))
