"""第5条: a payment settles the fee of the filing date; unpaid needs its history."""

from datetime import date
from typing import Any

from app.cases import facts
from app.cases.checks.context import CheckContext
from app.law import fees
from app.law.text import Ground, Text


def match_payment(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The amount must be that of the invoice (X10), and the day possible."""
    if answers["outcome"] != "paid":
        return []
    case = context.case
    found = fees.payment_grounds("new", case.filed_on or context.today, int(answers["amount"]))
    paid_on, fee = date.fromisoformat(answers["paid_on"]), facts.fee(context.session, case.id)
    if paid_on > context.today or (fee is not None and case.filed_on is not None and paid_on < case.filed_on):
        found.append(
            Ground(
                "paid_on",
                "",
                "design",
                Text(
                    "入金日は、申請日から今日までの日にしてください。",
                    "The day of payment must lie between the filing date and today.",
                ),
                "paid_on",
            )
        )
    return found
