"""Taking a member out of a step that several people do, and asking one more, while it runs.

Each is one step of the caller's transaction with its event; an answer that was given is never touched.
"""

from app.engine.door import Engine, Opened
from app.engine.errors import NOT_READY, NotReady
from app.engine.interventions import By
from app.store import history


def cancel_member(engine: Engine, opened: Opened, task_id: int, by: By) -> None:
    """Take somebody who has not answered out (recusal): the work item is withdrawn, the others go on.

    When nobody is left the step ends. Raises NotReady when the task does not wait or is no such step's.
    """
    ready = opened.before.items.get(task_id)
    if ready is None:
        raise NotReady(NOT_READY)
    with engine.stepping(opened, by.actor_id):
        opened.live.withdraw_member(task_id)
    _note(opened, "member_withdrawn", by, ready.node.id, ready.item_key)


def add_member(engine: Engine, opened: Opened, node_id: str, item: str | int, by: By) -> int:
    """Ask one more in a running step; returns the number of the new task.

    Raises NotReady when the step is not running, MemberRefused for somebody who takes part already or a
    key that is none, StepFailed for somebody who cannot be bound.
    """
    with engine.stepping(opened, by.actor_id):
        number = opened.live.add_member(node_id, item)
    _note(opened, "member_added", by, node_id, str(item))
    return number


def _note(opened: Opened, kind: str, by: By, node: str, key: str | None) -> None:
    if opened.case is not None:
        history.append(
            opened.session,
            opened.case,
            kind,
            actor_id=by.actor_id,
            node=node,
            reason=by.reason,
            data={"instance": opened.row.id, "item": key},
        )
