"""第5条: a payment settles the fee of the filing date; unpaid needs its history."""

from datetime import date
from typing import Any

from app.cases.checks.context import CheckContext
from app.law import fees
from app.law.text import Ground, Text


def match_payment(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The amount must be that of the invoice (X10), and the day possible."""
    if answers["outcome"] != "paid":
        return []
    case = context.case
    found = fees.payment_grounds("new", case.filed_on or context.today, int(answers["amount"]))
    # The fee may be paid before the filing (第5条第1項), never after today.
    if date.fromisoformat(answers["paid_on"]) > context.today:
        found.append(
            Ground(
                "paid_on",
                "",
                "design",
                Text(
                    "入金日に、今日より後の日は入力できません。",
                    "The day of payment cannot lie in the future.",
                ),
                "paid_on",
            )
        )
    return found
