"""The list for honoraria: a month, a row a member, as a page and for a spreadsheet."""

import csv
import io
from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.registry.items import cell
from app.store.reading import honorarium as listed
from app.web.downloads import made
from app.web.hearings.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import required_viewer

BYTE_ORDER_MARK = "\ufeff"


@blueprint.get("/honorarium")
def honorarium() -> ResponseReturnValue:
    """The month as it was asked for, this one where none was."""
    first = _month()
    with runtime().db.read() as session:
        rows = listed.month(session, required_viewer(), first)
    return render_template("hearings/honorarium.html", rows=rows, month=f"{first:%Y-%m}")


@blueprint.get("/honorarium.csv")
def honorarium_csv() -> ResponseReturnValue:
    """The same for a spreadsheet; what would be taken for a formula gets an apostrophe in front."""
    first = _month()
    with runtime().db.read() as session:
        rows = listed.month(session, required_viewer(), first)
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow([_("月"), _("委員"), _("メールアドレス"), _("出席した会議"), _("提出した意見")])
    for row in rows:
        sheet.writerow([f"{first:%Y-%m}", cell(row.name), cell(row.email), row.meetings, row.opinions])
    return made(BYTE_ORDER_MARK + out.getvalue(), f"honorarium-{first:%Y-%m}.csv", "text/csv")


def _month() -> date:
    given = request.args.get("month", "")
    if not given:
        return clock.today().replace(day=1)
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        abort(404)
