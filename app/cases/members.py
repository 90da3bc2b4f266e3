"""What operators do to a step of several people while it runs: take one out, ask one more. With a reason."""

from sqlalchemy.orm import Session

from app.cases.interventions import by
from app.cases.runtime import Runtime
from app.engine import add_member, cancel_member
from app.store.viewer import Viewer


def take_out(runtime: Runtime, viewer: Viewer, instance_id: int, task_id: int, reason: str) -> None:
    """Somebody who has not answered is asked no more (recusal); the others go on.

    Raises CaseError without a reason, NotReady for a task that does not wait or is no such step's.
    """
    who = by(viewer, reason)

    def withdraw(session: Session) -> None:
        cancel_member(runtime.engine, runtime.engine.open_case(session, instance_id), task_id, who)

    runtime.step(withdraw)
    runtime.wake()


def ask(runtime: Runtime, viewer: Viewer, instance_id: int, node: str, item: str | int, reason: str) -> None:
    """One more is asked in a running step: a user's id where the step is bound to people.

    Raises CaseError without a reason, NotReady when the step is not running, MemberRefused for somebody who
    takes part already, StepFailed for somebody who cannot be bound.
    """
    who = by(viewer, reason)

    def add(session: Session) -> None:
        add_member(runtime.engine, runtime.engine.open_case(session, instance_id), node, item, who)

    runtime.step(add)
    runtime.wake()
