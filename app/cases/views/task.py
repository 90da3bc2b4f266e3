"""A work item as its page shows it: the form, the guidance of the diagram, the date and why it is that day."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import answering, contexts, drafts, rights
from app.cases.answering import Post
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.engine import Node, is_due
from app.formkit import BoundForm, FormSpec
from app.formkit.bound import FORM
from app.law import roles, service_targets, wording
from app.law.text import Text
from app.store.base import dumps
from app.store.models.cases import Deadline
from app.store.models.people import User
from app.store.models.procedures import NO_DUE_DATE, WorkItem
from app.store.reading import cases
from app.store.reading.cases import Head
from app.store.viewer import Viewer

FINISH = "overview"
"""The last page of a form of many sections, where nothing outside the sheet is asked."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The stored draft: its version, when and by whom it was saved."""

    version: int
    at: datetime | None = None
    by: str = ""


@dataclass(slots=True)
class Task:
    """An open work item; `row` and `spec` are for the functions of this package."""

    id: int
    process_id: str
    edition_id: int
    node: Node
    name: Text
    role: str
    due_on: date | None
    since: datetime
    assigned: bool
    head: Head | None
    saved: Saved
    row: WorkItem
    spec: FormSpec
    typed: dict[str, Any]
    """The stored draft, or what the form starts from."""

    @property
    def party(self) -> bool:
        """Whether it is a step of the applicant or provider."""
        return self.role in roles.PARTY


def found(session: Session, viewer: Viewer, item_id: int) -> tuple[WorkItem, Head | None]:
    """An item of the viewer's with its case; raises Unknown also where the case is not the viewer's to see.

    A finished step of the viewer's role opens no case that the viewer has no part in (第20条第1項). A step bound
    to the viewer is reached without its case: who declares an interest is not to see the case before (第7条).
    """
    item = rights.load(session, viewer, item_id)
    head = cases.of_item(session, viewer, item_id)
    bound = item.bound and (item.state == "open" or rights.declares(viewer, item))
    if item.case_id is not None and head is None and not bound:
        raise Unknown(UNKNOWN)
    return item, head


def load(runtime: Runtime, session: Session, viewer: Viewer, item_id: int) -> Task:
    """The item with its draft; raises Unknown or NotYours, and Done where it no longer waits."""
    item, head = found(session, viewer, item_id)
    if item.state != "open":
        raise Done(item, head)
    edition_id = answering.edition_of(session, item)
    node = runtime.engine.library(session, edition_id).diagrams[item.process_id].nodes[item.node]
    typed, version, draft = drafts.load(session, item.id)
    if draft is None:
        typed = contexts.initial(session, item)
    by = session.scalar(select(User.name).where(User.id == draft.by_id)) if draft is not None else ""
    return Task(
        id=item.id,
        process_id=item.process_id,
        edition_id=edition_id,
        node=node,
        name=Text(item.name, item.name_en or item.name),
        role=item.role,
        due_on=None if item.due_on == NO_DUE_DATE else item.due_on,
        since=item.created_at,
        assigned=item.assignee_id == viewer.user_id,
        head=head,
        saved=Saved(version, draft.saved_at if draft is not None else None, by or ""),
        row=item,
        spec=runtime.forms.get(session, edition_id).form(item.process_id, item.node),
        typed=typed,
    )


class Done(Exception):
    """The item no longer waits: done by somebody, or not needed any more."""

    def __init__(self, item: WorkItem, head: Head | None) -> None:
        super().__init__(item.id)
        self.item_id, self.state, self.at, self.head = item.id, item.state, item.done_at, head
        self.name = Text(item.name, item.name_en or item.name)
        self.done_by = item.done_by


def bind(
    runtime: Runtime,
    session: Session,
    viewer: Viewer,
    task: Task,
    section: str | None = None,
    post: Post | None = None,
) -> BoundForm:
    """The form of a task over its draft; with `post` what was typed on top of it, whatever its version."""
    if post is not None:
        post = Post(post.fields, post.files, None, post.section)
    return answering.bind(
        runtime,
        session,
        task.row,
        task.edition_id,
        viewer.language,
        post,
        None if section == FINISH else section,
    )


def bind_done(runtime: Runtime, session: Session, viewer: Viewer, item_id: int, post: Post) -> BoundForm:
    """The form of a step that no longer waits over what was sent to it too late."""
    item, _head = found(session, viewer, item_id)
    return answering.bind(runtime, session, item, answering.edition_of(session, item), viewer.language, post)


def section_of(task: Task, form: BoundForm, wished: str | None) -> str | None:
    """The section to show: the one asked for, or the first with something left; None for a form of one page."""
    known = sections(task, form)
    if not known:
        return FORM if task.spec.sections else None
    if wished in known:
        return wished
    for sheet in working(form):
        for each in sheet.progress().sections:
            if each.left:
                return str(each.group.code)
    return known[-1]


def sections(task: Task, form: BoundForm) -> list[str]:
    """The pages of a long form: its groups, then the page that completes it; none where no sheet is shown."""
    groups = [each.group.code for sheet in working(form) for each in sheet.progress().sections if each.asked]
    has_form = any(each.id == FORM for each in task.spec.sections)
    return [*groups, FORM if has_form else FINISH] if groups else []


def working(form: BoundForm) -> list[Any]:
    """The sheets of a form that are filled in or assessed and that apply."""
    return [sheet for sheet in form.sheets.values() if sheet.spec.mode != "show" and sheet.shown]


def stamp(task: Task, version: int, typed: dict[str, Any], section: str | None) -> str:
    """The draft's version and what stood on this page, so that two tabs on two sections do not conflict."""
    return f"{version}.{_digest(_part(task, typed, section))}"


def unchanged(task: Task, form: BoundForm, posted: str, section: str | None) -> bool:
    """Whether the stored draft still says on this page what it said when the page was shown."""
    return posted.partition(".")[2] == _digest(_part(task, form.typed(), section))


def _part(task: Task, typed: dict[str, Any], section: str | None) -> Any:
    if section is None or not task.spec.sections:
        return typed
    sheets = {node.key: node for node in task.spec.disclosures if node.mode != "show"}
    if section in (FORM, FINISH):
        return {key: value for key, value in typed.items() if key not in sheets}
    return {
        item.id: (typed.get(key) or {}).get(item.id)
        for key, node in sheets.items()
        for item in task.spec.sheet_items(node, section)
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(dumps(_filled(value)).encode()).hexdigest()[:12]


def _filled(value: Any) -> Any:
    """Without what is empty: a form that was never sent and one that was sent with nothing in it say the same."""
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items() if each not in (None, "", [])}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def date_has_come(session: Session, task: Task) -> bool:
    """Whether the procedure is about to move because a date has come: what is sent may come too late."""
    return is_due(session, task.row.instance_id, clock.now())


def why_due(session: Session, task: Task) -> tuple[str, Text] | None:
    """Why the item is due on its day: the article and the sentence; None where no day is set."""
    if task.due_on is None:
        return None
    if task.head is not None:
        stored = session.scalar(
            select(Deadline)
            .where(
                Deadline.case_id == task.head.id,
                Deadline.due_on == task.due_on,
                Deadline.met_on.is_(None),
            )
            .order_by(Deadline.id.desc())
            .limit(1)
        )
        if stored is not None:
            return stored.article, Text(stored.explanation, stored.explanation_en)
    key = task.node.properties.get("target")
    if key is None:
        return None
    target, since, due = (
        service_targets.target(key),
        clock.date_in_japan(task.since),
        wording.day(task.due_on),
    )
    unit = Text("営業日", "working days") if target.unit == "working" else Text("日", "days")
    return target.see, Text(
        f"この作業が始まった{wording.day(since).ja}から{target.count}{unit.ja}で「{target.text.ja}」という、"
        f"私たちの目標の日（{due.ja}）です。規程が定める期限ではなく、過ぎても自動的な不利益はありません。",
        f"Our own target: “{target.text.en}” within {target.count} {unit.en} of {wording.day(since).en}, "
        f"when this step began ({due.en}). The operating rules set no such date, and nothing follows by itself.",
    )
