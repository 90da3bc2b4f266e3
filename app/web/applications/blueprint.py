"""The blueprint, and the one way to a case that the portal shows."""

from typing import Any

from flask import Blueprint, abort, url_for
from sqlalchemy.orm import Session

from app.store.reading import cases
from app.store.reading.cases import Head
from app.store.viewer import Viewer
from app.web import stages
from app.web.session import current_viewer

blueprint = Blueprint("applications", __name__)


def own_case(session: Session, viewer: Viewer, case_no: str) -> Head:
    """A case of the viewer's own providers; any other number answers 404, whether it exists or not."""
    head = cases.find(session, viewer, case_no)
    if head is None or head.provider_id not in viewer.provider_ids:
        abort(404)
    return head


@blueprint.context_processor
def _places() -> dict[str, Any]:
    viewer = current_viewer()
    staff = viewer is not None and not viewer.provider_ids
    return {
        "stage_word": stages.word,
        "stage_tone": stages.tone,
        "stage_bar": stages.bar,
        "case_url": lambda case_no: url_for("cases.show" if staff else "applications.show", case_no=case_no),
        "document_url": lambda document: url_for("documents.show", document_id=document.id),
    }
