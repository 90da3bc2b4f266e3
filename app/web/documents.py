"""Files of a case, for those who may see it."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.store.reading import cases
from app.web.downloads import confidential
from app.web.runtime import runtime
from app.web.session import required_viewer

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents/<int:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    """One document; what the reader may not see answers like an unknown number."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = cases.document(session, viewer, document_id)
    if found is None:
        abort(404)
    document, head = found
    what = f"document {document.id}"
    return confidential(viewer, head, what, document.sha256, document.name, document.type)
