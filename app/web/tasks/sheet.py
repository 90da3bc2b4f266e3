"""The disclosure sheet of a task as a whole: out to a spreadsheet and back, and from another service's filing."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import rights, sheets
from app.cases.views import task
from app.formkit import SpreadsheetRefused
from app.formkit.spreadsheet import Imported
from app.formkit.workbook import MAX_BYTES
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.tasks.blueprint import blueprint


@blueprint.get("/tasks/<int:item_id>/items.<kind>")
def export_items(item_id: int, kind: str) -> ResponseReturnValue:
    """The sheet as it stands, to be filled in elsewhere: items.xlsx or items.csv."""
    if kind not in sheets.EXPORTS:
        abort(404)
    content, type_ = sheets.exported(runtime(), required_viewer(), item_id, kind)
    response = Response(content, content_type=type_)
    response.headers.set("Content-Disposition", "attachment", filename=f"nintei-{item_id}.{kind}")
    return response


@blueprint.post("/tasks/<int:item_id>/items")
def import_items(item_id: int) -> ResponseReturnValue:
    """Take in a spreadsheet; the answer says which rows were taken and which not, and why."""
    viewer = required_viewer()
    file = request.files.get("file")
    data = file.stream.read(MAX_BYTES + 1) if file is not None and file.filename else b""
    found, problem, status = None, "", 200
    if not data:
        problem, status = _("取り込むファイル（xlsx か csv）を選んでください。"), 422
    else:
        try:
            found = sheets.take_in(runtime(), viewer, item_id, data)
        except SpreadsheetRefused as refused:
            problem, status = refused.text.in_(language()), 422
    return _report(item_id, found, problem), status


def _report(item_id: int, found: Imported | None, problem: str) -> str:
    viewer = required_viewer()
    with runtime().db.read() as session:
        opened = task.load(runtime(), session, viewer, item_id)
    titles = {item.id: item.title for each in opened.spec.catalogues.values() for item in each.items.values()}
    return render_template("tasks/imported.html", task=opened, found=found, problem=problem, titles=titles)


@blueprint.post("/tasks/<int:item_id>/prefill")
def prefill(item_id: int) -> ResponseReturnValue:
    """Start from what another service of the same provider disclosed."""
    case_no = request.form.get("case_no", "")
    with runtime().db.read() as session:
        rights.load(session, required_viewer(), item_id)
    if not case_no:
        flash(_("引き写す元の案件を選んでください。"), "warning")
        return redirect(url_for("tasks.show", item_id=item_id), 303)
    found = sheets.take_over(runtime(), required_viewer(), item_id, case_no)
    words = _(
        "案件 %(no)s から %(n)s 項目を引き写しました。内容を確かめてください。",
        no=case_no,
        n=len(found.taken),
    )
    flash(words, "success" if found.taken else "info")
    if found.dropped:
        flash(_("今の様式に合わない %(n)s 項目は引き写していません。", n=len(found.dropped)), "info")
    return redirect(url_for("tasks.show", item_id=item_id), 303)
