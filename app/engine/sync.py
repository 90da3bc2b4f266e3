"""After a step: bring the narrow, indexed tables in line with what the instance waits for."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from app import clock
from app.engine import bound
from app.engine.live import Ready, Thrown, Waiting
from app.law import roles, service_targets
from app.store import rows
from app.store.models.cases import Case
from app.store.models.procedures import (
    NO_DUE_DATE,
    Instance,
    Message,
    Subscription,
    Timer,
    WorkItem,
    WorkItemExclusion,
)

_MINE, _EARLIER = aliased(WorkItem), aliased(WorkItem)
_EXCLUDE = insert(WorkItemExclusion).from_select(
    ["work_item_id", "user_id"],
    select(_MINE.id, _EARLIER.done_by)
    .distinct()
    .join(_EARLIER, _EARLIER.case_id == _MINE.case_id)
    .where(
        _MINE.instance_id == bindparam("instance"),
        _MINE.task_id == bindparam("task"),
        _EARLIER.node.in_(bindparam("separate_from", expanding=True)),
        _EARLIER.done_by.is_not(None),
    ),
)


def write(
    session: Session, instance: Instance, case: Case | None, before: Waiting, after: Waiting, done: int | None
) -> None:
    """Write the difference between two waits; `done` is the task that a person has just completed."""
    gone = [number for number in before.items if number not in after.items and number != done]
    if gone:
        session.execute(
            update(WorkItem)
            .where(WorkItem.instance_id == instance.id, WorkItem.task_id.in_(gone))
            .values(state="withdrawn", done_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    new = [item for number, item in after.items.items() if number not in before.items]
    if new:
        bound.require_people(session, new)
        rows.add(session, WorkItem, [_work_item(item, instance, case) for item in new])
        for item in new:
            _exclude(session, item, instance)
            if case is not None and "stage" in item.node.properties:
                case.stage = item.node.properties["stage"]
    _timers(session, instance.id, before, after)
    _subscriptions(session, instance.id, before, after)


def rename(session: Session, instance: Instance, case: Case | None, waits: Waiting) -> None:
    """Write anew what open work items take from the diagram, after the instance went to another edition.

    Their numbers, due dates and drafts stay. A step that changed its lane goes back to its new group, or stays with whom it is bound to.
    """
    for item in waits.items.values():
        fields = _work_item(item, instance, case)
        there = (WorkItem.instance_id == instance.id, WorkItem.task_id == item.task_id)
        session.execute(
            update(WorkItem)
            .where(*there, WorkItem.role != fields["role"])
            .values(assignee_id=fields["assignee_id"])
            .execution_options(synchronize_session=False)
        )
        taken = ("name", "name_en", "role", "process_id", "provider_id")
        session.execute(
            update(WorkItem)
            .where(*there)
            .values({name: fields[name] for name in taken})
            .execution_options(synchronize_session=False)
        )
        own = select(WorkItem.id).where(*there).scalar_subquery()
        session.execute(
            delete(WorkItemExclusion)
            .where(WorkItemExclusion.work_item_id == own, WorkItemExclusion.reason == "four_eyes")
            .execution_options(synchronize_session=False)
        )
        _exclude(session, item, instance)


def send(session: Session, instance: Instance, case: Case | None, thrown: list[Thrown]) -> None:
    """Store the messages that a step has thrown; they are delivered after its commit.

    Each carries the task that threw it, whose number is never given again: it cannot be sent twice.
    """
    if thrown:
        rows.add(
            session,
            Message,
            [
                {
                    "name": each.name,
                    "key": each.key,
                    "payload": each.payload,
                    "once": f"thrown:{instance.id}:{each.task_id}",
                    "starts": each.starts,
                    "sender_case_id": case.id if case else None,
                    "sent_at": clock.now(),
                }
                for each in thrown
            ],
        )


def _work_item(item: Ready, instance: Instance, case: Case | None) -> dict[str, Any]:
    role = roles.role_of_lane(item.node.lane)
    key = role.key if role else ""
    person = bound.person(item)
    due: date = item.due_on or _target(item) or NO_DUE_DATE
    return {
        "instance_id": instance.id,
        "task_id": item.task_id,
        "process_id": item.process_id,
        "node": item.node.id,
        "name": item.node.name,
        "name_en": item.node.name_en,
        "role": key,
        "case_id": case.id if case else None,
        "provider_id": case.provider_id if case and key in roles.PARTY else None,
        "item_key": item.item_key,
        "assignee_id": person,
        "bound": person is not None,
        "state": "open",
        "due_on": due,
        "created_at": clock.now(),
    }


def _target(item: Ready) -> date | None:
    """The day by which we mean to do the step ourselves (app.law.service_targets); never a legal date."""
    key = item.node.properties.get("target")
    return service_targets.due_on(key, clock.today()) if key else None


def _exclude(session: Session, item: Ready, instance: Instance) -> None:
    """Keep away from the item whoever did one of the steps it must be separate from (four eyes)."""
    names = [
        name.strip() for name in item.node.properties.get("separate_from", "").split(",") if name.strip()
    ]
    if not names or instance.case_id is None:
        return
    session.connection().execute(
        _EXCLUDE, {"instance": instance.id, "task": item.task_id, "separate_from": names}
    )


def _timers(session: Session, instance_id: int, before: Waiting, after: Waiting) -> None:
    gone = [number for number, due in before.timers.items() if after.timers.get(number) != due]
    if gone:
        session.execute(
            delete(Timer)
            .where(Timer.instance_id == instance_id, Timer.task_id.in_(gone))
            .execution_options(synchronize_session=False)
        )
    new = [
        {"instance_id": instance_id, "task_id": number, "due_at": due}
        for number, due in after.timers.items()
        if before.timers.get(number) != due
    ]
    if new:
        rows.add(session, Timer, new)


def _subscriptions(session: Session, instance_id: int, before: Waiting, after: Waiting) -> None:
    gone = [number for number, wait in before.messages.items() if after.messages.get(number) != wait]
    if gone:
        session.execute(
            delete(Subscription)
            .where(Subscription.instance_id == instance_id, Subscription.task_id.in_(gone))
            .execution_options(synchronize_session=False)
        )
    new = [
        {"instance_id": instance_id, "task_id": number, "name": name, "key": key}
        for number, (name, key) in after.messages.items()
        if before.messages.get(number) != (name, key)
    ]
    if new:
        rows.add(session, Subscription, new)
