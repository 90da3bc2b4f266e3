"""What operators and process owners do to an instance from outside: move, cancel, resume, carry over.

Each is one step of the caller's transaction with its event; the reason is the caller's to ask for.
"""

from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app import clock
from app.engine import sync
from app.engine.door import Engine, Opened, lock
from app.engine.live import Live, Waiting
from app.engine.migration import MigrationRefused, obstacles, transfer
from app.engine.repairs import Passed, move
from app.law.text import Text
from app.store import history
from app.store.models.procedures import Subscription, Timer, WorkItem


@dataclass(frozen=True, slots=True)
class By:
    """Who intervenes, and why: the reason stands in the event."""

    actor_id: int | None
    reason: str


def move_token(engine: Engine, opened: Opened, task_id: int, target: str, passed: Passed, by: By) -> None:
    """Take a token back to a step that was done; raises MoveRefused."""
    with engine.stepping(opened, by.actor_id):
        left = move(opened.live, task_id, target, passed)
    _note(opened, "token_moved", by, node=target, data={"from": left.node.id})


def cancel(opened: Opened, by: By) -> None:
    """Stop an instance: nothing of it waits any more. Its state stays, so that it can be resumed."""
    session, row = opened.session, opened.row
    row.status, row.version = "cancelled", row.version + 1
    for table in (Timer, Subscription):
        session.execute(delete(table).where(table.instance_id == row.id))
    session.execute(
        update(WorkItem)
        .where(WorkItem.instance_id == row.id, WorkItem.state == "open")
        .values(state="withdrawn", done_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    stage = opened.case.stage if opened.case is not None else ""
    _note(opened, "cancelled", by, data={"stage": stage})


def resume(engine: Engine, session: Session, instance_id: int, by: By) -> Opened:
    """Go on with a cancelled instance where it was; overdue timers fire with its next step.

    Raises NotReady for an instance that was not cancelled.
    """
    row, case = lock(session, instance_id, status="cancelled")
    live = Live.load(engine.library(session, row.edition_id), row.process_id, row.state)
    waits = live.waiting()
    opened = Opened(session, row, case, live, waits)
    row.status = "running"
    # The rows of its work items are there, with the drafts of people: they open again under their numbers.
    session.execute(
        update(WorkItem)
        .where(WorkItem.instance_id == row.id, WorkItem.task_id.in_(waits.items))
        .values(state="open", done_at=None, done_by=None)
        .execution_options(synchronize_session=False)
    )
    opened.before = Waiting(items=waits.items)
    with engine.stepping(opened, by.actor_id):
        pass
    _note(opened, "resumed", by)
    return opened


def carry_over(engine: Engine, opened: Opened, edition_id: int, passed: Passed, by: By) -> None:
    """Go on with an instance on another edition; raises MigrationRefused with everything against it."""
    row = opened.row
    target = engine.library(opened.session, edition_id)
    against = obstacles(opened.live.library, target, row.process_id, opened.live, passed)
    if against:
        raise MigrationRefused(against)
    _put_on(engine, opened, transfer(target, row.process_id, opened.live), edition_id, by)


def put_back(engine: Engine, opened: Opened, edition_id: int, state: bytes, by: By) -> None:
    """Undo `carry_over` with the state from before it, while nothing has happened since."""
    live = Live.load(engine.library(opened.session, edition_id), opened.row.process_id, state)
    if live.waiting().items.keys() != opened.before.items.keys():
        raise MigrationRefused([MOVED_ON])
    _put_on(engine, opened, live, edition_id, by)


def _put_on(engine: Engine, opened: Opened, live: Live, edition_id: int, by: By) -> None:
    left, opened.row.edition_id = opened.row.edition_id, edition_id
    opened.live = live
    case = opened.case
    if case is not None and case.process_id == opened.row.process_id:
        case.edition_id = edition_id
    with engine.stepping(opened, by.actor_id):
        pass
    sync.rename(opened.session, opened.row, case, engine.named(opened, opened.before))
    _note(opened, "carried_over", by, data={"from_edition": left, "to_edition": edition_id})


def _note(
    opened: Opened, kind: str, by: By, *, node: str = "", data: dict[str, object] | None = None
) -> None:
    if opened.case is not None:
        history.append(
            opened.session,
            opened.case,
            kind,
            actor_id=by.actor_id,
            node=node or opened.row.process_id,
            reason=by.reason,
            data={"instance": opened.row.id, **(data or {})},
        )


MOVED_ON = Text(
    "移行の後に手続が進んだため、元の状態には戻せません。",
    "The procedure has moved on since it was carried over, so its former state cannot be put back.",
)
