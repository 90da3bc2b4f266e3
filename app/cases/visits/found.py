"""Which visit of a case is under way, who goes, what was last reported: read in one place."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models.people import User
from app.store.models.visits import FactCheck, Visit, VisitMember, VisitReport

OVER = ("returned", "declined", "cancelled")
"""States in which a visit has its result."""


def under_way(session: Session, case_id: int) -> Visit | None:
    """The visit of a case that has no result yet; there is at most one."""
    return session.scalar(
        select(Visit)
        .where(Visit.case_id == case_id, Visit.state.not_in(OVER))
        .order_by(Visit.id.desc())
        .limit(1)
    )


def required(session: Session, case_id: int) -> Visit:
    """The visit under way; LookupError where there is none."""
    visit = under_way(session, case_id)
    if visit is None:
        raise LookupError(f"case {case_id} has no visit under way")
    return visit


def latest(session: Session, case_id: int) -> Visit | None:
    """The newest visit of a case, with or without a result."""
    return session.scalar(select(Visit).where(Visit.case_id == case_id).order_by(Visit.id.desc()).limit(1))


def members(session: Session, visit: Visit, *states: str) -> list[VisitMember]:
    """The inspectors named for a visit, the lead first; only those in `states`, if any are given."""
    query = select(VisitMember).where(VisitMember.visit_id == visit.id)
    if states:
        query = query.where(VisitMember.state.in_(states))
    return list(session.scalars(query.order_by(VisitMember.lead.desc(), VisitMember.id)))


def team(session: Session, visit: Visit) -> list[tuple[VisitMember, User]]:
    """Those who go (no interest), the lead first, with their accounts."""
    rows = session.execute(
        select(VisitMember, User)
        .join(User, User.id == VisitMember.user_id)
        .where(VisitMember.visit_id == visit.id, VisitMember.state == "clear")
        .order_by(VisitMember.lead.desc(), VisitMember.id)
    )
    return [(member, user) for member, user in rows]


def coming(session: Session, visit: Visit) -> list[tuple[VisitMember, User]]:
    """Those who go as the provider was told: a pause is not told before a decider has judged."""
    rows = session.execute(
        select(VisitMember, User)
        .join(User, User.id == VisitMember.user_id)
        .where(VisitMember.visit_id == visit.id, VisitMember.state.in_(("clear", "paused")))
        .order_by(VisitMember.lead.desc(), VisitMember.id)
    )
    return [(member, user) for member, user in rows]


def inspectors(session: Session, case_id: int) -> list[int]:
    """Whoever was to look at a case on a visit and is not out of it: none of them decides it."""
    return list(
        session.scalars(
            select(VisitMember.user_id).where(
                VisitMember.case_id == case_id, VisitMember.state.in_(("clear", "asked", "judging", "paused"))
            )
        )
    )


def report(session: Session, visit: Visit) -> VisitReport | None:
    """The newest version of the report."""
    return session.scalar(
        select(VisitReport)
        .where(VisitReport.visit_id == visit.id)
        .order_by(VisitReport.version.desc())
        .limit(1)
    )


def reports(session: Session, visit: Visit) -> list[tuple[VisitReport, FactCheck | None]]:
    """Every version of the report with the provider's check of it, the oldest first."""
    rows = session.execute(
        select(VisitReport, FactCheck)
        .outerjoin(FactCheck, FactCheck.report_id == VisitReport.id)
        .where(VisitReport.visit_id == visit.id)
        .order_by(VisitReport.version)
    )
    return [(version, check) for version, check in rows]
