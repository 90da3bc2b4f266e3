"""Acts of the committee's minutes (第6条第2項)."""

from typing import Any

from app.cases.hearings import minutes
from app.cases.parts import Parts
from app.engine import ActContext


def prepare(parts: Parts, context: ActContext, hearing_no: str) -> dict[str, Any]:
    """Begin the minutes; refused while the hearing is open."""
    minutes.prepare(context.session, context.case, hearing_no)
    return {}


def finish(parts: Parts, context: ActContext, hearing_no: str) -> dict[str, Any]:
    """Approve the newest version in the name of who acts, and ask for its PDF."""
    minutes.finish(context.session, context.case, hearing_no, context.actor_id)
    return {}
