"""A member's or inspector's own page: terms, interests, and the yearly update."""

from datetime import timedelta

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.cases import confirming
from app.law.appointment import UPDATE_FROM
from app.store.reading import register
from app.web.register.blueprint import blueprint, done, page, person_or_404, waits
from app.web.register.forms import UpdateForm
from app.web.register.listed import kind_names, post_names
from app.web.runtime import runtime
from app.web.session import current_viewer, required_viewer


@blueprint.route("/register/me", methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """What the register says of oneself; a POST is the yearly update."""
    viewer = required_viewer()
    person = person_or_404(viewer.user_id)
    running = person.listed.running
    form = UpdateForm(
        data={
            "organisation": running[0].organisation if running else "",
            "organisation_number": running[0].organisation_number if running else "",
        }
    )
    if form.validate_on_submit():

        def write() -> bool:
            confirming.confirm(
                runtime(), viewer, form.organisation.data or "", form.organisation_number.data or ""
            )
            return True

        if done(form, write):
            flash(_("年次更新を受け付けました。"), "success")
            return redirect(url_for("register.own"), 303)
    return page(
        "own",
        form,
        form=form,
        person=person,
        posts=post_names(),
        kinds=kind_names(),
        asked=_is_asked(person.listed),
    )


waits("register.own", lambda _session, viewer, _args: viewer)


def _is_asked(listed: register.Listed) -> bool:
    due = listed.update_due
    return due is not None and due - timedelta(days=UPDATE_FROM) <= clock.today()


@blueprint.app_template_global("register_due")
def due_notice() -> dict[str, object] | None:
    """The line on a member's first pages while the yearly update waits; None when nothing does."""
    viewer = current_viewer()
    if viewer is None or viewer.roles.isdisjoint({"member", "inspector"}):
        return None
    with runtime().db.read() as session:
        due = register.update_due_of(session, viewer, clock.today())
    if due is None or clock.today() < due - timedelta(days=UPDATE_FROM):
        return None
    return {"url": url_for("register.own"), "due_on": due}
