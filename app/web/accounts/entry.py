"""Signing in and out, and the language."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts import registration, totp, users
from app.accounts.viewers import viewer_of
from app.store.models.people import User
from app.web import session as web_session
from app.web.accounts import forms, limits
from app.web.accounts.blueprint import blueprint, page, postbox
from app.web.runtime import runtime
from app.web.session import Ticket, current_viewer, here, local, required_viewer, set_language

log = logging.getLogger(__name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limits.sign_in_by_address
@limits.sign_in_by_email
def sign_in() -> ResponseReturnValue:
    form = forms.SignIn()
    if request.method == "GET":
        form.next.data = local(request.args.get("next"))
        if current_viewer() is not None:
            return redirect(form.next.data)
    elif form.validate_on_submit():
        user = users.authenticate(
            runtime().db, form.email.data or "", form.password.data or "", form.code.data or ""
        )
        if user is None:
            log.info("sign-in refused from %s", request.remote_addr)
            form.form_errors.append(
                _("サインインできません。メールアドレス、パスワード、確認コードのいずれかが違います。")
            )
        elif user.verified_at is None:
            form.form_errors.append(_not_verified(user))
        else:
            return admit(user, local(form.next.data))
    return page("sign_in", form, form=form)


def _not_verified(user: User) -> str:
    with runtime().db.step() as database:
        sent = registration.ask_again(database, postbox(), user)
    if sent:
        runtime().wake()
        said = _(
            "メールアドレスの確認がまだです。確認のメールをもう一度送りました。メールのリンクを開いてください。"
        )
    else:
        said = _(
            "メールアドレスの確認がまだです。届いている確認のメールのリンクを開いてください。"
            "届かないときは、10分たってからサインインすると、もう一度送ります。"
        )
    return str(said)


def admit(user: User, to: str) -> ResponseReturnValue:
    """Begin the session of somebody who has proved who they are, or ask for the second factor first."""
    with runtime().db.read() as database:
        missing = totp.is_missing(database, user, demo=runtime().settings.demo)
        viewer = viewer_of(database, user.id, clock.today(), user.epoch)
    if missing:
        session.clear()
        session["enrolling"] = {"ticket": str(Ticket.of(user)), "next": to}
        return redirect(url_for("accounts.totp_setup"), 303)
    if viewer is None:
        return redirect(url_for("accounts.sign_in", next=to), 303)
    web_session.sign_in(user, viewer)
    log.info("user %d signed in", user.id)
    return redirect(to, 303)


def enrolling() -> Mapping[str, Any] | None:
    """Who has typed the password and must set up the second factor before going on: `ticket` and `next`."""
    found = session.get("enrolling")
    return found if isinstance(found, dict) else None


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    web_session.sign_out()
    flash(_("サインアウトしました。"), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    viewer = required_viewer()
    with runtime().db.step() as database:
        users.sign_out_everywhere(database, viewer.user_id)
    web_session.sign_out()
    flash(_("すべての端末からサインアウトしました。"), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/language/<any(ja, en):lang>")
def language(lang: str) -> ResponseReturnValue:
    viewer = current_viewer()
    if viewer is not None:
        with runtime().db.step() as database:
            database.get_one(User, viewer.user_id).language = lang
    back = request.form.get("next")
    response = redirect(local(back) if back else here(), 303)
    set_language(response, lang)  # type: ignore[arg-type] # Flask's redirect gives its own Response
    return response
