"""Looking: the task, what came of it, its diagram and its files."""

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases import parking
from app.cases.answering import Post
from app.cases.errors import NotYours, Unknown
from app.cases.views import after, diagrams, disclosed, files, task
from app.cases.views.asides import preview
from app.formkit import BESIDE
from app.law.text import Text
from app.registry import items as registry_items
from app.store.reading import cases
from app.store.viewer import Viewer
from app.web.downloads import confidential
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.tasks import lasting
from app.web.tasks.blueprint import blueprint, work_list
from app.web.tasks.elsewhere import ELSEWHERE
from app.web.tasks.page import Shown, draw

FILES = "_files"
"""Under this name a parked post says which files it had; they are not kept."""


CHECKS_ENTRY = frozenset({"confirm_filing", "check_entry"})


@blueprint.get("/tasks/<int:item_id>")
def show(item_id: int) -> ResponseReturnValue:
    """The task; `?section=` of a long form, `?parked=` for answers that waited for their author."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        own = ELSEWHERE.get(task.found(session, viewer, item_id)[0].process_id)
        if own is not None:
            return own.show(session, viewer, item_id, request.args.get("parked", ""))
        try:
            shown = opened(session, viewer, item_id)
        except task.Done as done:
            return already(done)
        return draw(session, viewer, shown)


def opened(session: Session, viewer: Viewer, item_id: int) -> Shown:
    """A step that waits, with its draft or with the answers that `?parked=` names; raises task.Done."""
    found = task.load(runtime(), session, viewer, item_id)
    key = request.args.get("parked", "")
    kept = parking.parked(runtime(), viewer, key, item_id) if key else None
    if kept is not None:
        return _parked(session, viewer, found, kept)
    first = task.bind(runtime(), session, viewer, found, _start(found))
    section = task.section_of(found, first, request.args.get("section"))
    form = first if section == first.section else task.bind(runtime(), session, viewer, found, section)
    version = task.stamp(found, found.saved.version, form.typed(), section)
    return Shown(found, form, section, version)


def drawn(session: Session, viewer: Viewer, shown: Shown) -> str:
    """The page of a step, wherever its kind is shown."""
    own = ELSEWHERE.get(shown.task.process_id)
    return own.draw(session, viewer, shown) if own is not None else draw(session, viewer, shown)


def _start(found: task.Task) -> str | None:
    """A section that is cheap to bind, to learn where the person left off."""
    return found.spec.sections[0].id if found.spec.sections else None


def _parked(session: Session, viewer: Viewer, found: task.Task, kept: list[list[str]]) -> Shown:
    fields: MultiDict[str, str] = MultiDict(
        [(name, value) for name, value in kept if name not in {FILES, "csrf_token", "_action"}]
    )
    section = fields.get("_section")
    names = {each.id for each in found.spec.sections}
    bound_to = section if section in names else None
    post = Post(fields if section != task.FINISH else None, None, None, bound_to)
    form = task.bind(runtime(), session, viewer, found, bound_to, post)
    lost = [value for name, value in kept if name == FILES]
    version = fields.get("_version", "0.")
    beside = {name: fields[name] for name in BESIDE if name in fields}
    return Shown(found, form, section, version, parked=True, lost_files=lost, beside=beside)


def already(
    done: task.Done, status: int = 200, lines: Sequence[tuple[str, str]] = (), why: str = ""
) -> ResponseReturnValue:
    """A task that no longer waits; `lines` are what was sent all the same, `why` what is to be said of it."""
    return render_template("tasks/already.html", done=done, lines=lines, why=why), status


@blueprint.errorhandler(task.Done)
def too_late(done: task.Done) -> ResponseReturnValue:
    """Whatever else was asked of a task that no longer waits."""
    return already(done, 409)


@blueprint.get("/tasks/<int:item_id>/done")
def done(item_id: int) -> ResponseReturnValue:
    """What happened, who has the next step, and the way to one's own next task."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        try:
            own = ELSEWHERE.get(task.found(session, viewer, item_id)[0].process_id)
            if own is not None:
                return own.done(session, viewer, item_id)
            found = after.after(runtime(), session, viewer, item_id)
        except (Unknown, NotYours):
            name = lasting.said(item_id)
            if name is None:
                raise
            return _parted(name)
    if not found.done:
        return redirect(url_for("tasks.show", item_id=item_id), 303)
    return render_template("tasks/done.html", after=found)


def _parted(name: Text) -> ResponseReturnValue:
    """After a step that ended one's part in the case: it is done, and there is nothing of it to look at any more."""
    words = _(
        "「%(name)s」を完了しました。この案件でのあなたの作業は終わりました。", name=name.in_(language())
    )
    flash(words, "success")
    return redirect(work_list()["url"], 303)


@blueprint.get("/tasks/<int:item_id>/diagram.svg")
def diagram(item_id: int) -> ResponseReturnValue:
    """The diagram of the task's process with the present step marked; `?near=1` the piece around it."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        try:
            found = task.load(runtime(), session, viewer, item_id)
        except task.Done:
            abort(404)
        steps = cases.steps(session, viewer, found.head) if found.head is not None else []
        picture = diagrams.picture(runtime(), session, found.edition_id, found.process_id, steps)
        near = found.row.node if request.args.get("near") else ""
        svg = (
            diagrams.svg(runtime(), session, found.edition_id, picture, language(), near) if picture else None
        )
    if svg is None:
        abort(404)
    return Response(svg, mimetype="image/svg+xml")


@blueprint.get("/tasks/<int:item_id>/files/<sha256>")
def file(item_id: int, sha256: str) -> ResponseReturnValue:
    """A file that the task's page shows."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        upload = files.find(runtime(), session, viewer, item_id, sha256)
        head = cases.of_item(session, viewer, item_id)
    if upload is None:
        abort(404)
    what = f"file {sha256[:12]} of step {item_id}"
    return confidential(viewer, head, what, sha256, str(upload.get("name", "")), str(upload.get("type", "")))


@blueprint.get("/tasks/<int:item_id>/entered")
def entered(item_id: int) -> ResponseReturnValue:
    """What was entered into forms A and B, for the steps that check it before the filing."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        try:
            found = task.load(runtime(), session, viewer, item_id)
        except task.Done as gone:
            return already(gone)
        if found.node.id not in CHECKS_ENTRY or found.head is None:
            abort(404)
        code = request.args.get("section", "")
        shown = disclosed.entered(runtime(), session, found.head, language(), code)
    return render_template("tasks/entered.html", task=found, shown=shown)


@blueprint.get("/tasks/<int:item_id>/preview")
def preview_page(item_id: int) -> ResponseReturnValue:
    """Exactly what the publication would show, one section at a time."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        try:
            found = task.load(runtime(), session, viewer, item_id)
        except task.Done as gone:
            return already(gone)
        shown = (
            preview(runtime(), session, found.row.case_id) if found.node.id == "confirm_publication" else None
        )
    if shown is None:
        abort(404)
    sections = shown.content["sections"]
    code = request.args.get("section") or sections[0]["code"]
    return render_template(
        "tasks/preview.html",
        task=found,
        preview=shown,
        section=next((each for each in sections if each["code"] == code), sections[0]),
        words=lambda item: registry_items.shown(item, language()),
        title=lambda row: registry_items.title(row, language()),
    )
