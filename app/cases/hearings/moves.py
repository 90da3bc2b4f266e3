"""A seat changes its state: on record, with the presiding member following, in the caller's transaction."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases.hearings import presiding
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.procedures import Message

ENDED = "seat.ended"


def move(
    session: Session,
    case: Case,
    seat: Seat,
    state: str,
    *,
    actor_id: int | None = None,
    node: str = "",
    reason: str = "",
    **more: Any,
) -> None:
    """Put a seat into a state. Such events are told to the secretariat and deciders alone (app.store.reading.blind)."""
    before, seat.state, seat.changed_at = seat.state, state, clock.now()
    history.append(
        session,
        case,
        "seat_moved",
        actor_id=actor_id,
        node=node,
        article="第7条",
        reason=reason,
        data={"seat": seat.id, "from": before, "to": state, **more},
    )
    hearing = session.get_one(Hearing, seat.hearing_id)
    presiding.settle(session, case, hearing)


def end(session: Session, case: Case, seat: Seat) -> None:
    """Tell the procedure of a seat that it is over; telling it twice does nothing."""
    engine.send(session, case, ENDED, str(seat.id), {}, once=f"{ENDED}:{seat.id}")


def drop(session: Session, name: str, key: str) -> None:
    """Take back a message whose receiver has just ended by itself, so that it is not kept for somebody to see to."""
    session.execute(
        update(Message)
        .where(Message.name == name, Message.key == key, Message.delivered_at.is_(None))
        .values(delivered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
