"""第7条: the draft of the minutes that a member was asked to confirm; nobody else's answer is told."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.models.committee import Minutes
from app.store.models.meetings import MinutesAsked, MinutesReply
from app.store.reading.room import Place


@dataclass(frozen=True, slots=True)
class Drafted:
    """The newest version, that the member was asked about it, and the member's own answer."""

    minutes: Minutes
    asked: MinutesAsked
    reply: MinutesReply | None


def asked(session: Session, place: Place) -> Drafted | None:
    """None where the seat is shut, was not asked about the newest version, or it is approved."""
    if place.head is None:
        return None
    newest = select(func.max(Minutes.version)).where(Minutes.hearing_id == place.hearing.id)
    row = session.execute(
        select(Minutes, MinutesAsked, MinutesReply)
        .join(MinutesAsked, MinutesAsked.minutes_id == Minutes.id)
        .outerjoin(MinutesReply, MinutesReply.asked_id == MinutesAsked.id)
        .where(
            Minutes.hearing_id == place.hearing.id,
            Minutes.version == newest.scalar_subquery(),
            Minutes.approved_at.is_(None),
            MinutesAsked.seat_id == place.seat.id,
        )
    ).first()
    return Drafted(*row) if row is not None else None
