"""What moves without a person: timers that are due, messages between instances, side effects.

Each instance is stepped in a transaction of its own. A failure is an incident of that instance and holds up
nothing else; it is tried again when the incident is an hour old, and the incident closes when it succeeds.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app import clock
from app.cases import starts
from app.cases.attempts import RETRY_AFTER, Overtaken, Step, Subject, resting, stepped
from app.cases.runtime import Runtime
from app.engine import is_due
from app.outbox import mail
from app.outbox.drain import Handler, drain
from app.store.models.procedures import Incident, Instance, Message, Subscription, Timer, WorkItem

TIMER, MESSAGE = "timer", "message"
BATCH = 100
ROUNDS = 50


def run_pending(runtime: Runtime, *, rounds: int = ROUNDS) -> int:
    """Timers, messages and side effects until nothing is left that can be done now; returns how many."""
    handlers = handlers_of(runtime)
    total = 0
    for _ in range(rounds):
        done = fire_due_timers(runtime) + deliver_waiting(runtime) + starts.carry_out(runtime)
        done += drain(runtime.db, handlers, limit=BATCH)
        total += done
        if not done:
            break
    return total


def handlers_of(runtime: Runtime) -> Mapping[str, Handler]:
    """The outbox handlers by kind: mail, and those that `create_app()` handed in."""
    return {"mail": mail.handler(runtime.db, runtime.settings), **runtime.handlers}


def fire_due_timers(runtime: Runtime, *, retry_after: timedelta = RETRY_AFTER) -> int:
    """Fire what is due, the longest overdue first; returns how many instances moved.

    After a standstill a late timer fires once, at the first opportunity.
    """
    with runtime.db.read() as session:
        due = list(session.scalars(_due(retry_after)))
    return sum(stepped(runtime, Subject(TIMER, instance_id), _fire(instance_id)) for instance_id in due)


def catch_up(runtime: Runtime, item_id: int) -> None:
    """Fire what is due in the instance of a work item, before a person does anything to it.

    A timer that fails is an incident of its instance; the person's own step then tells its own story.
    """
    with runtime.db.read() as session:
        item = session.get(WorkItem, item_id)
        if item is None or not is_due(session, item.instance_id, clock.now()):
            return
    stepped(runtime, Subject(TIMER, item.instance_id), _fire(item.instance_id))


def deliver_waiting(runtime: Runtime, *, retry_after: timedelta = RETRY_AFTER) -> int:
    """Deliver messages that have a receiver, the oldest first; returns how many arrived.

    A message without a receiver stays on the desk. Of several receivers the oldest instance gets it. What one
    receiver gets comes in the order in which it was sent.
    """
    with runtime.db.read() as session:
        pairs = session.execute(_deliverable(retry_after)).all()
    receivers: dict[int, int] = {}
    for message_id, instance_id in pairs:
        receivers.setdefault(message_id, instance_id)
    arrived, stuck = 0, set()
    for message_id, instance_id in receivers.items():
        if instance_id in stuck:
            continue  # what was sent later does not overtake
        if stepped(runtime, Subject(MESSAGE, instance_id), _deliver(message_id, instance_id)):
            arrived += 1
        else:
            stuck.add(instance_id)
    return arrived


def _due(retry_after: timedelta) -> Select[int]:
    return (
        select(Timer.instance_id)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.due_at <= clock.now(), Instance.status == "running")
        .where(~resting(Incident.instance_id == Timer.instance_id, TIMER, retry_after))
        .group_by(Timer.instance_id)
        .order_by(func.min(Timer.due_at), Timer.instance_id)
        .limit(BATCH)
    )


def _deliverable(retry_after: timedelta) -> Select[int, int]:
    return (
        select(Message.id, Subscription.instance_id)
        .join(Subscription, (Subscription.name == Message.name) & (Subscription.key == Message.key))
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(Message.delivered_at.is_(None), Message.starts.is_(None), Instance.status == "running")
        .where(~resting(Incident.instance_id == Subscription.instance_id, MESSAGE, retry_after))
        .order_by(Message.id, Subscription.instance_id)
        .limit(BATCH)
    )


def _fire(instance_id: int) -> Step:
    def step(runtime: Runtime, session: Session) -> None:
        runtime.engine.fire_due(session, instance_id)

    return step


def _deliver(message_id: int, instance_id: int) -> Step:
    def step(runtime: Runtime, session: Session) -> None:
        message = session.scalar(
            select(Message)
            .where(Message.id == message_id, Message.delivered_at.is_(None))
            .with_for_update(skip_locked=True)
        )
        waits = session.scalar(
            select(Subscription)
            .join(Message, (Message.name == Subscription.name) & (Message.key == Subscription.key))
            .where(Message.id == message_id, Subscription.instance_id == instance_id)
            .order_by(Subscription.task_id)
            .limit(1)
        )
        if message is None or waits is None:
            raise Overtaken
        opened = runtime.engine.open_case(session, instance_id)
        runtime.engine.deliver(opened, waits.task_id, message.name, message.key, message.payload)
        message.delivered_at = clock.now()
        message.receiver_instance_id = instance_id

    return step
