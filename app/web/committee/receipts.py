"""The receipt of a seat that is shut: its number, what was declared, and declaring again after a mistake."""

import re
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import mails, renewing
from app.law.interests import RESULTS, kind
from app.store.reading import room
from app.store.viewer import Viewer
from app.web import parked
from app.web.committee.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import language, required_viewer

NUMBER = re.compile(r"S-(\d{6,9})", re.ASCII)


@blueprint.route("/committee/receipts/<receipt_no>", methods=["GET", "POST"])
def receipt(receipt_no: str) -> ResponseReturnValue:
    """One's own receipt; anybody else's is an unknown number. The case has no word here."""
    viewer, complaint = required_viewer(), ""
    reason = parked.typed().get("reason", "").replace("\r\n", "\n")
    seat_id = _seat_id(receipt_no)
    with runtime().db.read() as session:
        if room.receipt(session, viewer, seat_id) is None:
            raise Unknown(UNKNOWN)
    if request.method == "POST":
        try:
            renewing.declare_again(runtime(), viewer, seat_id, reason)
        except Unknown:
            raise
        except CaseError as error:
            complaint = error.text.in_(language())
        else:
            flash(_("申告のやり直しを受け付けました。判断が出たら、メールでお知らせします。"), "success")
            return redirect(url_for("committee.receipt", receipt_no=receipt_no), 303)
    with runtime().db.read() as session:
        found = room.receipt(session, viewer, seat_id)
        if found is None:
            raise Unknown(UNKNOWN)
        html = render_template(
            "committee/receipt.html",
            found=found,
            number=mails.receipt(found.seat),
            offer=renewing.offer(session, seat_id),
            results=RESULTS,
            kind=kind,
            reason=reason,
            complaint=complaint,
        )
    return html, 422 if complaint else 200


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
    if room.receipt(session, viewer, _seat_id(args["receipt_no"])) is None:
        raise Unknown(UNKNOWN)


parked.PAGES["committee.receipt"] = parked.Page("committee.receipt", _may)


def _seat_id(receipt_no: str) -> int:
    found = NUMBER.fullmatch(receipt_no)
    if found is None:
        raise Unknown(UNKNOWN)
    return int(found.group(1))
