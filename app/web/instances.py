"""One running procedure on the operators' desk: its tokens, and putting it right. No content of a case."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases import interventions, members, migration
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.migration import NotCarriedOver
from app.engine import EngineError
from app.store.reading import instances
from app.store.reading.members import open_members
from app.store.viewer import Viewer
from app.web import parked
from app.web.request import row_id
from app.web.runtime import runtime
from app.web.session import language, required_viewer

blueprint = Blueprint("instances", __name__, url_prefix="/instances")


@blueprint.before_request
def _only_disinterested() -> None:
    """A procedure of a case that an interest shuts to the operator is an unknown number, whatever is asked of it."""
    instance_id = (request.view_args or {}).get("instance_id")
    if instance_id is None:
        return
    with runtime().db.read() as session:
        handled = instances.is_handled(session, required_viewer(), instance_id)
    if not handled:
        abort(404)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Running procedures, and with `to` what would come of carrying them over to that edition.

    No case is named here (第20条): who looks for one has been told its number.
    """
    to = request.args.get("to", type=row_id)
    viewer, case_no = required_viewer(), request.args.get("case", "").strip()
    with runtime().db.read() as session:
        asked = case_no if instances.is_named(session, viewer, case_no) else ""
    prospects = None
    if to is not None:
        try:
            prospects = migration.prospects(runtime(), to, frozenset({asked}) if case_no else None)
        except Unknown:
            abort(404)
    with runtime().db.read() as session:
        return render_template(
            "instances/index.html",
            running=instances.running(session, viewer, case_no),
            editions=instances.editions(session),
            prospects=prospects,
            to=to,
            case_no=case_no,
        )


@blueprint.get("/<int:instance_id>")
def show(instance_id: int) -> ResponseReturnValue:
    """Where its tokens are, what went wrong, and what can be done."""
    try:
        tokens = interventions.tokens(runtime(), instance_id)
    except Unknown:
        abort(404)
    with runtime().db.read() as session:
        return render_template(
            "instances/show.html",
            tokens=tokens,
            found=instances.overview(session, instance_id),
            editions=instances.editions(session),
            members=open_members(session, instance_id),
        )


@blueprint.post("/<int:instance_id>/members/<int:task_id>/take-out")
def take_out(instance_id: int, task_id: int) -> ResponseReturnValue:
    """Somebody who has not answered is asked no more."""
    return _tried(
        instance_id,
        lambda reason: members.take_out(runtime(), required_viewer(), instance_id, task_id, reason),
        _("この人への依頼を取り下げました。ほかの人の作業は続きます。"),
    )


@blueprint.post("/<int:instance_id>/members/ask")
def ask(instance_id: int) -> ResponseReturnValue:
    """One more is asked in a running step."""
    node, item = request.form.get("node", ""), request.form.get("item", "").strip()
    if not node or not item:
        return _back(instance_id, _("だれに頼むかを書いてください。"), "error")
    key = int(item) if item.isascii() and item.isdecimal() and len(item) < 10 else item
    return _tried(
        instance_id,
        lambda reason: members.ask(runtime(), required_viewer(), instance_id, node, key, reason),
        _("新しく頼みました。その人の受信箱に入っています。"),
    )


@blueprint.post("/<int:instance_id>/move")
def move(instance_id: int) -> ResponseReturnValue:
    """A token goes back to a step that was done."""
    task_id, _dot, target = request.form.get("target", "").partition(".")
    if not task_id.isdigit():
        return _back(instance_id, _("戻す先の作業を選んでください。"), "error")
    version = request.form.get("version", 0, type=row_id)
    return _tried(
        instance_id,
        lambda reason: interventions.move(
            runtime(), required_viewer(), instance_id, int(task_id), target, version, reason
        ),
        _("作業を戻しました。担当者の受信箱に、もう一度入っています。"),
    )


@blueprint.post("/<int:instance_id>/cancel")
def cancel(instance_id: int) -> ResponseReturnValue:
    """It stops; nothing of it waits any more."""
    return _tried(
        instance_id,
        lambda reason: interventions.cancel(runtime(), required_viewer(), instance_id, reason),
        _("手続を止めました。案件は終わっていません。再開するか、事務局から申請者に連絡してください。"),
    )


@blueprint.post("/<int:instance_id>/resume")
def resume(instance_id: int) -> ResponseReturnValue:
    """It goes on where it was."""
    return _tried(
        instance_id,
        lambda reason: interventions.resume(runtime(), required_viewer(), instance_id, reason),
        _("手続を再開しました。"),
    )


@blueprint.post("/<int:instance_id>/carry-over")
def carry_over(instance_id: int) -> ResponseReturnValue:
    """It goes on with another edition."""
    edition_id = request.form.get("edition", 0, type=row_id)
    return _tried(
        instance_id,
        lambda reason: migration.carry_over(runtime(), required_viewer(), instance_id, edition_id, reason),
        _("新しい版に移しました。下から取り消せます。"),
    )


@blueprint.post("/<int:instance_id>/undo/<int:migration_id>")
def undo(instance_id: int, migration_id: int) -> ResponseReturnValue:
    """It goes back to the edition it came from."""
    return _tried(
        instance_id,
        lambda reason: migration.undo(runtime(), required_viewer(), migration_id, reason),
        _("元の版に戻しました。"),
    )


def _tried(instance_id: int, act: Callable[[str], object], done: str) -> ResponseReturnValue:
    try:
        act(request.form.get("reason", ""))
    except NotCarriedOver as error:
        return _back(instance_id, " ".join(each.in_(language()) for each in error.obstacles), "error")
    except (CaseError, EngineError) as error:
        return _back(instance_id, error.text.in_(language()), "error")
    return _back(instance_id, done, "success")


def _back(instance_id: int, sentence: str, category: str) -> ResponseReturnValue:
    flash(sentence, category)
    return redirect(url_for("instances.show", instance_id=instance_id), 303)


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> None:
    if not instances.is_handled(session, viewer, args["instance_id"]):
        raise Unknown(UNKNOWN)


for _endpoint in ("move", "take_out", "ask", "cancel", "resume", "carry_over", "undo"):
    parked.PAGES[f"instances.{_endpoint}"] = parked.Page("instances.show", _may)
