"""Sending: a draft is saved, rows come and go, a step is completed. Whatever is not taken is kept as typed."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases import answering, submissions
from app.cases.errors import DraftConflict, Invalid, Refused
from app.cases.hearings import question_grounds
from app.cases.views import differences, rehearsal, task
from app.cases.views.task import FINISH, Task
from app.engine import NotReady, StepFailed
from app.formkit import BESIDE, TRANSPORT, BoundForm
from app.formkit.controls import html_id
from app.law.text import Text
from app.store.busy import Busy
from app.web.runtime import runtime
from app.web.session import language
from app.web.tasks import lasting, other_case
from app.web.tasks.blueprint import blueprint
from app.web.tasks.elsewhere import ELSEWHERE, NotKept
from app.web.tasks.page import Complaint, Shown, complaints_from, complaints_of, section_url
from app.web.tasks.sent import MOVED, ROW_ACTIONS, Sent, both, keep, keep_typed, sent_of
from app.web.tasks.show import already, drawn


@blueprint.post("/tasks/<int:item_id>")
def post(item_id: int) -> ResponseReturnValue:
    """Save, go on, complete, or look first at what completing would do."""
    sent = sent_of(item_id)
    acts: dict[str, Callable[[Sent], ResponseReturnValue]] = {
        "complete": _complete,
        "review": _review,
        "autosave": _autosave,
        "next": _next,
        "row": _row,
    }
    try:
        return _beside(sent) or acts.get(sent.action, _save)(sent)
    except NotKept as error:
        return _beside_not_kept(sent, error)
    except DraftConflict as conflict:
        return _conflict(sent, conflict)
    except (Invalid, Refused) as error:
        return _not_taken(sent, error)
    except NotReady:
        return _moved(sent)
    except StepFailed as failed:
        return _failed(sent, failed)
    except Busy as busy:
        return _busy(sent, busy)


def _beside(sent: Sent) -> ResponseReturnValue | None:
    """First of all keep what the page holds beside the form; the answer where the button is for that alone."""
    if not any(name in request.form for name in BESIDE) or sent.action == "autosave":
        return None
    with runtime().db.read() as session:
        own = ELSEWHERE.get(task.found(session, sent.viewer, sent.item_id)[0].process_id)
    if own is None:
        return None
    own.keep(sent.viewer, sent.item_id, request.form)
    act = own.acts.get(sent.action)
    if act is None:
        return None
    keep_typed(sent)
    return act(sent.viewer, sent.item_id, request.form)


def _beside_not_kept(sent: Sent, error: NotKept) -> ResponseReturnValue:
    """The page again with everything typed; the answers are kept as the draft."""
    try:
        keep_typed(sent)
    except DraftConflict as conflict:
        return _conflict(sent, conflict)
    with runtime().db.read() as session:
        found, form, _stored = both(session, sent)
        version = task.stamp(found, found.saved.version, form.typed(), sent.section)
        shown = Shown(found, form, sent.section, version, error.complaints)
        return drawn(session, sent.viewer, shown), error.status


def _complete(sent: Sent) -> ResponseReturnValue:
    said = other_case.warned(sent)
    if said is not None:
        return other_case.asked(sent, said)
    answered = answering.answer(runtime(), sent.viewer, sent.item_id, sent.post)
    lasting.remember(sent.item_id, Text(answered.name, answered.name_en or answered.name))
    return redirect(url_for("tasks.done", item_id=sent.item_id), 303)


def _review(sent: Sent) -> ResponseReturnValue:
    """Keep the draft, then show what completing it would do."""
    version, form = keep(sent)
    if form is not None and not form.validate():
        raise Invalid(form)
    with runtime().db.read() as session:
        found = task.load(runtime(), session, sent.viewer, sent.item_id)
    expected = rehearsal.consequences(runtime(), sent.viewer, sent.item_id, version, party=found.party)
    return render_template(
        "tasks/review.html",
        task=found,
        head=found.head,
        expected=expected,
        version=version,
        doubts=[*_doubts(found), *filter(None, [other_case.warned(sent)])],
    )


def _doubts(found: Task) -> list[Text]:
    """What should be looked at once more in a question before the applicant reads it."""
    if found.node.id != "edit_question" or request.form.get("choice") != "send":
        return []
    return question_grounds.doubts(request.form.get("text", ""))


def _save(sent: Sent) -> ResponseReturnValue:
    return _saved(sent, sent.section, said=True)


def _next(sent: Sent) -> ResponseReturnValue:
    with runtime().db.read() as session:
        found = task.load(runtime(), session, sent.viewer, sent.item_id)
        order = task.sections(found, task.bind(runtime(), session, sent.viewer, found, sent.post.section))
    at = order.index(sent.section) + 1 if sent.section in order else len(order)
    return _saved(sent, order[at] if at < len(order) else sent.section, said=True)


def _row(sent: Sent) -> ResponseReturnValue:
    name = next(request.form[each] for each in ROW_ACTIONS if each in request.form)
    anchor = None if "_fit_rest" in request.form else html_id(re.sub(r"-\d+$", "", name))
    return _saved(sent, sent.section, anchor)


def _saved(
    sent: Sent, section: str | None, anchor: str | None = None, *, said: bool = False
) -> ResponseReturnValue:
    _version, form = keep(sent)
    if form is not None and form.refused_uploads:
        form.validate()
        form.errors = [error for error in form.errors if error.message in form.refused_uploads]
        return _not_taken(sent, Invalid(form))
    if said:
        flash(_("下書きを保存しました。"), "success")
    return redirect(section_url(sent.item_id, section, anchor), 303)


def _autosave(sent: Sent) -> ResponseReturnValue:
    """Answers a script: the new version in a header, or the conflict as a piece of a page."""
    version, form = keep(sent)
    with runtime().db.read() as session:
        found = task.load(runtime(), session, sent.viewer, sent.item_id)
    typed = form.typed() if form is not None else found.typed
    time = f"{clock.real_now().astimezone(clock.JST):%H:%M}"
    header = {"X-Draft-Version": task.stamp(found, version, typed, sent.section)}
    return f"<p>{_('%(time)s に保存', time=time)}</p>", 200, header


def _not_taken(sent: Sent, error: Invalid | Refused) -> ResponseReturnValue:
    """422: the page again with everything typed, which is also kept as the draft."""
    unknown = isinstance(error, Refused) and any(each.refusal == "unknown_field" for each in error.grounds)
    version = sent.version
    try:
        if not unknown:
            keep(sent)
    except DraftConflict as conflict:
        return _conflict(sent, conflict)
    with runtime().db.read() as session:
        found, form = _again(session, sent, error)
        if not unknown:
            version = task.stamp(found, found.saved.version, form.typed(), sent.section)
        if isinstance(error, Refused):
            lines = complaints_from(error.grounds, form)
        else:
            assert isinstance(error.form, BoundForm)
            lines = complaints_of(found, error.form, error.form.errors)
        shown = Shown(found, form, sent.section, version, lines, refused=isinstance(error, Refused))
        return drawn(session, sent.viewer, shown), 422


def _again(session: Session, sent: Sent, error: Invalid | Refused) -> tuple[Task, BoundForm]:
    """The form of the page with its errors, or with what was typed where the errors stand elsewhere."""
    found = task.load(runtime(), session, sent.viewer, sent.item_id)
    known = {each.id for each in found.spec.sections} | {None, FINISH}
    if sent.section not in known:
        raise error  # no page of ours: the plain answer will do
    own = error.form if isinstance(error, Invalid) else None
    if isinstance(own, BoundForm) and own.section == sent.post.section:
        return found, own
    return found, both(session, sent)[1]


def _conflict(sent: Sent, conflict: DraftConflict) -> ResponseReturnValue:
    """409: both texts, and the choice; nothing is overwritten. Where both say the same, we simply go on."""
    with runtime().db.read() as session:
        found, mine, stored = both(session, sent)
    if sent.section is None and sent.action == "complete" and mine.typed() == stored.typed():
        again = replace(sent, post=sent.rewound(conflict.version))
        return _complete(again)
    page = render_template(
        "tasks/conflict.html",
        task=found,
        rows=differences.between(mine, stored),
        text=conflict.text.in_(language()),
        fields=[pair for pair in request.form.items(multi=True) if pair[0] not in TRANSPORT],
        kept={
            name: request.form[name] for name in ("_section", *ROW_ACTIONS, *BESIDE) if name in request.form
        },
        action=sent.action if sent.action in {"complete", "review", "next", "note", "ask"} else "save",
        version=conflict.version,
        files=[file.filename for file in request.files.values() if file.filename],
        section_url=section_url(sent.item_id, sent.section),
        short=sent.action == "autosave",
    )
    return page, 409


def _moved(sent: Sent) -> ResponseReturnValue:
    """409: the step is done already; what was sent now is shown once more, so that it can be copied."""
    with runtime().db.read() as session:
        try:
            task.load(runtime(), session, sent.viewer, sent.item_id)
        except task.Done as done:
            if _sent_before(session, sent):
                return redirect(url_for("tasks.done", item_id=sent.item_id), 303)
            own = ELSEWHERE.get(task.found(session, sent.viewer, sent.item_id)[0].process_id)
            why = own.over(session, sent.viewer, sent.item_id) if own is not None else ""
            if sent.action == "autosave":
                return render_template("tasks/over.html", done=done, why=why), 409
            return already(done, 409, _lines(session, sent), why)
    raise NotReady(MOVED)


def _sent_before(session: Session, sent: Sent) -> bool:
    """Whether the person sends again what this step was completed with: a double tap, a retry after a lost answer.

    Of steps that come up again after each answer, where it must neither count twice nor look like a failure.
    """
    if sent.action != "complete" or sent.post.fields is None or request.files:
        return False
    item = task.found(session, sent.viewer, sent.item_id)[0]
    if item.process_id not in ELSEWHERE or item.done_by != sent.viewer.user_id:
        return False
    form = task.bind_done(runtime(), session, sent.viewer, sent.item_id, sent.rewound(None))
    return form.validate() and form.answers() == submissions.of_item(session, sent.item_id)


def _lines(session: Session, sent: Sent) -> list[tuple[str, str]]:
    if sent.post.fields is None or request.files:
        return []
    return differences.lines(
        task.bind_done(runtime(), session, sent.viewer, sent.item_id, sent.rewound(None))
    )


def _busy(sent: Sent, busy: Busy) -> ResponseReturnValue:
    """503: nothing has changed; the page again with everything typed, which is also kept where that can be done."""
    text = busy.text.in_(language())
    if sent.action == "autosave":
        return f"<p>{text}</p>", 503
    kept = False
    with contextlib.suppress(DraftConflict, Busy):
        keep(sent)
        kept = True
    with runtime().db.read() as session:
        found, form, _stored = both(session, sent)
        version = task.stamp(found, found.saved.version, form.typed(), sent.section) if kept else sent.version
        shown = Shown(found, form, sent.section, version, [Complaint("", text, "")], refused=True)
        return drawn(session, sent.viewer, shown), 503, {"Retry-After": "5"}


def _failed(sent: Sent, failed: StepFailed) -> ResponseReturnValue:
    """500: nothing of the step is stored, and what was typed is in the draft."""
    with contextlib.suppress(DraftConflict):
        keep(sent)
    return render_template(
        "tasks/failed.html", text=failed.text.in_(language()), url=section_url(sent.item_id, sent.section)
    ), 500
