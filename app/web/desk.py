"""The operators' desk: what failed, what waits, and trying it again. No content of a case is shown here."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import doubtful, health, retrying
from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.cases.views import heard
from app.store.reading import desk, members
from app.store.viewer import Viewer
from app.web import parked
from app.web.runtime import runtime
from app.web.session import language, required_viewer

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk")
def index() -> ResponseReturnValue:
    """Everything that needs an operator, on one page."""
    viewer = required_viewer()
    ready, state = health.ready(runtime())
    with runtime().db.read() as session:
        return render_template(
            "desk/index.html",
            ready=ready,
            state=state,
            failed=desk.failed(session),
            doubtful=desk.doubtful(session),
            incidents=desk.incidents(session, viewer),
            messages=desk.messages(session, viewer),
            said={name: text.in_(language()) for name, text in heard.MESSAGES.items()},
            overdue=desk.overdue(session, viewer),
            stranded=members.stranded(session, viewer),
            causes={
                "account": _("アカウントが止まっている"),
                "role": _("役割がなくなった"),
                "excluded": _("担当から除かれている"),
            },
            whats={
                "complete": _("作業の完了"),
                "timer": _("期限の処理"),
                "message": _("連絡の受渡し"),
                "start": _("手続の開始"),
                "open": _("申請の開始"),
            },
        )


@blueprint.post("/desk/outbox/<int:row_id>/retry")
def outbox_retry(row_id: int) -> ResponseReturnValue:
    """A side effect is tried again at once."""
    try:
        retrying.retry_outbox(runtime(), row_id)
    except Unknown as error:
        return _back(error.text.in_(language()), "warning")
    return _back(_("もう一度試すようにしました。少し待って、一覧を開き直してください。"), "success")


@blueprint.post("/desk/mails/<int:row_id>/send")
def mail_send_again(row_id: int) -> ResponseReturnValue:
    """A mail that may have gone out is sent again, with the reason on the record."""
    return _decided(doubtful.send_again, row_id, _("メールを送り直すようにしました。"))


@blueprint.post("/desk/mails/<int:row_id>/settle")
def mail_settle(row_id: int) -> ResponseReturnValue:
    """A mail that may have gone out counts as sent, with the reason on the record."""
    return _decided(doubtful.settle, row_id, _("メールを送信済みにしました。"))


def _decided(
    decide: Callable[[Runtime, Viewer, int, str], None], row_id: int, done: str
) -> ResponseReturnValue:
    try:
        decide(runtime(), required_viewer(), row_id, request.form.get("reason", ""))
    except Unknown as error:
        return _back(error.text.in_(language()), "warning")
    except CaseError as error:
        return _back(error.text.in_(language()), "error")
    return _back(done, "success")


@blueprint.post("/desk/messages/<int:message_id>/retry")
def message_retry(message_id: int) -> ResponseReturnValue:
    """A message is delivered, if somebody waits for it."""
    try:
        arrived = retrying.retry_message(runtime(), message_id)
    except Unknown as error:
        return _back(error.text.in_(language()), "warning")
    if arrived:
        return _back(_("連絡を渡しました。"), "success")
    return _back(_("まだ受け取る手続がありません。連絡はここに残ります。"), "warning")


@blueprint.post("/desk/timers/retry")
def timers_retry() -> ResponseReturnValue:
    """What is due is done now."""
    moved = retrying.retry_timers(runtime())
    return _back(_("期限の来た手続のうち、%(n)s件を進めました。", n=moved), "success")


@blueprint.post("/desk/incidents/<int:incident_id>/resolve")
def incident_resolve(incident_id: int) -> ResponseReturnValue:
    """An incident is closed, with the reason on the record."""
    try:
        retrying.resolve(runtime(), required_viewer(), incident_id, request.form.get("reason", ""))
    except Unknown as error:
        return _back(error.text.in_(language()), "warning")
    except CaseError as error:
        return _back(error.text.in_(language()), "error")
    return _back(_("障害を解決済みにしました。"), "success")


@blueprint.post("/desk/incidents/<int:incident_id>/retry")
def incident_retry(incident_id: int) -> ResponseReturnValue:
    """What failed is tried again at once; when it succeeds, the incident is closed."""
    try:
        succeeded = retrying.retry_incident(
            runtime(), required_viewer(), incident_id, request.form.get("reason", "")
        )
    except Unknown as error:
        return _back(error.text.in_(language()), "warning")
    except CaseError as error:
        return _back(error.text.in_(language()), "error")
    if succeeded:
        return _back(_("もう一度試し、成功しました。障害を解決済みにしました。"), "success")
    return _back(_("もう一度試しましたが、また失敗しました。原因の符号を開発元に知らせてください。"), "error")


def _back(sentence: str, category: str) -> ResponseReturnValue:
    flash(sentence, category)
    return redirect(url_for("desk.index"), 303)


for _endpoint in ("incident_resolve", "incident_retry", "mail_send_again", "mail_settle"):
    parked.PAGES[f"desk.{_endpoint}"] = parked.Page("desk.index", parked.anybody)
