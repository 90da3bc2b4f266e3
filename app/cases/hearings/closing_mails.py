"""Members hear that a hearing is closed: nothing of what came of it, and nothing to who is shut out of it."""

from sqlalchemy.orm import Session

from app.cases.hearings import lookup, mails
from app.store.models.committee import Hearing

ELIGIBLE = "eligible"


def tell(session: Session, base_url: str, hearing: Hearing) -> int:
    """A mail to each eligible member, once for a hearing; how many were asked for."""
    seats = [seat for seat in lookup.seats(session, hearing) if seat.state == ELIGIBLE]
    return sum(mails.send(session, base_url, hearing, seat.user_id, "closed") for seat in seats)
