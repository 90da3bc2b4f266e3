"""Whether what is stored of every instance agrees with itself: the state with the narrow tables, these with the record."""

from collections import Counter
from collections.abc import Collection, Iterator

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session, undefer

from app.cases.runtime import Runtime
from app.engine.live import Live, Waiting
from app.store import history
from app.store.models.cases import Case
from app.store.models.procedures import (
    Draft,
    Event,
    Instance,
    Submission,
    Subscription,
    Timer,
    WorkItem,
)

STEPS = ("started", "completed", "timer", "message", "cancelled", "resumed", "token_moved", "carried_over")
"""Events of which each stands for one version of one instance."""


def complaints(runtime: Runtime, cases: Collection[int] | None = None) -> list[str]:
    """What does not agree, of some cases or of all; empty when every instance is before or after each of its steps."""
    with runtime.db.read() as session:
        if not runtime.db.is_sqlite:
            # One picture of everything, also while others go on.
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        if cases is None:
            cases = session.scalars(select(Case.id)).all()
        found = [line for row in _instances(session, cases) for line in _of_instance(runtime, session, row)]
        found += _of_items(session, cases)
        for case_id in cases:
            found += [f"case {case_id}: broken chain at {seq}" for seq in history.verify(session, case_id)]
    return found


def _instances(session: Session, cases: Collection[int]) -> list[Instance]:
    wanted = select(Instance).where(Instance.case_id.in_(cases)).options(undefer(Instance.state))
    return list(session.scalars(wanted.order_by(Instance.id)))


def _of_instance(runtime: Runtime, session: Session, row: Instance) -> Iterator[str]:
    name = f"instance {row.id}"
    if row.status == "cancelled":
        waiting = Waiting()
    else:
        live = Live.load(runtime.engine.library(session, row.edition_id), row.process_id, row.state)
        waiting = live.waiting()
        if live.completed != (row.status == "completed"):
            yield f"{name}: is {row.status}, its state says completed={live.completed}"
    open_items = select(WorkItem.task_id).where(WorkItem.instance_id == row.id, WorkItem.state == "open")
    if (there := sorted(session.scalars(open_items))) != sorted(waiting.items):
        yield f"{name}: waits for {sorted(waiting.items)}, the open items are {there}"
    timers = dict(
        session.execute(select(Timer.task_id, Timer.due_at).where(Timer.instance_id == row.id)).all()
    )
    if timers != waiting.timers:
        yield f"{name}: waits for timers {sorted(waiting.timers)}, the table has {sorted(timers)}"
    subscribed = {
        each.task_id: (each.name, each.key)
        for each in session.scalars(select(Subscription).where(Subscription.instance_id == row.id))
    }
    if subscribed != waiting.messages:
        yield f"{name}: waits for {waiting.messages}, the table has {subscribed}"
    if row.case_id is not None:
        yield from _of_record(session, row, name)


def _of_record(session: Session, row: Instance, name: str) -> Iterator[str]:
    alone = session.scalar(select(func.count()).where(Instance.case_id == row.case_id)) == 1
    events = list(session.scalars(select(Event).where(Event.case_id == row.case_id)))
    steps = sum(event.kind in STEPS for event in events)
    if alone and steps != row.version:
        yield f"{name}: has taken {row.version} steps, its record tells of {steps}"
    told = Counter(event.data.get("work_item") for event in events if event.kind == "completed")
    done = Counter(
        session.scalars(select(WorkItem.id).where(WorkItem.case_id == row.case_id, WorkItem.state == "done"))
    )
    if told != done:
        yield f"{name}: the record tells of {dict(told)}, done are {dict(done)}"


def _of_items(session: Session, cases: Collection[int]) -> Iterator[str]:
    items = select(WorkItem.id).where(WorkItem.case_id.in_(cases))
    answered = Counter(
        session.scalars(select(Submission.work_item_id).where(Submission.work_item_id.in_(items)))
    )
    drafted = set(session.scalars(select(Draft.work_item_id).where(Draft.work_item_id.in_(items))))
    for item in session.scalars(select(WorkItem).where(WorkItem.case_id.in_(cases))):
        name, done = f"item {item.id} ({item.node})", item.state == "done"
        if item.state not in {"open", "done", "withdrawn"}:
            yield f"{name}: is {item.state}"
        if (item.done_by is not None) != done or (item.done_at is None) != (item.state == "open"):
            yield f"{name}: is {item.state}, done by {item.done_by} at {item.done_at}"
        if answered[item.id] != done:
            yield f"{name}: is {item.state} with {answered[item.id]} submissions"
        if done and item.id in drafted:
            yield f"{name}: is done and still has a draft"


def counted(runtime: Runtime) -> dict[str, int]:
    """Rows by table, for reports."""
    tables = {"instances": Instance, "items": WorkItem, "submissions": Submission, "events": Event}
    wanted = union_all(*(select(func.count()).select_from(model) for model in tables.values()))
    with runtime.db.read() as session:
        return dict(zip(tables, session.scalars(wanted), strict=True))
