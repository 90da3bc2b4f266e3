"""第5条: the assessment fee is invoiced; nothing in the product gives it back on a claim."""

from typing import Any

from app import clock
from app.cases import deadlines, notices, numbers
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import fees, service_targets
from app.store.models.cases import Fee


def invoice(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Invoice the fee of the table in force on the filing date (第5条第1項)."""
    session, case, today = context.session, context.case, clock.today()
    if case is None or case.filed_on is None:
        raise LookupError("a fee needs a filed case")
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
    return {
        "due_on": due_on.isoformat(),
        "first_reminder_on": service_targets.due_on("fee_first_reminder", today).isoformat(),
        "second_reminder_on": service_targets.due_on("fee_second_reminder", today).isoformat(),
    }
