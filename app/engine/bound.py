"""A step that waits for one person by name: bound when it is made, and nobody else can do it.

Property `person` on a user task: FEEL that gives the id of a user, a number or its digits. Property
`bind="user"` on a repeated one: the items of its list are such ids.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.engine.errors import NOT_THEIRS, NotTheirs, StepFailed
from app.engine.live import Ready
from app.law import roles
from app.law.text import Text
from app.store import standing
from app.store.models.people import User
from app.store.models.procedures import WorkItem


def person(item: Ready) -> int | None:
    """The id of the user whom a step waits for, None where it waits for a role; raises StepFailed."""
    key = item.person
    if key is None:
        return None
    if not (key.isascii() and key.isdecimal() and len(key) < 10 and str(int(key)) == key):
        raise StepFailed(_nobody(item))
    return int(key)


def require_people(session: Session, items: list[Ready]) -> None:
    """Raises StepFailed unless everybody bound by `items` can sign in and holds the role of the lane.

    A step that nobody could ever do would wait without a word.
    """
    asked = {user_id: item for item in items if (user_id := person(item)) is not None}
    if not asked:
        return
    able = set(session.scalars(select(User.id).where(User.id.in_(asked), User.active.is_(True))))
    held = standing.held(clock.today())
    holders = {tuple(row) for row in session.execute(select(held).where(held.c.user_id.in_(asked)))}
    for user_id, item in asked.items():
        role = roles.role_of_lane(item.node.lane)
        # Who acts for a provider is judged with each answer: memberships have dates.
        fits = role is None or role.key in roles.PARTY or (user_id, role.key) in holders
        if user_id not in able or not fits:
            raise StepFailed(_nobody(item))


def require_theirs(item: WorkItem, actor_id: int | None) -> None:
    """Raises NotTheirs when a step is bound to somebody else."""
    if item.bound and item.assignee_id != actor_id:
        raise NotTheirs(NOT_THEIRS)


def _nobody(item: Ready) -> Text:
    return Text(
        f"「{item.node.name}」を頼む相手（{item.person}）が、利用者として登録されていないか、停止中か、"
        f"「{item.node.lane}」の役割をもっていません。相手を確かめてから、もう一度進めてください。",
        f"“{item.node.name_en or item.node.name}” waits for somebody (user {item.person}) who has no open "
        f"account or does not hold the role of the lane “{item.node.lane}”. Check whom to ask, then go on.",
    )
