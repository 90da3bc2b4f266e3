"""The applicant challenges a member or an inspector (忌避, 第7条): one page with the form, the receipts, the results.

What it answers is the same whether the person has a seat or not.
"""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.challenges import filing, roster
from app.cases.errors import Refused
from app.cases.views import challenged
from app.law.text import Ground
from app.web.applications.blueprint import blueprint, own_case
from app.web.applications.forms import ChallengeForm
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.route("/applications/<case_no>/challenges", methods=["GET", "POST"])
def challenges(case_no: str) -> ResponseReturnValue:
    """What was challenged so far, and the form while the case is open and not decided."""
    viewer = required_viewer()
    form = ChallengeForm()
    with runtime().db.read() as session:
        head = own_case(session, viewer, case_no)
        shut = filing.too_early_or_late(session, filing.own(session, viewer, case_no))
        form.offer(
            [
                (each.user_id, each.name, each.post.in_(language()))
                for each in roster.of_case(session, head.id)
            ],
            [(key, text.in_(language())) for key, text in challenged.kind_choices()],
        )
    problem, sent = "", form.validate_on_submit()
    if sent:
        given = filing.Given(int(form.person.data or 0), form.kind.data or "", form.reason.data or "")
        try:
            number = filing.file(runtime(), viewer, case_no, given)
        except Refused as error:
            problem = _refuse(form, error.grounds)
        else:
            flash(_("受け付けました（受付番号 %(no)s）。判断の結果をお知らせします。", no=number), "success")
            return redirect(url_for("applications.challenges", case_no=case_no), 303)
    with runtime().db.read() as session:
        rows = challenged.of_case(session, own_case(session, viewer, case_no))
    page = render_template(
        "applications/challenges.html", head=head, form=form, rows=rows, shut=shut, problem=problem
    )
    return page, 409 if problem else 422 if form.errors else 200


def _refuse(form: ChallengeForm, grounds: list[Ground]) -> str:
    """Put each ground at its field; what belongs to none is the page's own problem."""
    whole = []
    for ground in grounds:
        words = ground.text.in_(language())
        if ground.field in form:
            form[ground.field].errors = [*form[ground.field].errors, words]
        else:
            whole.append(words)
    return " ".join(whole)
