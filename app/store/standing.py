"""Which roles people hold: the granted ones, and those that an appointment or a hearing gives today."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    exists,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from app.law import roles
from app.law.appointment import COMMITTEE_POSTS
from app.store.models.appointments import Appointment
from app.store.models.committee import Hearing
from app.store.models.people import UserRole

ENDED = ("delivered", "abandoned")
"""States of a hearing in which nobody presides over it any more."""


def runs(today: date | BindParameter[Any]) -> ColumnElement[bool]:
    """Whether an appointment gives access: from `since` to `until`, both included, but not from `ended_on` on."""
    return and_(
        Appointment.since <= today,
        Appointment.until >= today,
        or_(Appointment.ended_on.is_(None), Appointment.ended_on > today),
    )


def in_committee(session: Session, user_id: int, today: date) -> bool:
    """Whether somebody sits in the committee by a term that runs or is to come."""
    coming = exists().where(
        Appointment.user_id == user_id,
        Appointment.post.in_(COMMITTEE_POSTS),
        Appointment.until >= today,
        or_(Appointment.ended_on.is_(None), Appointment.ended_on > today),
    )
    return bool(session.scalar(select(coming)))


def was_appointed(session: Session, user_id: int, today: date) -> bool:
    """Whether somebody held a post of the committee or as an inspector, and none runs or is to come."""
    over = exists().where(Appointment.user_id == user_id)
    left = exists().where(
        Appointment.user_id == user_id,
        Appointment.until >= today,
        or_(Appointment.ended_on.is_(None), Appointment.ended_on > today),
    )
    return bool(session.scalar(select(and_(over, ~left))))


def held(today: date | BindParameter[Any]) -> Subquery:
    """Pairs `user_id`, `role`, each once, of whoever holds a role on that Japanese calendar day.

    Of the committee, whoever presides over a hearing that has not ended holds `chair`, whoever was appointed to it. The accounts
    may be closed: the caller asks.
    """
    granted = select(UserRole.user_id, UserRole.role).where(UserRole.role.not_in(sorted(roles.APPOINTED)))
    presiding = (
        select(Hearing.presiding_id, _named("chair"))
        .join(Appointment, Appointment.user_id == Hearing.presiding_id)
        .where(Hearing.state.not_in(ENDED), Appointment.post != "inspector", runs(today))
    )
    appointed = [_appointed(role, today) for role in sorted(roles.APPOINTED)]
    return union(granted, *appointed, presiding).subquery("held")


def _appointed(role: str, today: date | BindParameter[Any]) -> Select[int, str]:
    posts = sorted(post for post, given in roles.BY_POST.items() if role in given)
    return select(Appointment.user_id, _named(role)).where(Appointment.post.in_(posts), runs(today))


def _named(role: str) -> ColumnElement[str]:
    return literal(role, String(30)).label("role")
