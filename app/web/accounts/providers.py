"""Registering a provider, and the people who act for it."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts import memberships, passwords, providers, tokens, users
from app.accounts.refused import RefusedError
from app.store.models.people import Provider
from app.store.viewer import Viewer
from app.web.accounts import forms, limits
from app.web.accounts.blueprint import blueprint, dead_link, page, postbox
from app.web.accounts.entry import admit
from app.web.runtime import runtime
from app.web.session import current_viewer, language, required_viewer


@blueprint.route("/provider/new", methods=["GET", "POST"])
def provider_new() -> ResponseReturnValue:
    """The secretariat registers for a postal filer and does not act for it; anybody else is its owner."""
    viewer = required_viewer()
    if viewer.staff and not viewer.is_("secretariat"):
        abort(403)
    form = forms.Provider()
    if form.validate_on_submit():
        try:
            with runtime().db.step() as database:
                provider = providers.create(
                    database, **{name: value for name, value in form.data.items() if name != "csrf_token"}
                )
                if not viewer.staff:
                    memberships.add(database, provider.id, viewer.user_id, clock.today(), owner=True)
        except RefusedError as error:
            forms.refuse(form, error)
        else:
            flash(_("「%(name)s」を登録しました。", name=provider.name), "success")
            return redirect(url_for("accounts.members", provider_id=provider.id), 303)
    return page("provider_new", form, form=form)


@blueprint.route("/provider/<int:provider_id>/members", methods=["GET", "POST"])
@limits.mail_by_address
def members(provider_id: int) -> ResponseReturnValue:
    """The list; a POST invites."""
    viewer, manages = _viewer_at(provider_id)
    form = forms.Address()
    if request.method == "POST" and not manages:
        abort(403)
    if form.validate_on_submit():
        with runtime().db.step() as database:
            memberships.invite(database, postbox(), provider_id, form.email.data or "", viewer.name)
        runtime().wake()
        flash(_("%(email)s へ招待のメールを送りました。", email=form.email.data), "success")
        return redirect(url_for("accounts.members", provider_id=provider_id), 303)
    with runtime().db.read() as database:
        return page(
            "members",
            form,
            form=form,
            provider=database.get_one(Provider, provider_id),
            people=memberships.members(database, provider_id, clock.today()),
            invited=memberships.invited(database, provider_id),
            manages=manages,
            my_id=viewer.user_id,
        )


@blueprint.post("/provider/<int:provider_id>/members/<int:membership_id>/end")
def member_end(provider_id: int, membership_id: int) -> ResponseReturnValue:
    """An owner or the secretariat ends a membership; anybody ends their own."""
    viewer, manages = _viewer_at(provider_id)
    try:
        with runtime().db.step() as database:
            people = memberships.members(database, provider_id, clock.today())
            mine = {person.membership_id for person in people if person.user_id == viewer.user_id}
            if not manages and membership_id not in mine:
                abort(403)
            memberships.end(database, provider_id, membership_id, clock.today())
    except RefusedError as error:
        flash(error.text.in_(language()), "error")
    else:
        flash(_("担当を終了しました。すぐに見られなくなります。"), "success")
        if membership_id in mine and not manages:
            return redirect(url_for("accounts.account"), 303)
    return redirect(url_for("accounts.members", provider_id=provider_id), 303)


@blueprint.post("/provider/<int:provider_id>/members/<int:membership_id>/owner")
def member_owner(provider_id: int, membership_id: int) -> ResponseReturnValue:
    """Somebody else manages the people too."""
    _manager_at(provider_id)
    try:
        with runtime().db.step() as database:
            memberships.make_owner(database, provider_id, membership_id, clock.today())
    except RefusedError as error:
        flash(error.text.in_(language()), "error")
    else:
        flash(_("管理者にしました。"), "success")
    return redirect(url_for("accounts.members", provider_id=provider_id), 303)


@blueprint.post("/provider/<int:provider_id>/invitations/<int:token_id>/withdraw")
def invitation_withdraw(provider_id: int, token_id: int) -> ResponseReturnValue:
    """An invitation works no more."""
    _manager_at(provider_id)
    with runtime().db.step() as database:
        memberships.withdraw(database, provider_id, token_id)
    flash(_("招待を取り下げました。"), "success")
    return redirect(url_for("accounts.members", provider_id=provider_id), 303)


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
@limits.password_by_address
def invitation(secret: str) -> ResponseReturnValue:
    """Accepted when signed in with the invited address, or with an account made here."""
    with runtime().db.read() as database:
        token = tokens.find(database, "invite", secret)
        provider = database.get(Provider, token.provider_id) if token and token.provider_id else None
        if token is None or provider is None:
            return dead_link()
        user = users.by_email(database, token.email)
        database.expunge_all()  # what is read stays readable after the session's rollback
    known = user is not None and user.verified_at is not None
    viewer = current_viewer()
    form = forms.Accept()
    if viewer is not None:
        del form.name, form.password, form.again
        if form.validate_on_submit():
            return _accept(form, secret, viewer)
    elif not known and form.validate_on_submit():
        return _accept_as_new(form, secret)
    return page(
        "invitation",
        form,
        form=form,
        provider=provider,
        email=token.email,
        known=known,
        mine=viewer is not None and user is not None and viewer.user_id == user.id,
        other=viewer is not None and (user is None or viewer.user_id != user.id),
        here=url_for("accounts.invitation", secret=secret),
    )


def _accept(form: forms.Accept, secret: str, viewer: Viewer) -> ResponseReturnValue:
    try:
        with runtime().db.step() as database:
            provider_id = memberships.accept(database, secret, viewer.user_id, clock.today())
    except RefusedError as error:
        flash(error.text.in_(language()), "error")
        return redirect(url_for("accounts.invitation", secret=secret), 303)
    if provider_id is None:
        return dead_link()
    flash(_("招待を受けました。"), "success")
    return redirect(url_for("accounts.members", provider_id=provider_id), 303)


def _accept_as_new(form: forms.Accept, secret: str) -> ResponseReturnValue:
    password_hash = passwords.hash_of(form.password.data or "")
    with runtime().db.step() as database:
        user = memberships.accept_as_new(
            database,
            secret,
            clock.today(),
            name=form.name.data or "",
            password_hash=password_hash,
            language=language(),
        )
    if user is None:
        return dead_link()
    answer = admit(user, url_for("accounts.account"))
    flash(_("招待を受けました。"), "success")
    return answer


def _viewer_at(provider_id: int) -> tuple[Viewer, bool]:
    """Who looks at a provider's people, and whether they manage them. Strangers see what is not there."""
    viewer = required_viewer()
    secretariat = viewer.is_("secretariat")
    if not secretariat and provider_id not in viewer.provider_ids:
        abort(404)
    with runtime().db.read() as database:
        if database.get(Provider, provider_id) is None:
            abort(404)
        owner = memberships.is_owner(database, provider_id, viewer.user_id, clock.today())
    return viewer, secretariat or owner


def _manager_at(provider_id: int) -> Viewer:
    viewer, manages = _viewer_at(provider_id)
    if not manages:
        abort(403)
    return viewer
