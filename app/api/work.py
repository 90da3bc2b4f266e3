"""Work items: list, read, form, take, give back, complete."""

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy.orm import Session

from app.api import reading
from app.api.failures import wrong
from app.api.problems import Problem
from app.api.reading import Sent
from app.api.repeated import once
from app.api.runtime import runtime, viewer
from app.cases import answering, claiming
from app.cases.answering import Answered, Post
from app.cases.errors import CaseError
from app.cases.views import formschema, task
from app.formkit import FormSpec
from app.formkit.pointers import strangers
from app.law import roles
from app.law.text import Text
from app.store.reading import worklist
from app.store.reading.inbox import Row
from app.store.reading.worklist import Narrowing, State
from app.store.viewer import Viewer

blueprint = Blueprint("work", __name__)

USUAL, MOST = 50, 200
FILTERS = ("state", "role", "process", "due_from", "due_until", "limit", "cursor")


@blueprint.get("/work-items")
def index() -> Response:
    """A page of what waits for the caller, or of what the caller has done."""
    who, values = viewer(), reading.filters(FILTERS)
    narrowing = Narrowing(
        values.get("role"),
        values.get("process"),
        reading.day(values, "due_from"),
        reading.day(values, "due_until"),
    )
    size = reading.size(values, usual=USUAL, most=MOST)
    with runtime().db.read() as session:
        rows, last = worklist.page(
            session, who, _state(values), after=reading.place(values), narrowing=narrowing, size=size
        )
    return jsonify({"work_items": [_line(row, who) for row in rows], "next": reading.cursor(last)})


@blueprint.get("/work-items/<int:item_id>")
def show(item_id: int) -> Response:
    """One item that the caller may do, or has done."""
    return jsonify(_one(viewer(), item_id))


@blueprint.get("/work-items/<int:item_id>/form")
def form(item_id: int) -> Response:
    """The form of a waiting item as JSON Schema, with what its draft holds."""
    who = viewer()
    with runtime().db.read() as session:
        found = task.load(runtime(), session, who, item_id)
        return jsonify({"work_item": item_id, **formschema.described(runtime(), session, who, found)})


@blueprint.post("/work-items/<int:item_id>/claim")
def claim(item_id: int) -> Response:
    """Take an item of one's group."""
    who = viewer()
    _waiting(who, item_id)
    claiming.claim(runtime(), who, item_id)
    return jsonify(_one(who, item_id))


@blueprint.post("/work-items/<int:item_id>/release")
def release(item_id: int) -> Response:
    """Give one's own item back; the draft stays."""
    who = viewer()
    _waiting(who, item_id)
    claiming.release(runtime(), who, item_id)
    return jsonify(_one(who, item_id))


@blueprint.get("/work-items/<int:item_id>/candidates")
def candidates(item_id: int) -> Response:
    """To whom the secretariat may give an item."""
    found = claiming.assignable(runtime(), viewer(), item_id)
    return jsonify(
        {"work_item": item_id, "candidates": [{"id": each.id, "name": each.name} for each in found]}
    )


@blueprint.post("/work-items/<int:item_id>/assign")
def assign(item_id: int) -> Response:
    """Give an item to somebody, with a reason."""
    # Whether the item is theirs to give comes first: what is wrong with the request tells that there is one.
    claiming.assignable(runtime(), viewer(), item_id)
    body = reading.sent(("to", "reason")).body
    to, reason = body.get("to"), body.get("reason")
    if not isinstance(to, int) or isinstance(to, bool) or not 0 < to < 2**31:
        raise Problem("invalid", errors=[wrong("/to", claiming.NOBODY)])
    if not isinstance(reason, str) or not reason.strip():
        raise Problem("invalid", errors=[wrong("/reason", claiming.WITHOUT_REASON)])
    try:
        claiming.assign(runtime(), viewer(), item_id, to, reason)
    except CaseError as error:
        if error.text != claiming.NOT_FOR_THEM:
            raise
        raise Problem("invalid", errors=[wrong("/to", error.text)]) from error
    return jsonify({"work_item": item_id, "assignee": to})


@blueprint.post("/work-items/<int:item_id>/complete")
def complete(item_id: int) -> Response:
    """Complete an item with answers; the same rules as on its page."""
    who = viewer()
    with runtime().db.read() as session:
        spec = _spec(session, who, item_id)
    sent = reading.sent(("answers", "draft_version"), files=True)
    post = _post(spec, sent)

    def told(result: Answered) -> tuple[int, dict[str, Any]]:
        name = {"ja": result.name, "en": result.name_en or result.name}
        return 200, {"work_item": item_id, "state": "done", "name": name, "case_no": result.case_no}

    return once(who, sent, lambda also: answering.answer(runtime(), who, item_id, post, also), told)


def _spec(session: Session, who: Viewer, item_id: int) -> FormSpec:
    """The form of an item of the caller's, also of one that no longer waits: a repeated request is answered."""
    item, _head = task.found(session, who, item_id)
    library = runtime().forms.get(session, answering.edition_of(session, item))
    return library.form(item.process_id, item.node)


def _post(spec: FormSpec, sent: Sent) -> Post:
    answers, version = sent.body.get("answers", {}), sent.body.get("draft_version", 0)
    if not isinstance(answers, dict):
        raise Problem("invalid", errors=[wrong("/answers", NO_OBJECT)])
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise Problem("invalid", errors=[wrong("/draft_version", NO_VERSION)])
    unknown = strangers(spec, answers)
    if unknown:
        raise Problem("invalid", errors=[wrong(each, NO_FIELD) for each in unknown[:100]])
    return Post(spec.as_posted(answers), sent.files, version)


def _waiting(who: Viewer, item_id: int) -> None:
    """Raises what a reader would be told of an item that is not there or no longer waits."""
    with runtime().db.read() as session:
        task.load(runtime(), session, who, item_id)


def _one(who: Viewer, item_id: int) -> dict[str, Any]:
    with runtime().db.read() as session:
        task.found(session, who, item_id)
        return _line(worklist.one(session, who, item_id), who)


def _line(row: Row, who: Viewer) -> dict[str, Any]:
    # A party is not told who of the body has a step; its own colleagues it knows.
    named = who.staff or row.role in roles.PARTY
    return {
        "id": row.id,
        "process": row.process_id,
        "node": row.node,
        "name": {"ja": row.name, "en": row.name_en or row.name},
        "role": row.role,
        "state": row.state,
        "case_no": row.case_no or None,
        "service": row.service or None,
        "provider": row.provider or None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "since": row.since.isoformat(),
        "assignee": row.assignee if named else None,
        "mine": row.mine,
        "done_at": row.done_at.isoformat() if row.done_at else None,
    }


def _state(values: dict[str, str]) -> State:
    wished = values.get("state", "open")
    found = next((state for state in worklist.STATES if state == wished), None)
    if found is None:
        listed = ", ".join(worklist.STATES)
        raise Problem("malformed", Text(f"state は {listed} のどれかです。", f"state is one of {listed}."))
    return found


NO_OBJECT = Text(
    "answers は項目の名前と答えのオブジェクトにしてください。",
    "answers is an object of answers by field name.",
)
NO_VERSION = Text(
    "draft_version は様式の draft の version（0以上の整数）にしてください。",
    "draft_version is the version of the form's draft, a whole number from 0 up.",
)
NO_FIELD = Text(
    "この様式にない項目か、形の違う値です。様式（form）を確かめてください。",
    "The form has no such field, or its value has another shape. See the form of the work item.",
)
