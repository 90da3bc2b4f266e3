"""A step that waits for one person by name: bound when it is made, and nobody else can do it.

Property `person` on a user task: FEEL that gives the id of a user, a number or its digits. Property
`bind="user"` on a repeated one: the items of its list are such ids.
"""

from collections.abc import Callable, Container
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.engine.errors import NOT_THEIRS, NotTheirs, StepFailed
from app.engine.live import Ready, Waiting
from app.law import roles
from app.law.text import Text
from app.store import standing
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.models.procedures import WorkItem

StandsIn = Callable[[Session, Case, str, int], int | None]
"""Of a step with the property `person`: session, case, node and the user named, to who does it now.

None where the engine is to insist on who is named. Whom it gives, it answers for: the step is made also for
somebody who cannot do it, where it has its own way to tell and to hand it over.
"""


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

    A step that nobody could ever do would wait without a word. Of those who are vouched for, somebody else is told.
    """
    asked = {user_id: item for item in items if not item.vouched and (user_id := person(item)) is not None}
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


def stood_in(waits: Waiting, known: Container[int], who: Callable[[str, int], int | None]) -> Waiting:
    """The same waits, each new step of the property `person` with whoever does it now; those in `known` stay."""
    items = dict(waits.items)
    for number, item in waits.items.items():
        user_id = person(item) if number not in known and "person" in item.node.properties else None
        instead = who(item.node.id, user_id) if user_id is not None else None
        if instead is not None:
            items[number] = replace(item, person=str(instead), vouched=True)
    return replace(waits, items=items)


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
