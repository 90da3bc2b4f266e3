"""第8条: revoked services that the filed one may be, and the second look before the decision."""

from typing import Any

from app import clock
from app.cases import facts, suspects
from app.cases.errors import Refused
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import fees


def find_suspects(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Compare the service with those revoked within the window; the review, and so this, waits for the fee (X9, X10)."""
    if context.case is None:
        raise LookupError("this act needs a case")
    fee = facts.fee(context.session, context.case.id)
    grounds = fees.review_grounds(paid=fee is not None and fee.paid_on is not None)
    if fee is not None and fee.paid_amount is not None and context.case.filed_on is not None:
        grounds += fees.payment_grounds("new", context.case.filed_on, fee.paid_amount)
    if grounds:
        raise Refused(grounds)
    return {"count": suspects.search(context.session, context.case, clock.now())}


def recheck(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Compare again with the same filing date, for facts learnt since (第8条)."""
    if context.case is None:
        raise LookupError("this act needs a case")
    before = suspects.known(context.session, context.case.id)
    suspects.search(context.session, context.case, clock.now())
    after = suspects.known(context.session, context.case.id)
    return {"new_hints": len(after - before)}
