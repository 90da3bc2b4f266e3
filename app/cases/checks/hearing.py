"""第6条第2項・第7条 at the steps of a hearing: convening, a missing quorum, a tie."""

from typing import Any

from app.cases.checks.context import CheckContext
from app.cases.hearings import convening, lookup, presiding, tallies
from app.law.hearing import ruling_grounds
from app.law.text import Ground, Text


def convene(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Dates to come, members who may sit, and somebody left who has no known interest (X14, X20, X21)."""
    if answers["next"] != "convene":
        return []
    return convening.against(context.session, context.case, answers)


def settle_quorum(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Opinions can only be taken where there are some."""
    if answers["choice"] != "accept":
        return []
    hearing = lookup.latest(context.session, context.case.id)
    if hearing is not None and presiding.successor(context.session, hearing) is None:
        words = Text(
            "議長を務められる委員がいないため、委員会の意見として受け取れません。改めて招集するか、意見なしで進めてください。",
            "Nobody is left who may preside, so there is no opinion of the committee. Convene again, or go on without.",
        )
        return [Ground("nobody_presides", "", "design", words, "choice")]
    if hearing is not None and hearing.state == "closed":
        found = tallies.tally(context.session, hearing)
        if sum(found.counts.values()):
            return []
    words = Text(
        "受け取れる意見がありません。改めて招集するか、意見なしで進めてください。",
        "There is no opinion to take. Convene again, or go on without.",
    )
    return [Ground("no_opinions", "", "design", words, "choice")]


def rule_tie(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """A ruling needs a tie and a reason (AMB-36); where a new count is none, its outcome or both views stand."""
    hearing = lookup.latest(context.session, context.case.id)
    counted = tallies.counted_again(context.session, hearing) if hearing is not None else ""
    ruling = answers["ruling"]
    settled = counted not in ("tie", "below_quorum") and ruling in (counted, "split")
    return ruling_grounds(
        "tie" if settled else counted,
        ruling,
        answers.get("reason") or "",
        in_office=settled or hearing is None or presiding.in_office(context.session, hearing),
    )
