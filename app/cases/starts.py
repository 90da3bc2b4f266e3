"""Instances that a step asked for are started, each in a transaction of its own and exactly once."""

from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import clock
from app.cases import editions
from app.cases.attempts import RETRY_AFTER, Overtaken, Step, Subject, resting, stepped
from app.cases.runtime import Runtime
from app.store.models.cases import Case
from app.store.models.procedures import Incident, Message

START = "start"
BATCH = 100


def carry_out(runtime: Runtime, *, retry_after: timedelta = RETRY_AFTER) -> int:
    """Start what was asked for, the oldest request first; returns how many instances began.

    Where one fails, later requests of the same case wait behind it.
    """
    with runtime.db.read() as session:
        asked = session.execute(_asked(retry_after)).all()
    begun, stuck = 0, set()
    for message_id, case_id in asked:
        if case_id in stuck:
            continue
        if stepped(runtime, Subject(START, case_id=case_id), _start(message_id)):
            begun += 1
        else:
            stuck.add(case_id)
    return begun


def _asked(retry_after: timedelta) -> Select[int, int | None]:
    same = Incident.case_id.is_not_distinct_from(Message.sender_case_id)
    return (
        select(Message.id, Message.sender_case_id)
        .where(Message.delivered_at.is_(None), Message.starts.is_not(None))
        .where(~resting(same, START, retry_after))
        .order_by(Message.id)
        .limit(BATCH)
    )


def _start(message_id: int) -> Step:
    def step(runtime: Runtime, session: Session) -> None:
        message = session.scalar(
            select(Message)
            .where(Message.id == message_id, Message.delivered_at.is_(None))
            .with_for_update(skip_locked=True)
        )
        if message is None or message.starts is None:
            raise Overtaken
        case = (
            session.get(Case, message.sender_case_id, with_for_update=True)
            if message.sender_case_id is not None
            else None
        )
        edition_id = case.edition_id if case is not None else editions.current(session, clock.today()).id
        message.receiver_instance_id = runtime.engine.start(
            session, edition_id=edition_id, process_id=message.starts, inputs=message.payload, case=case
        )
        message.delivered_at = clock.now()

    return step
