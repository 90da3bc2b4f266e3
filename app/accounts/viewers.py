"""Who is looking, in one statement: it runs on every request."""

from datetime import date
from typing import Any

from sqlalchemy import Date, String, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from app.store import standing
from app.store.models.committee import Seat
from app.store.models.people import Membership, User
from app.store.models.visits import VisitMember
from app.store.viewer import Viewer

_held = standing.held(bindparam("today", type_=Date()))
_roles = (
    select(func.aggregate_strings(_held.c.role, ","))
    .where(_held.c.user_id == User.id)
    .correlate(User)
    .scalar_subquery()
)
_providers = (
    select(func.aggregate_strings(cast(Membership.provider_id, String), ","))
    .where(
        Membership.user_id == User.id,
        Membership.since <= bindparam("today"),
        or_(Membership.until.is_(None), Membership.until >= bindparam("today")),
    )
    .correlate(User)
    .scalar_subquery()
)
_asked = or_(exists().where(Seat.user_id == User.id), exists().where(VisitMember.user_id == User.id))
_PERSON = select(User.id, User.name, User.language, _roles, _providers, _asked).where(
    User.id == bindparam("user"), User.active, User.verified_at.is_not(None)
)
_OF_EPOCH = _PERSON.where(User.epoch == bindparam("epoch"))


def viewer_of(session: Session, user_id: int, today: date, epoch: int | None = None) -> Viewer | None:
    """An active, verified person with today's roles and memberships; None if there is none.

    `epoch` is the one that the session carries: None also when the person has signed out everywhere since.
    """
    known: dict[str, Any] = {"user": user_id, "today": today}
    if epoch is None:
        row = session.execute(_PERSON, known).one_or_none()
    else:
        row = session.execute(_OF_EPOCH, known | {"epoch": epoch}).one_or_none()
    if row is None:
        return None
    number, name, language, roles, provider_ids, asked = row
    return Viewer(
        user_id=number,
        name=name,
        roles=frozenset(roles.split(",") if roles else ()),
        provider_ids=frozenset(int(key) for key in provider_ids.split(",")) if provider_ids else frozenset(),
        language=language,
        asked=bool(asked),
    )
