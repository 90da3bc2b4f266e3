"""The facts that the forms of a hearing state, written to their tables in the step's transaction."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.cases.checks.context import CheckContext
from app.cases.errors import Refused
from app.cases.hearings import closing, declaring, lookup, opinions, read_before, tallies, weighing
from app.store.models.committee import Ruling

Record = Callable[[CheckContext, dict[str, Any]], None]


def declare_interest(context: CheckContext, answers: dict[str, Any]) -> None:
    """Keep the declaration with the hints as they stand."""
    seat = lookup.seat_of(context.session, context.item)
    declaring.keep(context.session, context.case, seat, answers)


def judge_interest(context: CheckContext, answers: dict[str, Any]) -> None:
    """Keep what was judged."""
    seat = lookup.seat_of(context.session, context.item)
    declaring.judge(context.session, seat, answers, context.viewer.user_id)
    read_before.keep(context, answers, {"seat": seat.id})


def judge_conflict(context: CheckContext, answers: dict[str, Any]) -> None:
    """Keep what became of the papers; the rest is carried out by the act behind the step."""
    seat = lookup.seat_of(context.session, context.item)
    read_before.keep(context, answers, {"seat": seat.id})


def give_opinion(context: CheckContext, answers: dict[str, Any]) -> None:
    """Keep the next version of the opinion; the law is asked again where it is written (X14, X20)."""
    seat = lookup.seat_of(context.session, context.item)
    grounds = opinions.against(context.session, seat, context.received_at)
    if grounds:
        raise Refused(grounds)
    opinions.keep(
        context.session,
        seat,
        answers,
        item=context.item,
        by_id=context.viewer.user_id,
        received_at=context.received_at,
        read=context.papers,
    )


def settle_quorum(context: CheckContext, answers: dict[str, Any]) -> None:
    """A hearing that fell short ends here, unless its opinions are taken as they are."""
    hearing = lookup.latest(context.session, context.case.id)
    if hearing is None or hearing.state in lookup.ENDED:
        return
    if answers["choice"] == "accept":
        closing.note(
            context.session,
            context.case,
            hearing,
            "hearing_accepted",
            context.viewer.user_id,
            answers["reason"],
        )
    else:
        closing.abandon(
            context.session, context.case, hearing, by_id=context.viewer.user_id, reason=answers["reason"]
        )


def rule_tie(context: CheckContext, answers: dict[str, Any]) -> None:
    """Keep the ruling beside the closing, which stays as it is."""
    hearing = lookup.latest(context.session, context.case.id)
    if hearing is None:
        raise LookupError("there is no hearing to rule on")
    context.session.add(
        Ruling(
            hearing_id=hearing.id,
            kind=tallies.TIE,
            outcome=answers["ruling"],
            reason=answers["reason"],
            by_id=context.viewer.user_id,
            at=clock.now(),
        )
    )
    context.session.flush()


RECORDS: dict[str, Record] = {
    "member_opinion.declare_interest": declare_interest,
    "member_opinion.judge_interest": judge_interest,
    "member_opinion.give_opinion": give_opinion,
    "late_conflict.judge_conflict": judge_conflict,
    "committee_review.settle_quorum": settle_quorum,
    "committee_review.rule_tie": rule_tie,
    "recount.settle_quorum": settle_quorum,
    "recount.rule_tie": rule_tie,
    "conflict_after_decision.weigh_decision": weighing.keep,
}
