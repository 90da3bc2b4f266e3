"""第8条: revoked services that the filed one may be, and the second look before the decision."""

from typing import Any

from app import clock
from app.cases import suspects
from app.cases.parts import Parts
from app.engine import ActContext


def find_suspects(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Compare the service with those revoked within the window, and keep the hints for a person to judge."""
    if context.case is None:
        raise LookupError("this act needs a case")
    return {"count": suspects.search(context.session, context.case, clock.now())}


def recheck(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Compare again with the same filing date, for facts learnt since (第8条)."""
    if context.case is None:
        raise LookupError("this act needs a case")
    before = suspects.known(context.session, context.case.id)
    suspects.search(context.session, context.case, clock.now())
    after = suspects.known(context.session, context.case.id)
    return {"new_hints": len(after - before)}
