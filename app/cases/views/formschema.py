"""The form of a work item for programs: its schema, what its draft holds, what is shown beside it."""

from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases import answering
from app.cases.runtime import Runtime
from app.cases.views.task import Task
from app.formkit import BoundForm
from app.formkit.binding import ScopeForm
from app.formkit.jsonschema import schema_of
from app.store.viewer import Viewer

Json = dict[str, Any]


def described(runtime: Runtime, session: Session, viewer: Viewer, task: Task) -> Json:
    """The form with the choices of this case today.

    `draft.answers` is what stands in the form now, as typed: a stored draft (version from 1), or what the
    step starts from (version 0).
    """
    form = answering.bind(runtime, session, task.row, task.edition_id, viewer.language)
    offered = ScopeForm({}, MultiDict(), form.context)
    read = [node.key for node in task.spec.disclosures if node.mode != "fill"]
    names = task.spec.names() - {node.key for node in task.spec.disclosures if node.mode == "show"}
    return {
        "id": task.spec.id,
        "title": {"ja": task.name.ja, "en": task.name.en},
        "routing": sorted(task.spec.routing_names()),
        "draft": {
            "version": task.saved.version,
            "answers": {key: value for key, value in task.typed.items() if key in names},
        },
        "shown": {
            spec.key: form.context.get(spec.key, spec.default) for spec in task.spec.fields if spec.readonly
        },
        "disclosed": {key: _disclosed(form, key) for key in read},
        "schema": {
            **schema_of(task.spec, offered.choices),
            "title": task.name.ja,
            "x-title-en": task.name.en,
        },
    }


def _disclosed(form: BoundForm, key: str) -> Json:
    """The answers that a sheet shows or has assessed, by item id."""
    sheet = form.sheets[key]
    return {item.id: dict(sheet.elsewhere[item.id]) for item in sheet.all_items if item.id in sheet.elsewhere}
