"""The blueprint, and the way to a case for staff and for a party."""

from typing import Any

from flask import Blueprint, url_for

from app.law import roles
from app.store.reading.cases import Head
from app.store.viewer import Viewer
from app.web import stages
from app.web.session import current_viewer

blueprint = Blueprint("tasks", __name__)


def case_url(head: Head, viewer: Viewer | None = None) -> str:
    """The page of a case: the file for staff, the portal's page for its own provider."""
    viewer = viewer or current_viewer()
    portal = viewer is not None and not viewer.staff and head.provider_id in viewer.provider_ids
    return url_for("applications.show" if portal else "cases.show", case_no=head.case_no)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "stage_word": stages.word,
        "stage_tone": stages.tone,
        "stage_bar": stages.bar,
        "case_url": case_url,
        "is_party": lambda role: role in roles.PARTY,
    }
