"""What operators do to one instance: move a token back, stop it, let it go on. Always with a reason."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import reasons
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.runtime import Runtime
from app.engine import interventions, repairs
from app.engine.interventions import By
from app.engine.live import Live
from app.engine.repairs import Passed, Position
from app.law.text import Text
from app.store import retry
from app.store.models.procedures import Event, Instance, WorkItem
from app.store.viewer import Viewer

STOPPED = "stopped"
WITHOUT_REASON = Text(
    "理由を書いてください。だれが、なぜ手続に手を入れたかを記録に残します。",
    "Give a reason. The record says who intervened and why.",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where an instance is: its tokens, with the steps each may go back to."""

    status: str
    version: int
    positions: list[Position]


def tokens(runtime: Runtime, instance_id: int) -> Tokens:
    """Where the tokens of an instance are, without changing it; raises Unknown."""
    with runtime.db.read() as session:
        row = session.get(Instance, instance_id)
        if row is None:
            raise Unknown(UNKNOWN)
        live = loaded(runtime, session, row)
        found = repairs.positions(live, passed(session, instance_id)) if row.status != "completed" else []
        return Tokens(row.status, row.version, found)


def loaded(runtime: Runtime, session: Session, row: Instance) -> Live:
    """An instance in memory, to look at."""
    return Live.load(runtime.engine.library(session, row.edition_id), row.process_id, row.state)


def passed(session: Session, instance_id: int) -> Passed:
    """The human steps that were done in an instance."""
    rows = session.execute(
        select(WorkItem.process_id, WorkItem.node)
        .distinct()
        .where(WorkItem.instance_id == instance_id, WorkItem.state == "done")
    )
    return frozenset((process_id, node) for process_id, node in rows)


def by(viewer: Viewer, reason: str) -> By:
    """Who intervenes and why; raises CaseError without a reason."""
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)
    return By(viewer.user_id, reasons.whole(reason))


def move(
    runtime: Runtime, viewer: Viewer, instance_id: int, task_id: int, target: str, version: int, reason: str
) -> None:
    """Take a token back to a step that was done; what comes after it is done again.

    Raises CaseError without a reason, NotReady or CaseMoved when the instance has changed, MoveRefused.
    """
    who = by(viewer, reason)

    def take_back(session: Session) -> None:
        opened = runtime.engine.open_case(session, instance_id, version)
        done = passed(session, instance_id)
        interventions.move_token(runtime.engine, opened, task_id, target, done, who)

    # The version is what the person saw: if the instance has moved on, they look again before they act.
    retry.again(runtime.db, take_back)
    runtime.wake()


def cancel(runtime: Runtime, viewer: Viewer, instance_id: int, reason: str) -> None:
    """Stop an instance. The case stays open and says that it is stopped: only a decision closes it."""
    who = by(viewer, reason)

    def stop(session: Session) -> None:
        opened = runtime.engine.open_case(session, instance_id)
        interventions.cancel(opened, who)
        if opened.case is not None and opened.case.closed_at is None:
            opened.case.stage = STOPPED

    runtime.step(stop)


def resume(runtime: Runtime, viewer: Viewer, instance_id: int, reason: str) -> None:
    """Let a stopped instance go on where it was; raises NotReady for one that is not stopped."""
    who = by(viewer, reason)

    def go_on(session: Session) -> None:
        opened = interventions.resume(runtime.engine, session, instance_id, who)
        case = opened.case
        if case is not None and case.stage == STOPPED:
            stopped = session.scalars(
                select(Event)
                .where(Event.case_id == case.id, Event.kind == "cancelled")
                .order_by(Event.seq.desc())
                .limit(1)
            ).one()
            case.stage = stopped.data["stage"]

    runtime.step(go_on)
    runtime.wake()
