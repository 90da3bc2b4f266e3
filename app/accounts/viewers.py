"""Who is looking, in one statement: it runs on every request."""

from datetime import date

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from app.store.models.people import Membership, User, UserRole
from app.store.viewer import Viewer

_roles = (
    select(func.aggregate_strings(UserRole.role, ","))
    .where(UserRole.user_id == User.id)
    .correlate(User)
    .scalar_subquery()
)


def viewer_of(session: Session, user_id: int, today: date, epoch: int | None = None) -> Viewer | None:
    """An active, verified person with today's roles and memberships; None if there is none.

    `epoch` is the one that the session carries: None also when the person has signed out everywhere since.
    """
    providers = (
        select(func.aggregate_strings(cast(Membership.provider_id, String), ","))
        .where(
            Membership.user_id == User.id,
            Membership.since <= today,
            or_(Membership.until.is_(None), Membership.until >= today),
        )
        .correlate(User)
        .scalar_subquery()
    )
    question = select(User.id, User.name, User.language, _roles, providers).where(
        User.id == user_id, User.active, User.verified_at.is_not(None)
    )
    if epoch is not None:
        question = question.where(User.epoch == epoch)
    row = session.execute(question).one_or_none()
    if row is None:
        return None
    number, name, language, roles, provider_ids = row
    return Viewer(
        user_id=number,
        name=name,
        roles=frozenset(roles.split(",") if roles else ()),
        provider_ids=frozenset(int(key) for key in provider_ids.split(",")) if provider_ids else frozenset(),
        language=language,
    )
