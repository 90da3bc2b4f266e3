"""The applicant withdraws (AMB-30): a page that says what will happen, then the act."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import deliveries, withdrawing
from app.store.reading import cases, portal
from app.web.applications.blueprint import blueprint, own_case
from app.web.applications.forms import Withdrawal
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.route("/applications/<case_no>/withdraw", methods=["GET", "POST"])
def withdraw(case_no: str) -> ResponseReturnValue:
    """A case that no longer waits for a withdrawal says so instead."""
    viewer = required_viewer()
    form = Withdrawal()
    with runtime().db.read() as session:
        head = own_case(session, viewer, case_no)
        possible = portal.waits_for(session, head, withdrawing.MESSAGE)
        fee = cases.fee(session, head)
    if possible and form.validate_on_submit():
        withdrawing.withdraw(runtime(), viewer, case_no, form.reason.data)
        # The message is delivered here and now, so that the next page shows what came of it.
        deliveries.deliver_waiting(runtime())
        if head.filed_on is None:
            flash(_("申請をやめました。書いた内容は記録に残ります。"), "success")
        else:
            flash(_("取下げの申出を受け付けました。事務局が確認してから、結果をお知らせします。"), "success")
        return redirect(url_for("applications.show", case_no=case_no), 303)
    page = render_template(
        "applications/withdraw.html",
        form=form,
        head=head,
        fee=fee,
        possible=possible,
        too_late=withdrawing.TOO_LATE,
    )
    return page, 200 if possible and not form.errors else 422 if possible else 409
