"""Standing interests: a person tells their own, the secretariat notes what it learns."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.cases import standing_interests
from app.store.reading import register
from app.web.register.blueprint import blueprint, done, listed, page, person_or_404, waits
from app.web.register.forms import EndInterestForm, InterestForm
from app.web.register.listed import kind_names
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.route("/register/<int:user_id>/interests", methods=["GET", "POST"])
def interest_add(user_id: int) -> ResponseReturnValue:
    """Note a tie to a company."""
    viewer, person, form = required_viewer(), person_or_404(user_id), InterestForm()
    if form.validate_on_submit():
        told = form.told()
        if done(form, lambda: standing_interests.add(runtime(), viewer, user_id, **told)) is not None:
            flash(_("利害関係を届け出ました。"), "success")
            return redirect(back(user_id), 303)
    return page("interest", form, form=form, listed=person.listed, back=back(user_id))


@blueprint.route("/register/interests/<int:interest_id>/end", methods=["GET", "POST"])
def interest_end(interest_id: int) -> ResponseReturnValue:
    """Say that a tie is over; it goes on counting for as long as its kind says."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = register.tie(session, viewer, interest_id)
    if found is None:
        abort(404)
    (user_id, tie), form = found, EndInterestForm(data={"until": clock.today()})
    if form.validate_on_submit():
        ended = done(form, lambda: standing_interests.end(runtime(), viewer, interest_id, form.until.data))
        if ended is not None:
            flash(_("利害関係の終わりを届け出ました。"), "success")
            return redirect(back(user_id), 303)
    return page("interest_end", form, form=form, tie=tie, kinds=kind_names(), back=back(user_id))


def back(user_id: int) -> str:
    """The page from which one came: one's own, or the person's."""
    if required_viewer().user_id == user_id:
        return url_for("register.own")
    return url_for("register.show", user_id=user_id)


waits("register.interest_add", listed)
waits(
    "register.interest_end", lambda session, viewer, args: register.tie(session, viewer, args["interest_id"])
)
