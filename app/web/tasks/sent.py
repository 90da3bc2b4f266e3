"""A POST to a step: who sent it and what it held, kept as the draft of the step."""

import re
from dataclasses import dataclass, replace

from flask import request
from sqlalchemy.orm import Session

from app.cases import answering
from app.cases.answering import Post
from app.cases.errors import DraftConflict
from app.cases.views import task
from app.cases.views.task import FINISH, Task
from app.engine import NotReady
from app.formkit import BoundForm
from app.law.text import Text
from app.store.viewer import Viewer
from app.web.runtime import runtime
from app.web.session import required_viewer

ROW_ACTIONS = ("_add", "_remove", "_fit_rest")
_PAPERS = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"(\d{1,9})(\.[0-9a-f]{0,12})?")

MOVED = Text(
    "手続が先に進んだため、送信した内容を受け付けられませんでした。画面を開き直してください。",
    "The procedure has moved on, so what you sent was not taken. Open the page again.",
)


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


def sent_of(item_id: int) -> Sent:
    """What this request sends to a step."""
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
    papers = request.form.get("_papers", "")
    if _PAPERS.fullmatch(papers):
        made = replace(made, papers=papers)
    action = "row" if is_row else request.form.get("_action", "")
    return Sent(required_viewer(), item_id, made, version, section, action)


def keep(sent: Sent) -> tuple[int, BoundForm | None]:
    """Save the draft. Another window's change of another section, or of nothing, is no conflict."""
    if sent.post.fields is None:
        return sent.post.draft_version or 0, None
    try:
        return answering.save_draft(
            runtime(), sent.viewer, sent.item_id, sent.rewound(sent.post.draft_version)
        )
    except DraftConflict as conflict:
        with runtime().db.read() as session:
            found, mine, stored = both(session, sent)
        same = task.unchanged(found, stored, sent.version, sent.section) or mine.typed() == stored.typed()
        if not same:
            raise
        return answering.save_draft(runtime(), sent.viewer, sent.item_id, sent.rewound(conflict.version))


def both(session: Session, sent: Sent) -> tuple[Task, BoundForm, BoundForm]:
    """The task, the form as this page would have it, and the form as it is stored."""
    found = task.load(runtime(), session, sent.viewer, sent.item_id)
    stored = task.bind(runtime(), session, sent.viewer, found, sent.section)
    if sent.post.fields is None:
        return found, stored, stored
    mine = task.bind(runtime(), session, sent.viewer, found, sent.section, sent.rewound(None))
    return found, mine, stored


def keep_typed(sent: Sent) -> None:
    """Save the draft where something was typed into the form."""
    try:
        with runtime().db.read() as session:
            found, mine, _stored = both(session, sent)
    except task.Done:
        raise NotReady(MOVED) from None
    if not task.unchanged(found, mine, sent.version, sent.section):
        keep(sent)
