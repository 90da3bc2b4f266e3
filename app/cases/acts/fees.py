"""第5条: the assessment fee is invoiced; nothing in the product gives it back on a claim."""

from datetime import date
from typing import Any

from app import clock
from app.cases import deadlines, facts, notices, numbers
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import fees, service_targets
from app.store.models.cases import Fee


def invoice(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Invoice the fee of the table in force on the filing date (第5条第1項).

    A case that was taken back and comes here again keeps the invoice that it has, with its dates.
    """
    session, case, today = context.session, context.case, clock.today()
    if case is None or case.filed_on is None:
        raise LookupError("a fee needs a filed case")
    invoiced = facts.fee(session, case.id)
    if invoiced is not None:
        return _dates(invoiced.invoiced_on)
    due_on = service_targets.due_on("fee_second_reminder", today)
    fee = Fee(
        case_id=case.id,
        invoice_no=f"F{today:%Y%m}-{numbers.take(session, f'invoice-{today:%Y%m}'):04d}",
        amount=fees.amount("new", case.filed_on),
        invoiced_on=today,
        due_on=due_on,
    )
    session.add(fee)
    session.flush()
    deadlines.set_target(session, case, "fee", due_on, "fee_second_reminder", today)
    notices.send(parts, context, "invoice")
    return _dates(today)


def _dates(invoiced_on: date) -> dict[str, Any]:
    second = service_targets.due_on("fee_second_reminder", invoiced_on).isoformat()
    first = service_targets.due_on("fee_first_reminder", invoiced_on).isoformat()
    return {"due_on": second, "first_reminder_on": first, "second_reminder_on": second}
