"""Tokens of the HTTP API on one's own account: making one (shown this once), seeing them, revoking them."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import api_tokens, passwords
from app.accounts.refused import RefusedError
from app.store.models.people import User
from app.web.accounts import forms, limits
from app.web.accounts.blueprint import blueprint, page
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@limits.password_by_address
def tokens() -> ResponseReturnValue:
    """The secret stands in the answer to the form and nowhere else: not in an address, a cookie or a log."""
    viewer = required_viewer()
    form = forms.NewToken()
    form.scopes.choices = forms.scope_choices(operator=viewer.is_("operator"))
    secret = _made(form, viewer.user_id) if form.validate_on_submit() else None
    with runtime().db.read() as database:
        rows = api_tokens.listed(database, viewer.user_id)
    if secret is not None:
        form = forms.NewToken(formdata=None)
        form.scopes.choices = forms.scope_choices(operator=viewer.is_("operator"))
    return page("tokens", form, form=form, rows=rows, secret=secret, words=api_tokens.SCOPES)


def _made(form: forms.NewToken, user_id: int) -> str | None:
    """The secret of a token made as asked, after the password; None with the complaints in the form."""
    with runtime().db.read() as database:
        kept = database.get_one(User, user_id).password_hash
    if not passwords.matches(kept, form.current.data or ""):
        form.current.errors = [_("今のパスワードが違います。")]
        return None
    try:
        with runtime().db.step() as database:
            return api_tokens.create(
                database,
                user_id,
                name=form.name.data or "",
                scopes=form.scopes.data or (),
                days=int(form.days.data),
            )
    except RefusedError as error:
        forms.refuse(form, error)
        return None


@blueprint.post("/account/tokens/<int:api_token_id>/revoke")
def token_revoke(api_token_id: int) -> ResponseReturnValue:
    viewer = required_viewer()
    with runtime().db.step() as database:
        if not api_tokens.revoke(database, viewer.user_id, api_token_id):
            abort(404)
    flash(_("トークンを失効させました。"), "success")
    return redirect(url_for("accounts.tokens"), 303)
