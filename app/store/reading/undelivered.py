"""Mails that did not arrive, for the secretariat: whom to tell another way, nothing of what the case is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.store.models.bounced import Bounce
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.reading.visible import case_visible, disinterested
from app.store.viewer import Viewer

MOST = 200


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that did not arrive. `address` is the one registered now; `case_no` only of a case that the reader sees.

    `again`: it can be sent again.
    """

    id: int
    person: str
    to: str
    address: str
    subject: str
    of_case: bool
    case_no: str
    at: datetime
    again: bool


def told(viewer: Viewer) -> ColumnElement[bool]:
    """What a reader is told of: open, and of no case that is shut to the reader."""
    return Bounce.settled_at.is_(None) & disinterested(viewer, Bounce.case_id)


def count(session: Session, viewer: Viewer) -> int:
    """How many mails wait to be told another way; 0 for anybody but the secretariat."""
    if not viewer.is_("secretariat"):
        return 0
    return session.scalar(select(func.count()).select_from(Bounce).where(told(viewer))) or 0


def listed(session: Session, viewer: Viewer) -> list[Undelivered]:
    """The mails that wait, the oldest first."""
    if not viewer.is_("secretariat"):
        return []
    rows = session.execute(
        select(Bounce, User.name, User.email, Case.case_no)
        .outerjoin(User, User.id == Bounce.user_id)
        .outerjoin(Case, (Case.id == Bounce.case_id) & case_visible(viewer))
        .where(told(viewer))
        .order_by(Bounce.id)
        .limit(MOST)
    )
    return [
        Undelivered(
            row.id,
            name or "",
            row.to,
            email or row.to,
            "" if row.case_id is not None and case_no is None else row.subject,
            row.case_id is not None,
            case_no or "",
            row.at,
            bool(row.payload),
        )
        for row, name, email, case_no in rows
    ]
