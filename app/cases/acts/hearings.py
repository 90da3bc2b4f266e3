"""第6条第2項・第7条: the acts of a hearing; each asks the law again, whoever moved the step."""

from typing import Any

from app import clock
from app.cases import submissions
from app.cases.errors import Refused
from app.cases.hearings import (
    closing,
    closing_mails,
    convening,
    lookup,
    moves,
    presiding,
    recounting,
    reminders,
    tallies,
)
from app.cases.parts import Parts
from app.engine import ActContext, StepFailed
from app.law.hearing import hearing_grounds
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Hearing

NOT_CLOSED = Text("締め切られた意見聴取がありません。", "There is no closed hearing.")
NOBODY = Text(
    "利害関係のない委員がいないため、委員会の意見にできません。",
    "No member without an interest is left, so there is no opinion of the committee.",
)


def convene(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Open the hearing as the secretariat asked; the times of its timers are instants in ISO form."""
    case = _case(context)
    asked = submissions.latest(context.session, case.id, "convene")
    if asked.get("next") != "convene":
        raise Refused(hearing_grounds(lookup.decided(context.session, case.id), candidates=0))
    grounds = convening.against(context.session, case, asked)
    if grounds:
        raise Refused(grounds)
    settled = submissions.latest(context.session, case.id, "settle_quorum")
    hearing = convening.open_hearing(
        context.session,
        parts.settings.base_url,
        case,
        asked,
        by_id=context.actor_id or 0,
        reason=settled.get("reason") or "",
    )
    when = reminders.schedule(hearing)
    return {
        "hearing_no": hearing.number,
        "due_at": hearing.due_at.isoformat(),
        **{name: instant.isoformat() for name, instant in when.items()},
    }


def remind(parts: Parts, context: ActContext, hearing_no: str, about: str) -> dict[str, Any]:
    """Write to whoever has not declared and, when it is about the opinion, to whoever has given none."""
    hearing = lookup.by_number(context.session, hearing_no)
    reminders.remind(
        context.session, parts.settings.base_url, hearing, undeclared_only=about == "declaration"
    )
    return {}


def close_due(parts: Parts, context: ActContext, hearing_no: str) -> dict[str, Any]:
    """Close at the due time, unless the presiding member was first; either way the one closing counts.

    `meeting_asked`: a member of a circulation stopped it, or its meeting was called off; there is no closing.
    """
    hearing = lookup.by_number(context.session, hearing_no)
    row = closing.close_due(context.session, _case(context), hearing)
    if row is None:
        # An edition that does not ask for `meeting_asked` leaves the way to a meeting to the decider.
        return {"outcome": "below_quorum", "presiding": None, "meeting_asked": True}
    closing_mails.tell(context.session, parts.settings.base_url, hearing)
    outcome = tallies.outcome(context.session, hearing)
    return {"outcome": outcome, "presiding": hearing.presiding_id, "meeting_asked": False}


def conclude(parts: Parts, context: ActContext) -> dict[str, Any]:
    """The count stands, by a majority, a ruling or the decider's word on a missing quorum: on to the minutes.

    `outcome` tie: it is to be ruled on first.
    """
    session, case = context.session, _case(context)
    hearing = lookup.latest(session, case.id)
    if hearing is None or hearing.state != "closed":
        raise StepFailed(NOT_CLOSED)
    presiding.settle(session, case, hearing)
    if hearing.presiding_id is None:
        raise StepFailed(NOBODY)
    moves.drop(session, closing.RECOUNTED, hearing.number)
    outcome = tallies.outcome(session, hearing)
    if outcome != "tie":
        hearing.state = "minutes"
    session.flush()
    return {"hearing_no": hearing.number, "presiding": hearing.presiding_id, "outcome": outcome}


def take_recount(parts: Parts, context: ActContext, hearing_no: str) -> dict[str, Any]:
    """Go on with what came of a new count; with nobody left to preside it is the decider's, as without a quorum."""
    hearing = lookup.by_number(context.session, hearing_no)
    outcome = recounting.take(context.session, _case(context), hearing)
    if outcome != "over" and hearing.presiding_id is None:
        outcome = "below_quorum"
    return {"outcome": outcome, "presiding": hearing.presiding_id}


def deliver(parts: Parts, context: ActContext, hearing_no: str) -> dict[str, Any]:
    """The opinion is with the decider; it advises and binds nobody (第6条第2項)."""
    session, case = context.session, _case(context)
    hearing = lookup.by_number(session, hearing_no)
    if hearing.state != "minutes":
        raise StepFailed(NOT_CLOSED)
    outcome = tallies.outcome(session, hearing)
    _deliver(context, case, hearing)
    return {"outcome": outcome}


def deliver_again(parts: Parts, context: ActContext, hearing_no: str) -> dict[str, Any]:
    """What came of the new count is settled, and the opinion is with the decider again."""
    hearing = lookup.by_number(context.session, hearing_no)
    if hearing.state not in lookup.ENDED:
        _deliver(context, _case(context), hearing)
        recounting.amend(context.session, _case(context), hearing)
    return {}


def _deliver(context: ActContext, case: Case, hearing: Hearing) -> None:
    hearing.state, hearing.delivered_at = "delivered", clock.now()
    closing.note(context.session, case, hearing, "hearing_delivered", context.actor_id)
    context.session.flush()


def _case(context: ActContext) -> Case:
    if context.case is None:
        raise LookupError("a hearing needs a case")
    return context.case
