"""Which end events of a called process were reached, although finished rounds leave the state."""

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
from SpiffWorkflow.util.task import TaskState

ENDED = "ended"
"""Where a task remembers the end events of rounds that have left: spec names, in the order they were reached."""


def ended(tasks: Iterable[Any]) -> list[str]:
    """The end events with outputs that were reached, those of rounds that have left first, the last one last."""
    remembered, reached = [], []
    for task in tasks:
        remembered += task.internal_data.get(ENDED, [])
        if _gives_outputs(task):
            reached.append(task)
    reached.sort(key=lambda task: (task.last_state_change, task.id))
    names = remembered + [task.task_spec.name for task in reached]
    return list(dict.fromkeys(reversed(names)))[::-1]


def _gives_outputs(task: Any) -> bool:
    if task._state != TaskState.COMPLETED or not isinstance(task.task_spec, EndEvent):
        return False
    own = (task.task_spec.extensions or {}).get("properties", {})
    return any(name.startswith("output.") for name in own)
