"""第7条 at the steps on interests: declared by the member, judged by somebody else."""

from typing import Any

from app.cases.checks.context import CheckContext
from app.cases.hearings import declaring, lookup, read_before
from app.law.text import Ground, Text


def declare_interest(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """«None» against a strong hint needs a word; a hearing that is over takes no declaration."""
    seat = lookup.seat_of(context.session, context.item)
    return declaring.against(context.session, context.case, seat, answers)


def judge(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Nobody judges an interest of their own; papers are back on a day that has come."""
    seat = lookup.seat_of(context.session, context.item)
    if seat.user_id != context.viewer.user_id:
        return read_before.against(context, answers)
    words = Text(
        "自分の利害関係は判断できません。別の認定責任者が判断します。",
        "Nobody judges their own interest. Another decider does.",
    )
    return [Ground("own_interest", "", "design", words)]
