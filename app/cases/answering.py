"""One human step: lock, right, form, law, engine, one commit. Web, worker and API come in here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app import clock, engine
from app.cases import checks, contexts, drafts, incidents, records, rights, submissions
from app.cases.errors import CaseError, Invalid, Refused
from app.cases.runtime import Runtime
from app.formkit import BoundForm
from app.law import refusals
from app.law.text import Ground, Text
from app.store.models.procedures import WorkItem
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a completed step, for the page after it."""

    case_no: str | None
    name: str
    next_items: tuple[int, ...] = ()


def answer(
    runtime: Runtime,
    viewer: Viewer,
    item_id: int,
    posted: MultiDict[str, str],
    files: Mapping[str, Any] | None = None,
    *,
    draft_version: int | None = None,
) -> Answered:
    """Complete a work item with posted answers.

    Raises Unknown, NotYours, NotReady, Invalid, Refused, DraftConflict or StepFailed; then nothing is stored,
    except that an attempt refused by the law is on the case's record, and a failed step is an incident.
    """
    try:
        with runtime.db.step() as session:
            result = _step(runtime, session, viewer, item_id, posted, files, draft_version)
    except Refused as refused:
        _log_attempt(runtime, viewer, item_id, refused)
        raise
    except engine.StepFailed as failed:
        incidents.record(runtime, item_id=item_id, what="complete", error=failed)
        raise
    except engine.NotReady:
        _let_time_pass(runtime, viewer, item_id)
        raise
    runtime.wake()
    return result


def _step(
    runtime: Runtime,
    session: Session,
    viewer: Viewer,
    item_id: int,
    posted: MultiDict[str, str],
    files: Mapping[str, Any] | None,
    draft_version: int | None,
) -> Answered:
    item = rights.load(session, viewer, item_id)
    opened = runtime.engine.open_case(session, item.instance_id)
    if opened.before.items.get(item.task_id) is None:
        raise engine.NotReady(engine.NOT_READY)
    form = bind(runtime, session, viewer, item, opened, posted=posted, files=files, draft_version=draft_version)
    if form.unknown_names:
        raise Refused([_unknown_fields(form.unknown_names)])
    if not form.validate():
        raise Invalid(form)
    answers = form.answers()
    context = checks.CheckContext(session, runtime, opened.case, viewer, clock.today(), item)
    grounds = checks.grounds(context, answers)
    if grounds:
        raise Refused(grounds)
    submissions.store(session, item, answers, viewer.user_id)
    records.record(context, answers)
    runtime.engine.complete(opened, item, form.routing(), actor_id=viewer.user_id)
    drafts.discard(session, item.id)
    return Answered(opened.case.case_no if opened.case else None, item.name)


def bind(
    runtime: Runtime,
    session: Session,
    viewer: Viewer,
    item: WorkItem,
    opened: engine.Opened | None = None,
    *,
    posted: MultiDict[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
    section: str | None = None,
    draft_version: int | None = None,
) -> BoundForm:
    """The form of a work item, filled with what was posted on top of the draft, or with the draft alone."""
    edition_id = opened.row.edition_id if opened else contexts.edition_of(session, item)
    library = runtime.forms.get(session, edition_id)
    spec = library.form(item.process_id, item.node)
    typed, version, draft = drafts.load(session, item.id)
    if posted is not None and draft_version is not None and version != draft_version and draft is not None:
        drafts.refuse_stale(draft, draft_version)
    base = typed if draft is not None else contexts.initial(session, item)
    return spec.bind(
        answers=base,
        posted=posted,
        files=files,
        context=contexts.context(runtime, session, viewer, item),
        language=viewer.language,
        section=section,
        store_upload=contexts.uploader(runtime),
    )


def _log_attempt(runtime: Runtime, viewer: Viewer, item_id: int, refused: Refused) -> None:
    """第6条第4項: nothing that was tried may vanish, so the attempt and its reasons go on record."""
    with runtime.db.step() as session:
        contexts.log(session, viewer, item_id, "refused", [ground.refusal for ground in refused.grounds])


def _let_time_pass(runtime: Runtime, viewer: Viewer, item_id: int) -> None:
    """The step had moved on, perhaps by a timer that fired just now and was rolled back with us."""
    with runtime.db.step() as session:
        item = session.get(WorkItem, item_id)
        if item is not None:
            runtime.engine.fire_due(session, item.instance_id)


def _unknown_fields(names: Any) -> Ground:
    listed = "、".join(sorted(names))
    return refusals_ground(listed)


def refusals_ground(listed: str) -> Ground:
    """A post with fields that the form does not have: our design, no article."""
    return Ground(
        "unknown_field",
        "",
        "design",
        Text(
            f"この様式にない項目が送られたため、受け付けませんでした（{listed}）。画面を開き直して入力してください。",
            f"The post held fields that this form does not have ({listed}). Open the page again.",
        ),
    )


__all__ = ["Answered", "CaseError", "answer", "bind", "refusals"]
