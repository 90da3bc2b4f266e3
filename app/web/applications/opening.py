"""A provider begins an application: which provider, which service."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import opening
from app.cases.errors import Refused
from app.cases.opening import NewApplication
from app.law.text import Ground
from app.store.reading import cases, portal
from app.store.reading.portal import ProviderRow
from app.store.viewer import Viewer
from app.web.applications.blueprint import blueprint
from app.web.applications.forms import ServiceForm
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.route("/applications/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """The choice of provider is part of the address, so that its services can be offered."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        providers = portal.providers(session, viewer)
    provider = _provider(providers)
    if provider is None:
        return render_template("applications/new_provider.html", providers=providers)
    form = ServiceForm()
    with runtime().db.read() as session:
        form.offer(portal.services(session, viewer, frozenset({provider.id})))
    if request.method == "GET" and request.args.get("service"):
        form.service.data = request.args["service"]
    grounds: list[Ground] = []
    if form.validate_on_submit():
        try:
            return _begun(viewer, wanted(form, provider.id, "electronic"))
        except Refused as refused:
            grounds = refused.grounds
    page = render_template(
        "applications/new.html",
        form=form,
        provider=provider,
        many=len(providers) > 1,
        grounds=grounds,
        open_case=form.chosen.case_no if form.chosen else None,
    )
    return page, 422 if grounds or form.errors else 200


def wanted(form: ServiceForm, provider_id: int, channel: str) -> NewApplication:
    """What the form asks for."""
    chosen = form.chosen
    if chosen is not None:
        return NewApplication(provider_id, service_id=chosen.id, channel=channel)
    return NewApplication(
        provider_id,
        service_name=form.service_name.data,
        service_url=form.service_url.data,
        channel=channel,
    )


def first_step(viewer: Viewer, case_no: str) -> int | None:
    """The work item that waits at the beginning of a case."""
    with runtime().db.read() as session:
        head = cases.find(session, viewer, case_no)
        steps = cases.steps(session, viewer, head) if head is not None else []
    return next((step.id for step in steps if step.state == "open"), None)


def _begun(viewer: Viewer, application: NewApplication) -> ResponseReturnValue:
    case_no = opening.open_application(runtime(), viewer, application)
    flash(_("申請を始めました（案件番号 %(no)s）。書いた内容は途中で保存できます。", no=case_no), "success")
    item_id = first_step(viewer, case_no)
    if item_id is None:
        return redirect(url_for("applications.show", case_no=case_no), 303)
    return redirect(url_for("tasks.show", item_id=item_id), 303)


def _provider(providers: list[ProviderRow]) -> ProviderRow | None:
    """The only one, or the one in the address; 404 for somebody else's."""
    wished = request.args.get("provider", type=int)
    if wished is None:
        return providers[0] if len(providers) == 1 else None
    found = next((each for each in providers if each.id == wished), None)
    if found is None:
        abort(404)
    return found
