"""Whom an applicant can challenge: the roster of members, and the inspectors who were named to it (第7条).

Nothing here depends on who is seated, so that the list tells nothing of it (§ names_to_applicant: roster).
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.law.appointment import COMMITTEE_POSTS, POSTS
from app.law.text import Text
from app.store import standing
from app.store.models.appointments import Appointment
from app.store.models.people import User
from app.store.models.visits import Visit, VisitMember


@dataclass(frozen=True, slots=True)
class Person:
    """A name on the list."""

    user_id: int
    name: str
    post: Text


def of_case(session: Session, case_id: int) -> list[Person]:
    """Members in office today by name, then the inspectors of visits that were asked for."""
    members = session.execute(
        select(User.id, User.name)
        .join(Appointment, Appointment.user_id == User.id)
        .where(Appointment.post.in_(COMMITTEE_POSTS), standing.runs(clock.today()), User.active)
        .order_by(User.name, User.id)
    )
    inspectors = session.execute(
        select(User.id, User.name)
        .join(VisitMember, VisitMember.user_id == User.id)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(
            VisitMember.case_id == case_id,
            VisitMember.state.in_(("clear", "paused")),
            Visit.state != "planned",
        )
        .order_by(User.name, User.id)
    )
    found: dict[int, Person] = {}
    for rows, post in ((members, "member"), (inspectors, "inspector")):
        for user_id, name in rows:
            found.setdefault(user_id, Person(user_id, name, POSTS[post]))
    return list(found.values())
