"""What moves without a person: timers that are due, messages between instances, side effects.

Each instance is stepped in a transaction of its own. A failure is an incident of that instance and holds up
nothing else; it is tried again when the incident is an hour old, and the incident closes when it succeeds.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, Update, exists, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import QueryableAttribute, Session

from app import clock
from app.cases import incidents
from app.cases.runtime import Runtime
from app.engine import NotReady, is_due
from app.outbox import mail
from app.outbox.drain import Handler, drain
from app.outbox.failure import describe
from app.store.busy import Busy
from app.store.models.procedures import Incident, Instance, Message, Subscription, Timer, WorkItem

log = logging.getLogger("nintei.deliveries")

TIMER, MESSAGE = "timer", "message"
RETRY_AFTER = timedelta(hours=1)
BATCH = 100
ROUNDS = 50


def run_pending(runtime: Runtime, *, rounds: int = ROUNDS) -> int:
    """Timers, messages and side effects until nothing is left that can be done now; returns how many."""
    handlers = handlers_of(runtime)
    total = 0
    for _ in range(rounds):
        done = fire_due_timers(runtime) + deliver_waiting(runtime)
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
    return sum(_stepped(runtime, instance_id, TIMER, _fire(instance_id)) for instance_id in due)


def catch_up(runtime: Runtime, item_id: int) -> None:
    """Fire what is due in the instance of a work item, before a person does anything to it.

    A timer that fails is an incident of its instance; the person's own step then tells its own story.
    """
    with runtime.db.read() as session:
        item = session.get(WorkItem, item_id)
        if item is None or not is_due(session, item.instance_id, clock.now()):
            return
    _stepped(runtime, item.instance_id, TIMER, _fire(item.instance_id))


def deliver_waiting(runtime: Runtime, *, retry_after: timedelta = RETRY_AFTER) -> int:
    """Deliver messages that have a receiver, the oldest first; returns how many arrived.

    A message without a receiver stays on the desk. Of several receivers the oldest instance gets it.
    """
    with runtime.db.read() as session:
        pairs = session.execute(_deliverable(retry_after)).all()
    receivers: dict[int, int] = {}
    for message_id, instance_id in pairs:
        receivers.setdefault(message_id, instance_id)
    return sum(
        _stepped(runtime, instance_id, MESSAGE, _deliver(message_id, instance_id))
        for message_id, instance_id in receivers.items()
    )


def _due(retry_after: timedelta) -> Select[int]:
    return (
        select(Timer.instance_id)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.due_at <= clock.now(), Instance.status == "running")
        .where(~_rests(Timer.instance_id, TIMER, retry_after))
        .group_by(Timer.instance_id)
        .order_by(func.min(Timer.due_at), Timer.instance_id)
        .limit(BATCH)
    )


def _deliverable(retry_after: timedelta) -> Select[int, int]:
    return (
        select(Message.id, Subscription.instance_id)
        .join(Subscription, (Subscription.name == Message.name) & (Subscription.key == Message.key))
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(Message.delivered_at.is_(None), Instance.status == "running")
        .where(~_rests(Subscription.instance_id, MESSAGE, retry_after))
        .order_by(Message.id, Subscription.instance_id)
        .limit(BATCH)
    )


def _rests(instance_id: QueryableAttribute[int], what: str, retry_after: timedelta) -> ColumnElement[bool]:
    """Whether an instance failed so recently that it is not tried again yet."""
    return exists().where(
        Incident.instance_id == instance_id,
        Incident.what == what,
        Incident.resolved_at.is_(None),
        Incident.at > clock.real_now() - retry_after,
    )


Step = Callable[[Runtime, Session], None]


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
            raise _OvertakenError
        opened = runtime.engine.open_case(session, instance_id)
        runtime.engine.deliver(opened, waits.task_id, message.name, message.key, message.payload)
        message.delivered_at = clock.now()
        message.receiver_instance_id = instance_id

    return step


class _OvertakenError(Exception):
    """Another process has done it, or the receiver has moved on."""


def _stepped(runtime: Runtime, instance_id: int, what: str, step: Step) -> bool:
    """Run a step in its own transaction; False if it could not be done."""

    def move(session: Session) -> None:
        step(runtime, session)
        session.execute(_open_incidents(instance_id, what).values(resolved_at=clock.real_now()))

    try:
        runtime.step(move)
    except (NotReady, _OvertakenError):
        return False
    except Exception as error:  # whatever it was, the other instances go on
        if _is_transient(error):
            raise
        _record(runtime, instance_id, what, error)
        return False
    return True


def _is_transient(error: Exception) -> bool:
    """Whether the database was busy or gone, which is no instance's fault: the caller tries again soon."""
    return isinstance(error, Busy) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _open_incidents(instance_id: int, what: str) -> Update:
    return update(Incident).where(
        Incident.instance_id == instance_id, Incident.what == what, Incident.resolved_at.is_(None)
    )


def _record(runtime: Runtime, instance_id: int, what: str, error: Exception) -> None:
    """One open incident an instance and kind, however often it fails."""
    log.warning("%s of instance %d failed: %s", what, instance_id, describe(error))
    again = runtime.step(
        lambda session: session.execute(
            _open_incidents(instance_id, what).values(at=clock.real_now()).returning(Incident.id)
        ).all()
    )
    if not again:
        incidents.record(runtime, instance_id=instance_id, what=what, error=error)
