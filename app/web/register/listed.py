"""The list, a person's page, and entering somebody."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.accounts.refused import RefusedError
from app.cases import appointing, enrolling
from app.cases.appointments import Wanted
from app.law import interests
from app.law.appointment import POSTS
from app.store.reading import register
from app.web.accounts import limits
from app.web.register.blueprint import blueprint, done, page, person_or_404, said, waits
from app.web.register.forms import NewForm
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.get("/register")
def index() -> ResponseReturnValue:
    """Who is appointed, by post and state of the term; the filters stand in the address."""
    viewer = required_viewer()
    post, state = request.args.get("post", ""), request.args.get("state", "running")
    query = request.args.get("q", "").strip()[:100]
    states = {
        "running": _("任期中"),
        "ending": _("60日以内に終わる"),
        "due": _("年次更新が過ぎた"),
        "ended": _("終わった人"),
        "all": _("すべて"),
    }
    post, state = post if post in POSTS else "", state if state in states else "running"
    with runtime().db.read() as session:
        rows = register.listed(session, viewer, clock.today(), post=post, state=state, q=query)
    return page(
        "index",
        rows=rows,
        post=post,
        state=state,
        states=states,
        query=query,
        posts=post_names(),
        writes=viewer.is_("secretariat"),
    )


@blueprint.get("/register/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    """Terms, affiliations, interests, numbers of hearings, and what happened."""
    viewer = required_viewer()
    return page(
        "show",
        person=person_or_404(user_id),
        posts=post_names(),
        kinds=kind_names(),
        happened=happened_names(),
        writes=viewer.is_("secretariat"),
    )


@blueprint.route("/register/new", methods=["GET", "POST"])
@limits.mail_by_address
def new() -> ResponseReturnValue:
    """Appoint by e-mail address: who has no account yet is invited to choose a password."""
    viewer, form = required_viewer(), NewForm()
    if form.validate_on_submit():
        wanted = form.wanted()
        entered = done(
            form,
            lambda: enrolling.enter(runtime(), viewer, form.email.data or "", form.name.data or "", wanted),
        )
        if entered is not None:
            flash(
                _("名簿に登録し、%(email)s へ招待のメールを送りました。", email=form.email.data)
                if entered.invited
                else _("名簿に登録しました。"),
                "success",
            )
            warn(entered.user_id, wanted)
            return redirect(url_for("register.show", user_id=entered.user_id), 303)
    return page("new", form, form=form)


@blueprint.post("/register/<int:user_id>/invite")
@limits.mail_by_address
def invite(user_id: int) -> ResponseReturnValue:
    """A new invitation for who has not chosen a password yet."""
    person_or_404(user_id)
    try:
        enrolling.invite_again(runtime(), required_viewer(), user_id)
    except RefusedError as error:
        said(error, "warning")
    else:
        flash(_("招待のメールを送りました。前のリンクは使えなくなりました。"), "success")
    return redirect(url_for("register.show", user_id=user_id), 303)


waits("register.new", lambda _session, viewer, _args: viewer)


def warn(user_id: int, wanted: Wanted) -> None:
    """Say what should be looked at again after an appointment."""
    with runtime().db.read() as session:
        for text in appointing.warnings(session, user_id, wanted):
            flash(text.in_(language()), "warning")


def post_names() -> dict[str, str]:
    """The posts in the reader's language."""
    return {key: text.in_(language()) for key, text in POSTS.items()}


def kind_names() -> dict[str, str]:
    """The kinds of interest in the reader's language."""
    return {each.key: each.text.in_(language()) for each in interests.kinds()}


def happened_names() -> dict[str, str]:
    """The entries of the record in words."""
    return {
        "appointed": _("委嘱した"),
        "changed": _("内容を変えた"),
        "ended": _("任期の途中で終えた"),
        "expired": _("任期が終わった"),
        "confirmed": _("年次更新をした"),
        "noticed": _("メールで知らせた"),
        "invited": _("招待した"),
        "interest_added": _("利害関係を届け出た"),
        "interest_ended": _("利害関係の終わりを届け出た"),
    }
