"""第7条: the acts of a member's seat; a declaration and an opinion that are not on record are refused."""

from typing import Any

from sqlalchemy import select

from app import clock
from app.cases import submissions
from app.cases.errors import Refused
from app.cases.hearings import (
    challenged,
    declaring,
    late,
    lookup,
    mails,
    moves,
    opinions,
    overdue,
    rehinting,
    renewing,
)
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import refusals, wording
from app.law.hearing import reading_grounds
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Opinion, Seat

OVER = "ended"


def begin(parts: Parts, context: ActContext, seat_id: int) -> dict[str, Any]:
    """Whether the seat has declared already: one that came back by a declaration made again does not declare anew."""
    session, _, seat, _ = _seated(context, seat_id)
    return {"declared": opinions.declaration(session, seat) is not None}


def weigh(parts: Parts, context: ActContext, seat_id: int) -> dict[str, Any]:
    """Where the declaration leads: the file opens, waits for a judgement, or stays shut (X20)."""
    session, case, seat, hearing = _seated(context, seat_id)
    found = declaring.found(session, seat)
    if found is None:
        raise Refused(reading_grounds("invited", declared=False))
    if hearing.state != "open" or seat.state not in lookup.LIVE:
        moves.drop(session, moves.ENDED, str(seat.id))
        return {"state": OVER, **overdue.dates()}
    # A seat that is under challenge stays shut whatever its own declaration says, unless that excludes.
    if seat.state != found and (seat.state != "challenged" or found == "excluded"):
        moves.move(session, case, seat, found, actor_id=context.actor_id, node=context.node.id)
    if seat.state == "eligible" and challenged.waiting(session, case.id, seat.user_id):
        # The challenge came before the seat: what was judged of the declaration does not answer it.
        late.shut(session, (case, hearing, seat), [], challenged.HINT.ja, by_id=None)
    base_url = parts.settings.base_url
    if seat.state == "eligible" and not rehinting.of_seat(session, base_url, case, seat):
        mails.send(session, base_url, hearing, seat.user_id, "opened", str(seat.id))
    elif seat.state == "excluded":
        mails.send(
            session,
            base_url,
            hearing,
            seat.user_id,
            "excluded",
            str(seat.id),
            link=False,
            receipt=mails.receipt(seat),
        )
    return {"state": found, **overdue.dates()}


def judge_dates(parts: Parts, context: ActContext) -> dict[str, Any]:
    """By when an interest that was told today is to be judged."""
    return overdue.dates()


def remind_judges(parts: Parts, context: ActContext) -> dict[str, Any]:
    """An interest, of a member or an inspector, was not judged in time: deciders and the secretariat are told."""
    if context.case is None:
        raise LookupError("an interest needs a case")
    key = f"{context.instance_id}:{clock.today():%Y%m%d}"
    overdue.tell(context.session, parts.settings.base_url, context.case, key)
    return {}


def receive(parts: Parts, context: ActContext, seat_id: int) -> dict[str, Any]:
    """Acknowledge the opinion of this very step, if the law still takes it (X14, X20, the due time).

    Without one on record nothing was given.
    """
    session, _, seat, hearing = _seated(context, seat_id)
    row = session.scalar(
        select(Opinion).where(Opinion.seat_id == seat.id, Opinion.work_item_id == context.work_item_id)
    )
    if row is None:
        declared = opinions.declaration(session, seat) is not None
        raise Refused(reading_grounds(seat.state, declared=declared) or [_not_kept()])
    if grounds := opinions.against(session, seat, row.received_at):
        raise Refused(grounds)
    mails.send(
        session,
        parts.settings.base_url,
        hearing,
        seat.user_id,
        "received",
        f"{seat.id}:{row.version}",
        version=str(row.version),
        at=wording.moment(row.received_at),
    )
    goes_on = hearing.state == "open" and seat.state in lookup.LIVE
    if not goes_on:
        moves.drop(session, moves.ENDED, str(seat.id))
    return {"open": goes_on}


def judge_late(parts: Parts, context: ActContext, seat_id: int, cause: str) -> dict[str, Any]:
    """Carry out what was judged of an interest found late (X20); the form's record says what that was."""
    session, case, seat, hearing = _seated(context, seat_id)
    judged = submissions.of_item(session, context.work_item_id)
    if not judged:
        raise Refused([_not_kept()])
    by_id, seated = context.actor_id or 0, (case, hearing, seat)
    if judged["effect"] == "excluded":
        late.exclude(
            session,
            seated,
            cause=cause,
            kinds=judged.get("kinds") or [],
            reason=judged["reason"],
            opinion_effect=judged.get("opinion_effect") or "struck",
            by_id=by_id,
        )
        kind = "excluded"
    else:
        waits = bool(challenged.waiting(session, case.id, seat.user_id))
        late.clear(session, seated, cause=cause, reason=judged["reason"], by_id=by_id, stays_shut=waits)
        kind = "cleared"
    if kind == "excluded" or seat.state in {"eligible", "invited", "judging"}:
        mails.send(
            session,
            parts.settings.base_url,
            hearing,
            seat.user_id,
            kind,
            f"{seat.id}:{case.event_seq}",
            link=kind == "cleared",
            receipt=mails.receipt(seat),
        )
    return {}


def judge_renewal(parts: Parts, context: ActContext, seat_id: int) -> dict[str, Any]:
    """Carry out what was judged of a declaration made again (X20); the form's record says what that was."""
    session, case, seat, hearing = _seated(context, seat_id)
    judged = submissions.of_item(session, context.work_item_id)
    if not judged:
        raise Refused([_not_kept()])
    seated, by_id = (case, hearing, seat), context.actor_id or 0
    renewing.judge(session, parts.settings.base_url, seated, judged["effect"], judged["reason"], by_id)
    return {}


def _not_kept() -> Any:
    return refusals.ground(
        "X20",
        "意見が記録されていません。様式から提出してください。",
        "No opinion is on record. Submit it by its form.",
        part=1,
    )


def _seated(context: ActContext, seat_id: int) -> tuple[Any, Case, Seat, Hearing]:
    if context.case is None:
        raise LookupError("a seat needs a case")
    seat = context.session.get_one(Seat, seat_id, populate_existing=True)
    hearing = context.session.get_one(Hearing, seat.hearing_id, populate_existing=True)
    return context.session, context.case, seat, hearing
