"""Notices that a diagram sends; a refusal goes out only with what the law asks of it (第6条第4項)."""

from typing import Any

from sqlalchemy import select

from app.cases import notices
from app.cases.checks.decision import against_recorded
from app.cases.errors import Refused
from app.cases.parts import Parts
from app.engine import ActContext, StepFailed
from app.law.text import Text
from app.store.models.cases import Decision


def send(parts: Parts, context: ActContext, kind: str) -> dict[str, Any]:
    """Send a notice; «rejected» is the notice of the recorded decision, with its reasons (X17)."""
    if kind == "rejected" and context.case is not None:
        made = context.session.scalar(select(Decision).where(Decision.case_id == context.case.id))
        if made is None:
            raise StepFailed(
                Text(
                    "決定が記録されていないため通知できません。",
                    "No decision is recorded, so none can be notified.",
                )
            )
        grounds = against_recorded(parts.forms, context.session, context.case, made)
        if grounds:
            raise Refused(grounds)
    notices.send(parts, context, kind)
    return {}
