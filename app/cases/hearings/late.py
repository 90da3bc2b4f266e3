"""An interest that came to light late, by whomever (第7条): the seat is shut, a person judges, the count follows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases.hearings import challenged, declaring, lookup, moves, opinions, recounting, weighing
from app.store.models.cases import Case
from app.store.models.committee import Hearing, InterestJudgement, Seat
from app.store.models.procedures import Message


def challenge(
    session: Session,
    seated: tuple[Case, Hearing, Seat],
    kinds: Sequence[str],
    reason: str,
    cause: str,
    *,
    by_id: int | None,
    hints: Sequence[dict[str, Any]] = (),
) -> None:
    """Shut a seat and ask for the judgement of a decider; the case is locked. `hints` are what the record tells."""
    case, hearing, seat = seated
    shut(session, seated, kinds, reason, by_id=by_id, hints=hints)
    name = _name(seat)
    earlier = session.scalar(select(func.count()).select_from(Message).where(Message.once.like(f"{name}:%")))
    payload = {
        "case_no": case.case_no,
        "hearing_no": hearing.number,
        "seat_id": seat.id,
        "cause": cause,
    }
    engine.request_start(session, case, lookup.LATE_CONFLICT, payload, once=f"{name}:{(earlier or 0) + 1}")


def shut(
    session: Session,
    seated: tuple[Case, Hearing, Seat],
    kinds: Sequence[str],
    reason: str,
    *,
    by_id: int | None,
    hints: Sequence[dict[str, Any]] = (),
) -> None:
    """Shut a seat until somebody has judged; who judges, and where, is the caller's to see to."""
    case, _, seat = seated
    told: dict[str, Any] = {"kinds": list(kinds), "hints": list(hints)}
    moves.move(session, case, seat, "challenged", actor_id=by_id, reason=reason, **told)


def waits(session: Session, seat: Seat) -> bool:
    """Whether an interest found late in a seat waits for its judgement."""
    return challenged.under_way(session, _name(seat))


def _name(seat: Seat) -> str:
    return f"{lookup.LATE_CONFLICT}:{seat.id}"


def exclude(
    session: Session,
    seated: tuple[Case, Hearing, Seat],
    *,
    cause: str,
    kinds: Sequence[str],
    reason: str,
    opinion_effect: str,
    by_id: int,
) -> None:
    """End a seat for an interest found late; its opinion stays on record, and counts only where it was judged to stand.

    A seat that ended otherwise meanwhile stays as it ended, and its opinion uncounted: what was judged is on record.
    """
    case, hearing, seat = seated
    live = seat.state in lookup.LIVE
    spoken = opinions.last(session, seat) is not None
    effect = ("stands" if opinion_effect == "stands" else "struck") if spoken else ""
    session.add(
        InterestJudgement(
            seat_id=seat.id,
            cause=cause,
            kinds=list(kinds),
            effect="excluded",
            opinion_effect=effect,
            reason=reason,
            judged_by=by_id,
            at=clock.now(),
        )
    )
    if live:
        moves.move(session, case, seat, "struck", actor_id=by_id)
        if hearing.state == "open":
            moves.end(session, case, seat)
    recounting.if_moved(session, case, hearing, reason, by_id)
    if spoken and live:
        weighing.ask(session, case, hearing, seat)


def clear(
    session: Session,
    seated: tuple[Case, Hearing, Seat],
    *,
    cause: str,
    reason: str,
    by_id: int,
    stays_shut: bool = False,
) -> None:
    """What was reported is no interest: the seat is again what its own declaration made it.

    An opinion that the closing left out meanwhile is counted now. `stays_shut`: another judgement is to come.
    """
    case, hearing, seat = seated
    session.add(
        InterestJudgement(
            seat_id=seat.id,
            cause=cause,
            kinds=[],
            effect="none",
            reason=reason,
            judged_by=by_id,
            at=clock.now(),
        )
    )
    if seat.state != "challenged" or stays_shut:
        return
    moves.move(session, case, seat, declaring.found(session, seat) or "invited", actor_id=by_id)
    recounting.if_moved(session, case, hearing, reason, by_id)
