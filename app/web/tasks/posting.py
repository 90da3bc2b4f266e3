"""Sending: a draft is saved, rows come and go, a step is completed. Whatever is not taken is kept as typed."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases import answering, submissions
from app.cases.answering import Post
from app.cases.errors import DraftConflict, Invalid, Refused
from app.cases.views import differences, rehearsal, task
from app.cases.views.task import FINISH, Task
from app.engine import NotReady, StepFailed
from app.formkit import TRANSPORT, BoundForm
from app.formkit.controls import html_id
from app.law.text import Text
from app.store.busy import Busy
from app.store.viewer import Viewer
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.tasks.blueprint import blueprint
from app.web.tasks.elsewhere import ELSEWHERE
from app.web.tasks.page import Complaint, Shown, complaints_from, complaints_of, section_url
from app.web.tasks.show import already, drawn

ROW_ACTIONS = ("_add", "_remove", "_fit_rest")
_VERSION = re.compile(r"(\d{1,9})(\.[0-9a-f]{0,12})?")


@dataclass(frozen=True, slots=True)
class Sent:
    """A POST to a task: who sent it, what it held, which page it came from."""

    viewer: Viewer
    item_id: int
    post: Post
    version: str
    section: str | None
    action: str

    def rewound(self, version: int | None) -> Post:
        """The post again from its beginning, as if based on another version of the draft."""
        for file in request.files.values():
            file.seek(0)
        return replace(self.post, draft_version=version)


@blueprint.post("/tasks/<int:item_id>")
def post(item_id: int) -> ResponseReturnValue:
    """Save, go on, complete, or look first at what completing would do."""
    sent = _sent(item_id)
    acts: dict[str, Callable[[Sent], ResponseReturnValue]] = {
        "complete": _complete,
        "review": _review,
        "autosave": _autosave,
        "next": _next,
        "row": _row,
    }
    try:
        return acts.get(sent.action, _save)(sent)
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


def _sent(item_id: int) -> Sent:
    section = request.form.get("_section")
    version = request.form.get("_version", "")
    known = _VERSION.fullmatch(version)
    is_row = any(name in request.form for name in ROW_ACTIONS)
    made = Post(
        request.form,
        request.files,
        int(known[1]) if known else None,
        section,
    )
    if section == FINISH:
        made = Post(draft_version=made.draft_version)
    action = "row" if is_row else request.form.get("_action", "")
    return Sent(required_viewer(), item_id, made, version, section, action)


def _complete(sent: Sent) -> ResponseReturnValue:
    answering.answer(runtime(), sent.viewer, sent.item_id, sent.post)
    return redirect(url_for("tasks.done", item_id=sent.item_id), 303)


def _review(sent: Sent) -> ResponseReturnValue:
    """Keep the draft, then show what completing it would do."""
    version, form = _keep(sent)
    if form is not None and not form.validate():
        raise Invalid(form)
    with runtime().db.read() as session:
        found = task.load(runtime(), session, sent.viewer, sent.item_id)
    expected = rehearsal.consequences(runtime(), sent.viewer, sent.item_id, version, party=found.party)
    return render_template(
        "tasks/review.html", task=found, head=found.head, expected=expected, version=version
    )


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
    _version, form = _keep(sent)
    if form is not None and form.refused_uploads:
        form.validate()
        form.errors = [error for error in form.errors if error.message in form.refused_uploads]
        return _not_taken(sent, Invalid(form))
    if said:
        flash(_("下書きを保存しました。"), "success")
    return redirect(section_url(sent.item_id, section, anchor), 303)


def _autosave(sent: Sent) -> ResponseReturnValue:
    """Answers a script: the new version in a header, or the conflict as a piece of a page."""
    version, form = _keep(sent)
    with runtime().db.read() as session:
        found = task.load(runtime(), session, sent.viewer, sent.item_id)
    typed = form.typed() if form is not None else found.typed
    time = f"{clock.real_now().astimezone(clock.JST):%H:%M}"
    header = {"X-Draft-Version": task.stamp(found, version, typed, sent.section)}
    return f"<p>{_('%(time)s に保存', time=time)}</p>", 200, header


def _keep(sent: Sent) -> tuple[int, BoundForm | None]:
    """Save the draft. Another window's change of another section, or of nothing, is no conflict."""
    if sent.post.fields is None:
        return sent.post.draft_version or 0, None
    try:
        return answering.save_draft(
            runtime(), sent.viewer, sent.item_id, sent.rewound(sent.post.draft_version)
        )
    except DraftConflict as conflict:
        with runtime().db.read() as session:
            found, mine, stored = _both(session, sent)
        same = task.unchanged(found, stored, sent.version, sent.section) or mine.typed() == stored.typed()
        if not same:
            raise
        return answering.save_draft(runtime(), sent.viewer, sent.item_id, sent.rewound(conflict.version))


def _both(session: Session, sent: Sent) -> tuple[Task, BoundForm, BoundForm]:
    """The task, the form as this page would have it, and the form as it is stored."""
    found = task.load(runtime(), session, sent.viewer, sent.item_id)
    stored = task.bind(runtime(), session, sent.viewer, found, sent.section)
    if sent.post.fields is None:
        return found, stored, stored
    mine = task.bind(runtime(), session, sent.viewer, found, sent.section, sent.rewound(None))
    return found, mine, stored


def _not_taken(sent: Sent, error: Invalid | Refused) -> ResponseReturnValue:
    """422: the page again with everything typed, which is also kept as the draft."""
    unknown = isinstance(error, Refused) and any(each.refusal == "unknown_field" for each in error.grounds)
    version = sent.version
    try:
        if not unknown:
            _keep(sent)
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
    return found, _both(session, sent)[1]


def _conflict(sent: Sent, conflict: DraftConflict) -> ResponseReturnValue:
    """409: both texts, and the choice; nothing is overwritten. Where both say the same, we simply go on."""
    with runtime().db.read() as session:
        found, mine, stored = _both(session, sent)
    if sent.section is None and sent.action == "complete" and mine.typed() == stored.typed():
        again = replace(sent, post=sent.rewound(conflict.version))
        return _complete(again)
    page = render_template(
        "tasks/conflict.html",
        task=found,
        rows=differences.between(mine, stored),
        text=conflict.text.in_(language()),
        fields=[pair for pair in request.form.items(multi=True) if pair[0] not in TRANSPORT],
        kept={name: request.form[name] for name in ("_section", *ROW_ACTIONS) if name in request.form},
        action=sent.action if sent.action in {"complete", "review", "next"} else "save",
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
            lines = [] if sent.action == "autosave" else _lines(session, sent)
            return already(done, 409, lines)
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
        _keep(sent)
        kept = True
    with runtime().db.read() as session:
        found, form, _stored = _both(session, sent)
        version = task.stamp(found, found.saved.version, form.typed(), sent.section) if kept else sent.version
        shown = Shown(found, form, sent.section, version, [Complaint("", text, "")], refused=True)
        return drawn(session, sent.viewer, shown), 503, {"Retry-After": "5"}


def _failed(sent: Sent, failed: StepFailed) -> ResponseReturnValue:
    """500: nothing of the step is stored, and what was typed is in the draft."""
    with contextlib.suppress(DraftConflict):
        _keep(sent)
    return render_template(
        "tasks/failed.html", text=failed.text.in_(language()), url=section_url(sent.item_id, sent.section)
    ), 500


MOVED = Text(
    "手続が先に進んだため、送信した内容を受け付けられませんでした。画面を開き直してください。",
    "The procedure has moved on, so what you sent was not taken. Open the page again.",
)
