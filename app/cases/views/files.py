"""Files that a step's form shows: attached to its draft, disclosed in its case, or given in an earlier step."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import contexts, drafts, rights
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.formkit.posted import known_uploads
from app.law import roles
from app.store.models.procedures import Submission
from app.store.reading import cases
from app.store.reading.blind import OF_SEATS, UNSAID
from app.store.viewer import Viewer


def find(
    runtime: Runtime, session: Session, viewer: Viewer, item_id: int, sha256: str
) -> Mapping[str, Any] | None:
    """The stored upload with that hash, if the page of this step shows it; raises Unknown or NotYours."""
    item = rights.load(session, viewer, item_id)
    if item.case_id is not None and cases.of_item(session, viewer, item_id) is None:
        # A finished step of the viewer's role, in a case that the viewer has no part in (第20条第1項).
        raise Unknown(UNKNOWN)
    typed, _version, draft = drafts.load(session, item.id)
    found = known_uploads(typed if draft is not None else contexts.initial(session, item))
    if sha256 not in found:
        found = known_uploads(contexts.context(runtime, session, item))
    if sha256 not in found and item.role not in roles.PARTY and item.case_id is not None:
        # What a member attached to a declaration or an opinion is no paper of the case.
        rows = session.scalars(
            select(Submission.answers).where(
                Submission.case_id == item.case_id, Submission.node.not_in([*OF_SEATS, *sorted(UNSAID)])
            )
        )
        found = known_uploads(list(rows))
    return found.get(sha256)
