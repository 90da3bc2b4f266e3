"""The pages of visits: one's list, the record on the spot, conflicts for the lead, and the invoice."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases.errors import CaseError, NotYours, Refused, Unknown
from app.cases.runtime import Runtime
from app.cases.views import visit as views
from app.cases.views import visit_journal
from app.cases.views.visit import STATES
from app.cases.visits import access, addenda, changing, held, invoicing, leading, operations
from app.cases.visits.operations import Typed
from app.law import visits as law
from app.store.reading import visits as reading
from app.store.viewer import Viewer
from app.web import parked
from app.web.request import row_id
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.visits.blueprint import blueprint, known, page


@blueprint.get("/visits")
def index() -> ResponseReturnValue:
    """The visits on whose team one is, or of the cases that one reviews or decides."""
    with runtime().db.read() as session:
        rows = reading.listed(session, required_viewer())
        days = held.by_visit(session, [row.visit for row in rows])
    return render_template("visits/index.html", rows=rows, days=days, states=STATES)


@blueprint.get("/visits/<number>")
def show(number: str) -> ResponseReturnValue:
    """The plan and the record of a visit; `?parked=` names what waited for its author."""
    known(number, team=False)
    kept = parked.waiting()
    if kept is None:
        return page(number)
    given = _given(MultiDict(kept))
    waited = "note" if given else "other"
    waits = MultiDict(kept)
    addendum = (waits.get("about", ""), waits.get("words", ""))
    return page(number, typed=_by_field(given), bases=_bases(given), parked=waited, addendum=addendum)


@blueprint.get("/visits/<number>/checklist")
def checklist(number: str) -> ResponseReturnValue:
    """The checklist for paper: each item with its id and room for handwriting."""
    with runtime().db.read() as session:
        shown = views.page(session, required_viewer(), number)
        html = render_template(
            "visits/checklist.html", shown=shown, grades=law.grades(), results=law.results()
        )
    return html


@blueprint.get("/visits/<number>/journal")
def journal(number: str) -> ResponseReturnValue:
    """Every entry in the order of receipt, with the device's time where it differs."""
    with runtime().db.read() as session:
        shown = visit_journal.journal(session, required_viewer(), number)
        return render_template("visits/journal.html", shown=shown)


@blueprint.post("/visits/<number>/note")
def note(number: str) -> ResponseReturnValue:
    """One section of the record as a browser without JavaScript sends it; nothing typed is lost."""
    known(number)
    given = _given(request.form)
    device = request.form.get("device", "")[:60]
    try:
        paper = request.form.get("paper") == "1"
        taken = operations.typed(runtime(), required_viewer(), number, given, device, paper=paper)
    except (Unknown, NotYours):
        raise
    except CaseError as error:
        return page(
            number, 409, typed=_by_field(given), bases=_bases(given), problem=error.text.in_(language())
        )
    refused = {
        (each.target, each.field): answer.refused.in_(language())
        for each, answer in taken
        if answer.refused is not None
    }
    if refused:
        return page(number, 422, typed=_by_field(given), bases=_bases(given), errors=refused)
    if any(answer.conflict for _each, answer in taken):
        flash(
            _("保存しました。ほかの端末の記録と食い違う所があり、両方を残しました。主任が選びます。"),
            "warning",
        )
    elif any(answer.late for _each, answer in taken):
        flash(_("記録の確定の後に届いたため、追補として残しました。"), "warning")
    elif taken:
        flash(_("保存しました。"), "success")
    else:
        flash(_("変わった所はありません。"), "info")
    section = request.form.get("section", "")
    anchor = section if section.replace("-", "").isalnum() else None
    return redirect(url_for("visits.show", number=number, _anchor=anchor), 303)


@blueprint.post("/visits/<number>/addendum")
def addendum(number: str) -> ResponseReturnValue:
    """After the closing: words about a part of the record, kept beside what was noted."""
    known(number)
    about, words = request.form.get("about", "")[:60], request.form.get("words", "")
    words = words.replace("\r\n", "\n").strip()
    try:
        addenda.add(runtime(), required_viewer(), number, about, words, request.form.get("device", "")[:60])
    except (Unknown, NotYours):
        raise
    except CaseError as error:
        return page(number, 422, addendum=(about, words), problem=error.text.in_(language()))
    flash(_("追補を記録しました。"), "success")
    return redirect(url_for("visits.show", number=number, _anchor="late"), 303)


@blueprint.post("/visits/<number>/settle")
def settle(number: str) -> ResponseReturnValue:
    """The lead chooses between two values of a field, or writes a third."""
    known(number)
    op = request.form.get("op", "")
    if not op.isascii() or not op.isdecimal() or len(op) > 9:
        abort(404)
    choice = request.form.get("choice", "")
    value = request.form.get(choice if choice in {"standing", "rival", "other"} else "other", "")
    try:
        operations.settle(runtime(), required_viewer(), number, int(op), value.replace("\r\n", "\n"))
    except (Unknown, NotYours):
        raise
    except CaseError as error:
        return page(number, 422, problem=error.text.in_(language()))
    flash(_("調整しました。"), "success")
    return redirect(url_for("visits.show", number=number, _anchor="conflicts"), 303)


@blueprint.post("/visits/<number>/change")
def change(number: str) -> ResponseReturnValue:
    """An inspector, the site or the day is to change after the day was agreed on."""
    known(number, team=False)
    try:
        changing.change(runtime(), required_viewer(), number, request.form.get("reason", ""))
    except (Unknown, NotYours):
        raise
    except CaseError as error:
        return page(number, 422, problem=error.text.in_(language()))
    flash(
        _("変更を受け付けました。受信箱の「受入れの回答の扱いを決める」で、どう進めるかを選んでください。"),
        "success",
    )
    return redirect(url_for("visits.show", number=number), 303)


@blueprint.post("/visits/<number>/lead")
def hand_over(number: str) -> ResponseReturnValue:
    """Another inspector of the team leads, and gets the steps of the lead who cannot go on."""
    return _of_lead(number, leading.hand_over, _("主任を引き継ぎました。"))


@blueprint.post("/visits/<number>/inspectors")
def add_inspector(number: str) -> ResponseReturnValue:
    """One more inspector is named to take over, and declares first."""
    done = _("調査員を加えました。利害関係の申告をお願いしています。申告が終わると、お知らせします。")
    return _of_lead(number, leading.add, done)


def _of_lead(
    number: str, act: Callable[[Runtime, Viewer, str, int, str], None], done: str
) -> ResponseReturnValue:
    known(number, team=False)
    user_id = request.form.get("user", 0, type=row_id)
    try:
        act(runtime(), required_viewer(), number, user_id, request.form.get("reason", ""))
    except (Unknown, NotYours):
        raise
    except CaseError as error:
        return page(number, 422, problem=error.text.in_(language()))
    flash(done, "success")
    return redirect(url_for("visits.show", number=number), 303)


@blueprint.post("/visits/<number>/invoice")
def invoice(number: str) -> ResponseReturnValue:
    """Invoice the cost of a visit under 第15条第2項, at most as it was told before (第15条第3項)."""
    known(number, team=False)
    amount = request.form.get("amount", "").replace(",", "").strip()
    if not amount.isascii() or not amount.isdecimal() or not 0 < int(amount[:9]) <= 99_999_999:
        return page(number, 422, problem=_("金額を円で、数字だけで入力してください。"))
    try:
        number_of_invoice = invoicing.invoice(runtime(), required_viewer(), number, int(amount))
    except (Unknown, NotYours):
        raise
    except Refused as error:
        return page(number, 422, problem="\n".join(each.text.in_(language()) for each in error.grounds))
    except CaseError as error:
        return page(number, 422, problem=error.text.in_(language()))
    flash(_("請求番号 %(no)s で請求しました。", no=number_of_invoice), "success")
    return redirect(url_for("visits.show", number=number, _anchor="cost"), 303)


def _given(form: MultiDict[str, str]) -> list[Typed]:
    """The fields `v:<target>:<field>` with the sequences `b:<target>:<field>` that the page had shown."""
    found = []
    for name, value in form.items():
        kind, _colon, rest = name.partition(":")
        target, _colon, field = rest.rpartition(":")
        if kind != "v" or not target:
            continue
        base = form.get(f"b:{rest}", "0")
        whole = int(base) if base.isascii() and base.isdecimal() and len(base) < 10 else 0
        found.append(Typed(target, field, value.replace("\r\n", "\n").strip(), whole))
    return found


def _bases(given: list[Typed]) -> dict[tuple[str, str], int]:
    """What was typed goes on resting on what its page had shown, so that nothing newer is written over."""
    return {(each.target, each.field): each.base for each in given}


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    return access.on_team(session, viewer, args["number"])


def _may_read(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    return access.readable(session, viewer, args["number"])


for _endpoint in ("note", "addendum", "settle", "add"):
    parked.PAGES[f"visits.{_endpoint}"] = parked.Page("visits.show", _may, tells=True)
for _endpoint in ("change", "invoice", "hand_over", "add_inspector"):
    parked.PAGES[f"visits.{_endpoint}"] = parked.Page("visits.show", _may_read, tells=True)


def _by_field(given: list[Typed]) -> dict[tuple[str, str], str]:
    return {(each.target, each.field): each.value for each in given}
