"""The secretariat registers an application that came by post (第4条第2項)."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import providers
from app.accounts.refused import RefusedError
from app.cases import opening
from app.cases.errors import Refused
from app.law.text import Ground
from app.store.reading import portal
from app.store.reading.portal import ProviderRow
from app.store.viewer import Viewer
from app.web.accounts.forms import Provider as ProviderForm
from app.web.accounts.forms import refuse
from app.web.applications.blueprint import blueprint
from app.web.applications.forms import NEW, ServiceForm, plain_number, stripped
from app.web.applications.opening import first_step, wanted
from app.web.runtime import runtime
from app.web.session import required_viewer


class PostedForm(ProviderForm, ServiceForm):
    """A provider that is not registered yet, and its service."""


@blueprint.route("/post/new", methods=["GET", "POST"])
def new_posted() -> ResponseReturnValue:
    """First the provider is searched for, so that none is registered twice; then comes the service."""
    viewer = required_viewer()
    wished = request.args.get("provider", "")
    if wished == NEW:
        return _with_new_provider(viewer)
    if wished:
        return _with_provider(viewer, wished)
    words = stripped(request.args.get("q"))[:100]
    with runtime().db.read() as session:
        found = portal.providers_like(session, viewer, words, plain_number(words))
    return render_template("applications/post_provider.html", q=words, found=found, new=NEW)


def _with_provider(viewer: Viewer, wished: str) -> ResponseReturnValue:
    form = ServiceForm()
    with runtime().db.read() as session:
        provider = portal.provider(session, viewer, int(wished)) if wished.isdecimal() else None
        if provider is None:
            abort(404)
        form.offer(portal.services(session, viewer, frozenset({provider.id})))
    grounds: list[Ground] = []
    if form.validate_on_submit():
        try:
            return _opened(viewer, form, provider.id)
        except Refused as refused:
            grounds = refused.grounds
    return _page(form, grounds, provider=provider)


def _with_new_provider(viewer: Viewer) -> ResponseReturnValue:
    form = PostedForm()
    form.offer([])
    registered: ProviderRow | None = None
    if form.validate_on_submit():
        try:
            made = runtime().step(
                lambda session: providers.create(
                    session,
                    name=form.name.data,
                    kind=form.kind.data,
                    corporate_number=form.corporate_number.data,
                    address=form.address.data,
                    representative=form.representative.data,
                )
            )
            return _opened(viewer, form, made.id)
        except RefusedError as error:
            refuse(form, error)
            registered = _same_number(viewer, form)
    return _page(form, [], registered=registered)


def _opened(viewer: Viewer, form: ServiceForm, provider_id: int) -> ResponseReturnValue:
    case_no = opening.open_application(runtime(), viewer, wanted(form, provider_id, "post"))
    flash(
        _("郵送の申請を登録しました（案件番号 %(no)s）。続けて、届いた書類を登録してください。", no=case_no),
        "success",
    )
    item_id = first_step(viewer, case_no)
    place = url_for("tasks.show", item_id=item_id) if item_id else url_for("inbox.index")
    return redirect(place, 303)


def _same_number(viewer: Viewer, form: PostedForm) -> ProviderRow | None:
    """Who already has the corporate number that was typed."""
    if not form.corporate_number.errors:
        return None
    with runtime().db.read() as session:
        found = portal.providers_like(session, viewer, "", plain_number(form.corporate_number.data))
    return found[0] if len(found) == 1 else None


def _page(
    form: ServiceForm,
    grounds: list[Ground],
    provider: ProviderRow | None = None,
    registered: ProviderRow | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "applications/post.html",
        form=form,
        provider=provider,
        registered=registered,
        grounds=grounds,
        open_case=form.chosen.case_no if form.chosen else None,
    )
    return page, 422 if grounds or form.errors else 200
