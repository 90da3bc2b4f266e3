"""One human step: lock, right, form, law, engine, one commit. Web, worker and API come in here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from app import clock
from app.cases import checks, contexts, deliveries, drafts, incidents, records, rights, submissions
from app.cases.errors import NOT_OPEN, CaseError, DraftConflict, Invalid, Refused
from app.cases.runtime import Runtime
from app.engine import EngineError, NotReady, StepFailed
from app.engine.errors import FAILED
from app.formkit import BoundForm
from app.law.text import Ground, Text
from app.store import history
from app.store.busy import Busy
from app.store.models.cases import Case
from app.store.models.procedures import Instance, WorkItem
from app.store.viewer import Viewer

T = TypeVar("T")
Also = Callable[[Session, T], None]
"""Written in the transaction of the step, or not at all: its caller's own record of the result."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a page posted: fields, files, the draft it was based on, and the section it showed.

    Without fields it is the draft as it is stored. A section is only what the page showed: a step is
    completed with everything that was typed, on this page and on others.
    """

    fields: MultiDict[str, Any] | None = None
    files: MultiDict[str, FileStorage] | None = None
    draft_version: int | None = None
    section: str | None = None
    papers: str = ""
    """The version of a hearing's papers that the page showed beside the form."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a completed step, for the page after it."""

    case_no: str | None
    name: str
    name_en: str


def answer(
    runtime: Runtime, viewer: Viewer, item_id: int, post: Post, also: "Also[Answered] | None" = None
) -> Answered:
    """Complete a work item.

    Raises Unknown, NotYours, NotReady, Invalid, Refused, DraftConflict, Busy or StepFailed. Then nothing is
    stored, except that an attempt refused by the law is on the case's record (第6条第4項: nothing that was
    tried may vanish) and that a failed step is an incident. A step that lost a race is taken again here; Busy
    is raised when it could not be taken in time.
    """

    received_at = clock.now()

    def work(session: Session) -> Answered:
        done = _step(runtime, session, viewer, item_id, post, received_at)
        if also is not None:
            also(session, done)
        return done

    try:
        result = runtime.step(work)
    except Refused as refused:
        _log_attempt(runtime, viewer, item_id, refused)
        raise
    except StepFailed as failed:
        incidents.record(runtime, item_id=item_id, what="complete", error=failed)
        raise
    except NotReady:
        # The step had moved on, perhaps by a timer that fired just now and was rolled back with us.
        deliveries.catch_up(runtime, item_id)
        raise
    except (CaseError, EngineError, Busy):
        raise
    except Exception as error:
        incidents.record(runtime, item_id=item_id, what="complete", error=error)
        raise StepFailed(FAILED) from error
    runtime.count("completed")
    runtime.wake()
    return result


def _step(
    runtime: Runtime, session: Session, viewer: Viewer, item_id: int, post: Post, received_at: datetime
) -> Answered:
    item = rights.load(session, viewer, item_id)
    opened = runtime.engine.open_case(session, item.instance_id)
    runtime.engine.require_ready(opened, item)
    form = bind(runtime, session, item, opened.row.edition_id, viewer.language, post)
    if form.unknown_names:
        raise Refused([_unknown_fields(form.unknown_names)])
    if not form.validate():
        raise Invalid(form)
    if post.section is not None:
        form = bind_whole(runtime, session, item, opened.row.edition_id, form)
        if not form.validate():
            raise Invalid(form)
    answers = form.answers()
    today = clock.today()
    context = checks.CheckContext(
        session, runtime, opened.case, viewer, today, item, received_at, post.papers
    )
    grounds = checks.grounds(context, answers)
    if grounds:
        raise Refused(grounds)
    submissions.store(session, item, answers, viewer.user_id)
    records.record(context, answers)
    runtime.engine.complete(opened, item, form.routing(), actor_id=viewer.user_id)
    drafts.discard(session, item.id)
    return Answered(opened.case.case_no if opened.case else None, item.name, item.name_en)


def rehearse(runtime: Runtime, viewer: Viewer, item_id: int, post: Post, look: Callable[[Session], T]) -> T:
    """Complete a work item in a transaction that is then undone, and look at what it would have changed.

    Raises what `answer` raises; nothing is stored, logged or sent.
    """

    def undone(session: Session) -> T:
        _step(runtime, session, viewer, item_id, post, clock.now())
        session.flush()
        found = look(session)
        session.rollback()
        return found

    return runtime.step(undone)


def bind(
    runtime: Runtime,
    session: Session,
    item: WorkItem,
    edition_id: int,
    language: str,
    post: Post | None = None,
    section: str | None = None,
) -> BoundForm:
    """The form of a work item: what was posted on top of the draft, or the draft, or the first answers.

    Raises DraftConflict when the post was based on an older draft than the stored one.
    """
    library = runtime.forms.get(session, edition_id)
    spec = library.form(item.process_id, item.node)
    section = post.section if post is not None else section
    if section is not None and section not in {known.id for known in spec.sections}:
        raise Refused([_unknown_fields(("_section",))])
    typed, version, draft = drafts.load(session, item.id)
    if post is not None and post.draft_version is not None and version != post.draft_version:
        raise DraftConflict(typed, version)
    for _name, file in post.files.items(multi=True) if post is not None and post.files is not None else ():
        file.seek(0)  # a step that is taken again reads them again
    return spec.bind(
        answers=typed if draft is not None else contexts.initial(session, item),
        posted=post.fields if post is not None else None,
        files=post.files if post is not None else None,
        context=contexts.context(runtime, session, item) | {"uploads_at": f"/tasks/{item.id}/files/"},
        language=language,
        section=section,
        store_upload=runtime.blobs.put,
    )


def bind_whole(
    runtime: Runtime, session: Session, item: WorkItem, edition_id: int, form: BoundForm
) -> BoundForm:
    """The whole form over what was typed into one of its sections."""
    spec = runtime.forms.get(session, edition_id).form(item.process_id, item.node)
    return spec.bind(answers=form.typed(), context=form.context, language=form.language)


def save_draft(runtime: Runtime, viewer: Viewer, item_id: int, post: Post) -> tuple[int, BoundForm]:
    """Keep what was typed, valid or not; returns the draft's new version and the form as it stands.

    Raises DraftConflict when another window saved in the meantime, Refused for fields the form does not have.
    """
    deliveries.catch_up(runtime, item_id)

    def keep(session: Session) -> tuple[int, BoundForm]:
        item = rights.load(session, viewer, item_id)
        if item.state != "open":
            raise NotReady(NOT_OPEN)
        form = bind(runtime, session, item, edition_of(session, item), viewer.language, post)
        if form.unknown_names:
            raise Refused([_unknown_fields(form.unknown_names)])
        draft = drafts.save(session, viewer, item.id, form.typed(), post.draft_version or 0)
        return draft.version, form

    return runtime.step(keep)


def edition_of(session: Session, item: WorkItem) -> int:
    """The edition that a work item's instance runs on."""
    found = session.scalar(select(Instance.edition_id).where(Instance.id == item.instance_id))
    if found is None:
        raise LookupError(item.instance_id)
    return found


def _log_attempt(runtime: Runtime, viewer: Viewer, item_id: int, refused: Refused) -> None:

    def note(session: Session) -> None:
        item = session.get(WorkItem, item_id)
        case = session.get(Case, item.case_id, with_for_update=True) if item and item.case_id else None
        if item is not None and case is not None:
            history.append(
                session,
                case,
                "refused",
                actor_id=viewer.user_id,
                node=item.node,
                data={"refusals": [ground.refusal for ground in refused.grounds]},
            )

    runtime.step(note)


def _unknown_fields(names: tuple[str, ...]) -> Ground:
    listed = "、".join(sorted(names))
    return Ground(
        "unknown_field",
        "",
        "design",
        Text(
            f"この様式にない項目が送られたため、受け付けませんでした（{listed}）。画面を開き直して入力してください。",
            f"The post held fields that this form does not have ({listed}). Open the page again.",
        ),
    )
