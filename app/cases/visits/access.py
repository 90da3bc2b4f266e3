"""Whose visit it is: only those on the team, without an interest, note on it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.visits import Visit, VisitMember
from app.store.reading.visible import visit_visible
from app.store.viewer import Viewer

OVER = Text(
    "この調査は終わっているため、記録を足せません。",
    "This visit is over; nothing can be added to its record.",
)
NOT_YET = Text(
    "調査の日がまだ決まっていないため、記録を始められません。",
    "The day of the visit is not agreed on yet, so nothing can be noted.",
)
OPEN = ("agreed", "recorded", "reported", "checked")
"""States in which something may arrive: after the record is closed it is kept as an addendum."""


def readable(session: Session, viewer: Viewer, number: str) -> tuple[Visit, VisitMember | None]:
    """A visit that the viewer may read, and their place on its team; raises Unknown.

    The team reads it, for a while after the report was filed too, and whoever reviews or decides the case; the
    provider reads the report instead.
    """
    row = session.execute(
        select(Visit, VisitMember)
        .join(Case, Case.id == Visit.case_id)
        .outerjoin(VisitMember, (VisitMember.visit_id == Visit.id) & (VisitMember.user_id == viewer.user_id))
        .where(Visit.number == number, visit_visible(viewer))
    ).first()
    if row is None:
        raise Unknown(UNKNOWN)
    visit, member = row
    on_team = member is not None and member.state == "clear" and viewer.is_("inspector")
    if not on_team and not (viewer.is_("reviewer") or viewer.is_("decider")):
        raise Unknown(UNKNOWN)
    return visit, member if on_team else None


def on_team(session: Session, viewer: Viewer, number: str) -> tuple[Visit, VisitMember]:
    """The visit, for somebody on its team; raises Unknown for all others."""
    visit, member = readable(session, viewer, number)
    if member is None:
        raise Unknown(UNKNOWN)
    return visit, member


def noting(session: Session, viewer: Viewer, number: str) -> tuple[Visit, VisitMember]:
    """The visit under the lock of its case, for somebody on its team; raises Unknown and CaseError."""
    visit, member = on_team(session, viewer, number)
    session.get(Case, visit.case_id, with_for_update=True)
    session.refresh(visit)
    if visit.state not in OPEN:
        raise CaseError(NOT_YET if visit.state in {"planned", "requested"} else OVER)
    return visit, member
