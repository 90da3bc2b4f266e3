"""One's own account: name, language, password, second factor."""

from dataclasses import dataclass

from flask import abort, flash, make_response, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from app import clock
from app.accounts import passwords, registration, totp, users
from app.accounts.memberships import holds
from app.law.roles import role
from app.store.models.people import Membership, Provider, User
from app.web.accounts import forms, limits
from app.web.accounts.blueprint import blueprint, page, postbox
from app.web.accounts.entry import admit, enrolling
from app.web.runtime import runtime
from app.web.session import (
    HOME,
    SIGNED_IN_FOR,
    Ticket,
    current_viewer,
    language,
    required_viewer,
    set_language,
    unauthorized,
)


@blueprint.route("/account", methods=["GET", "POST"])
def account() -> ResponseReturnValue:
    user = _user(required_viewer().user_id)
    form = forms.Profile(obj=user)
    if form.validate_on_submit():
        with runtime().db.step() as database:
            found = database.get_one(User, user.id)
            found.name, found.language = form.name.data or "", form.language.data
        flash(_("変更を保存しました。"), "success")
        response = make_response(redirect(url_for("accounts.account"), 303))
        set_language(response, form.language.data)
        return response
    return _account_page(user, form, forms.ChangePassword(formdata=None))


@blueprint.post("/account/password")
@limits.password_by_address
def password() -> ResponseReturnValue:
    user = _user(required_viewer().user_id)
    form = forms.ChangePassword()
    form.known = (user.name, user.email)
    if form.validate_on_submit() and _is_own(form, user):
        password_hash = passwords.hash_of(form.password.data or "")
        with runtime().db.step() as database:
            user = database.get_one(User, user.id)
            registration.change_password(database, postbox(), user, password_hash)
        runtime().wake()
        answer = admit(user, url_for("accounts.account"))
        flash(_("パスワードを変更しました。ほかの端末からはサインアウトしました。"), "success")
        return answer
    return _account_page(user, forms.Profile(formdata=None, obj=user), form)


def _account_page(user: User, profile: forms.Profile, change: forms.ChangePassword) -> ResponseReturnValue:
    today = clock.today()
    with runtime().db.read() as database:
        roles = sorted(role(key).name.in_(language()) for key in users.roles_of(database, user.id))
        providers = database.execute(
            select(Provider.id, Provider.name)
            .join(Membership, Membership.provider_id == Provider.id)
            .where(Membership.user_id == user.id, holds(today))
            .order_by(Provider.id)
        ).all()
    return page(
        "account",
        profile,
        change,
        user=user,
        profile=profile,
        change=change,
        roles=roles,
        providers=providers,
    )


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who sets up the second factor; `next` is set when the sign-in waits for it."""

    user: User
    next: str | None


@blueprint.route("/account/totp", methods=["GET", "POST"])
@limits.password_by_address
def totp_setup() -> ResponseReturnValue:
    who = _enrolment()
    if who is None:
        return unauthorized()
    user = who.user
    if user.totp_secret is not None:
        if who.next is not None:
            return redirect(url_for("accounts.sign_in", next=who.next), 303)
        return _totp_done(user)
    form = forms.Totp()
    if who.next is not None:
        del form.current
    secret = session.get("totp") or totp.new_secret()
    # Shown to this person anyway; the cookie keeps it from one page to the next without a write on a GET.
    session["totp"] = secret
    if form.validate_on_submit() and (who.next is not None or _is_own(form, user)):
        step = totp.step_of(secret, form.code.data or "")
        if step is not None:
            return _set_up(who, secret, step)
        form.code.errors = [_("確認コードが違います。アプリに今表示されている6桁の数字を入力してください。")]
    return page(
        "totp",
        form,
        form=form,
        secret=secret,
        picture=Markup(totp.picture(secret, user.email)),  # noqa: S704 (our own drawing, holds no text)
        forced=who.next is not None,
    )


def _set_up(who: Enrolment, secret: str, step: int) -> ResponseReturnValue:
    with runtime().db.step() as database:
        user = database.get_one(User, who.user.id)
        users.set_totp(database, user.id, secret)
        totp.spend(database, user, step)
    answer = admit(user, who.next or url_for("accounts.totp_setup"))
    flash(_("確認コードの設定が済みました。次のサインインから、確認コードを入力してください。"), "success")
    return answer


def _totp_done(user: User, form: forms.Confirm | None = None) -> ResponseReturnValue:
    form = form or forms.Confirm(formdata=None)
    with runtime().db.read() as database:
        staff = bool(users.roles_of(database, user.id))
    return page("totp_done", form, form=form, staff=staff)


@blueprint.post("/account/totp/remove")
@limits.password_by_address
def totp_remove() -> ResponseReturnValue:
    viewer = required_viewer()
    if viewer.roles:
        abort(403)
    user = _user(viewer.user_id)
    form = forms.Confirm()
    if not (form.validate_on_submit() and _is_own(form, user)):
        return _totp_done(user, form)
    with runtime().db.step() as database:
        user = database.get_one(User, user.id)
        users.set_totp(database, user.id, None)
    answer = admit(user, url_for("accounts.account"))
    flash(_("確認コードを使わない設定にしました。"), "success")
    return answer


def _enrolment() -> Enrolment | None:
    viewer = current_viewer()
    if viewer is not None:
        return Enrolment(_user(viewer.user_id), None)
    waiting = enrolling()
    ticket = Ticket.read(waiting["ticket"]) if waiting else None
    if waiting is None or ticket is None or not ticket.holds(SIGNED_IN_FOR / 24):
        return None
    with runtime().db.read() as database:
        user = database.get(User, ticket.user_id)
        database.expunge_all()
    if user is None or not user.active or user.epoch != ticket.epoch:
        return None
    return Enrolment(user, waiting.get("next") or HOME)


def _user(user_id: int) -> User:
    with runtime().db.read() as database:
        user = database.get_one(User, user_id)
        database.expunge(user)  # stays readable after the session's rollback
        return user


def _is_own(form: forms.ChangePassword | forms.Totp | forms.Confirm, user: User) -> bool:
    if passwords.matches(user.password_hash, form.current.data or ""):
        return True
    form.current.errors = [_("今のパスワードが違います。")]
    return False
