"""第6条第2項・第7条 at a member's opinion (X14, X20)."""

from typing import Any

from app.cases.checks.context import CheckContext
from app.cases.hearings import lookup, opinions
from app.law.text import Ground


def give_opinion(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Only who declared and has no interest, before the closing and by the due time, and before the decision."""
    seat = lookup.seat_of(context.session, context.item)
    return opinions.against(context.session, seat, context.received_at)
