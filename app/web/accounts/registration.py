"""Registering, confirming the address, and a forgotten password. No answer tells who has an account."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import joining, passwords, registration, tokens
from app.accounts.refused import RefusedError
from app.web.accounts import forms, limits
from app.web.accounts.blueprint import blueprint, dead_link, page, postbox
from app.web.accounts.entry import admit
from app.web.runtime import runtime
from app.web.session import current_viewer, language


@blueprint.route("/sign-up", methods=["GET", "POST"])
@limits.mail_by_address
@limits.mail_by_email
def register() -> ResponseReturnValue:
    if current_viewer() is not None:
        return redirect(url_for("accounts.account"))
    form = forms.Register()
    if form.validate_on_submit():
        password_hash = passwords.hash_of(form.password.data or "")
        with runtime().db.step() as database:
            registration.register(
                database,
                postbox(),
                email=form.email.data or "",
                name=form.name.data or "",
                password_hash=password_hash,
                language=language(),
            )
        runtime().wake()
        flash(
            _(
                "%(email)s へメールを送りました。24時間以内にメールのリンクを開いてください。",
                email=form.email.data,
            ),
            "success",
        )
        return redirect(url_for("accounts.sign_in"), 303)
    return page("register", form, form=form)


@blueprint.route("/verify-email/<secret>", methods=["GET", "POST"])
@limits.password_by_address
def verify_email(secret: str) -> ResponseReturnValue:
    form = forms.OwnPassword()
    if form.validate_on_submit():
        try:
            user = registration.verify(runtime().db, secret, form.password.data or "")
        except RefusedError as error:
            forms.refuse(form, error)
        else:
            if user is None:
                return dead_link()
            flash(_("メールアドレスを確認しました。"), "success")
            return admit(user, url_for("accounts.account"))
    with runtime().db.read() as database:
        if tokens.find(database, "verify", secret) is None:
            return dead_link()
    return page("verify_email", form, form=form)


@blueprint.route("/forgot", methods=["GET", "POST"])
@limits.mail_by_address
@limits.mail_by_email
def forgot() -> ResponseReturnValue:
    form = forms.Address()
    if form.validate_on_submit():
        with runtime().db.step() as database:
            registration.ask_to_reset(database, postbox(), form.email.data or "")
        runtime().wake()
        flash(
            _(
                "アカウントがある場合は、%(email)s へ再設定のメールを送りました。1時間以内に開いてください。",
                email=form.email.data,
            ),
            "success",
        )
        return redirect(url_for("accounts.sign_in"), 303)
    return page("forgot", form, form=form)


@blueprint.route("/reset/<secret>", methods=["GET", "POST"])
@limits.password_by_address
def reset(secret: str) -> ResponseReturnValue:
    form = forms.NewPassword()
    with runtime().db.read() as database:
        if tokens.find(database, "reset", secret) is None:
            return dead_link()
    if request.method == "POST" and form.validate_on_submit():
        password_hash = passwords.hash_of(form.password.data or "")
        with runtime().db.step() as database:
            user = registration.reset(database, postbox(), secret, password_hash)
        if user is None:
            return dead_link()
        runtime().wake()
        flash(_("パスワードを変更しました。新しいパスワードでサインインしてください。"), "success")
        return redirect(url_for("accounts.sign_in"), 303)
    return page("reset", form, form=form)


@blueprint.route("/join/<secret>", methods=["GET", "POST"])
@limits.password_by_address
def join(secret: str) -> ResponseReturnValue:
    """A member or inspector whom the secretariat has entered chooses a password."""
    with runtime().db.read() as database:
        user = joining.invited(database, secret)
        database.expunge_all()  # what is read stays readable after the session's rollback
    if user is None:
        return dead_link()
    form = forms.Accept(obj=user)
    if form.validate_on_submit():
        password_hash = passwords.hash_of(form.password.data or "")
        with runtime().db.step() as database:
            joined = joining.join(
                database,
                secret,
                name=form.name.data or "",
                password_hash=password_hash,
                language=language(),
            )
        if joined is None:
            return dead_link()
        answer = admit(joined, url_for("home.index"))
        flash(_("登録が済みました。"), "success")
        return answer
    return page("join", form, form=form, email=user.email)
