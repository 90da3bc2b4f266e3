"""Appointing again, changing an appointment, and ending it early."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases import appointments
from app.store.reading import register
from app.store.reading.register import Held, Listed
from app.store.viewer import Viewer
from app.web.register.blueprint import blueprint, done, listed, page, person_or_404, waits
from app.web.register.forms import EndForm, TermForm, as_filled
from app.web.register.listed import post_names, warn
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.route("/register/<int:user_id>/appoint", methods=["GET", "POST"])
def appoint(user_id: int) -> ResponseReturnValue:
    """One more term or post for somebody of the register; the last one fills the form."""
    viewer, person = required_viewer(), person_or_404(user_id)
    before = as_filled(person.listed.held[0])
    form = TermForm(data=before | {"since": None, "until": None})
    if form.validate_on_submit():
        wanted = form.wanted()
        if done(form, lambda: appointments.appoint(runtime(), viewer, user_id, wanted)) is not None:
            flash(_("任期を登録しました。"), "success")
            warn(user_id, wanted)
            return redirect(url_for("register.show", user_id=user_id), 303)
    return page("term", form, form=form, listed=person.listed, held=None)


@blueprint.route("/register/terms/<int:appointment_id>", methods=["GET", "POST"])
def change(appointment_id: int) -> ResponseReturnValue:
    """Change what an appointment says."""
    viewer = required_viewer()
    listed, held = _held(appointment_id)
    form = TermForm(data=as_filled(held))
    if request.method == "POST":
        form.post.data = held.post  # it is not asked for
    if form.validate_on_submit():
        wanted = form.wanted()

        def write() -> bool:
            appointments.change(runtime(), viewer, appointment_id, wanted)
            return True

        if done(form, write):
            flash(_("変更を保存しました。"), "success")
            warn(listed.user_id, wanted)
            return redirect(url_for("register.show", user_id=listed.user_id), 303)
    return page("term", form, form=form, listed=listed, held=held, posts=post_names())


@blueprint.route("/register/terms/<int:appointment_id>/end", methods=["GET", "POST"])
def end(appointment_id: int) -> ResponseReturnValue:
    """End an appointment early; today's ending closes everything at once."""
    viewer = required_viewer()
    listed, held = _held(appointment_id)
    form = EndForm(data={"first_day_without": clock.today()})
    if form.validate_on_submit():

        def write() -> bool:
            appointments.end(
                runtime(), viewer, appointment_id, form.first_day_without.data, form.reason.data or ""
            )
            return True

        if done(form, write):
            flash(_("任期の終了を登録しました。"), "success")
            return redirect(url_for("register.show", user_id=listed.user_id), 303)
    return page("end", form, form=form, listed=listed, held=held, posts=post_names())


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    return register.held(session, viewer, args["appointment_id"], clock.today())


waits("register.appoint", listed)
waits("register.change", _may)
waits("register.end", _may)


def _held(appointment_id: int) -> tuple[Listed, Held]:
    with runtime().db.read() as session:
        found = register.held(session, required_viewer(), appointment_id, clock.today())
    if found is None:
        abort(404)
    return found
