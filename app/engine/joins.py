"""Parallel joins in loops: a join waits for the branches of its own round.

SpiffWorkflow 3.2.0 counts every arrival that a join of this kind has ever had, except the one it continued
from: in the second round an arrival of the first stands in for a branch that is still at work, and the
procedure goes on without it.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.util.task import TaskState


def all_arrived(self: Any, my_task: Any) -> bool:
    """Whether a token of this round has come in on each flow."""
    missing = set(self.inputs)
    for other in _of_this_round(my_task):
        if other.parent.state == TaskState.COMPLETED:
            missing.discard(other.parent.task_spec)
    if missing:
        missing -= _reached_only_through(my_task, missing)
    return not missing


def join(self: Any, my_task: Any) -> bool:
    """Go on with one token: what another arrival of this round had led to is dropped."""
    for other in list(_of_this_round(my_task)):
        if other is not my_task and other.state == TaskState.COMPLETED:
            other._drop_children(force=True)
    my_task._inherit_data()
    return True


def _of_this_round(my_task: Any) -> Iterator[Any]:
    """The tasks of this join that no earlier firing above it has used up, itself included."""
    used_up, fired, task = {my_task.id: False}, False, my_task.parent
    while task is not None:
        used_up[task.id] = fired
        fired = fired or task.task_spec is my_task.task_spec
        task = task.parent
    for other in list(my_task.workflow.tasks.values()):
        if other.task_spec is not my_task.task_spec or (other.id in used_up and other is not my_task):
            continue
        meets = other if other is my_task else other.parent
        while meets.id not in used_up:
            meets = meets.parent
        if not used_up[meets.id] and (meets is not my_task or other is my_task):
            yield other


def _reached_only_through(my_task: Any, missing: set[Any]) -> set[Any]:
    """The flows that can only be come in on after this join has fired: it is the head of a loop."""
    found = set()
    for other in list(my_task.workflow.tasks.values()):
        if other.task_spec is my_task.task_spec and other is not my_task and other.is_descendant_of(my_task):
            task = other
            while task is not None and task.task_spec not in missing:
                task = task.parent
            if task is not None:
                found.add(task.task_spec)
    return found


def apply() -> None:
    """Put the changes in place."""
    ParallelGateway._check_threshold_unstructured = all_arrived
    ParallelGateway._run_hook = join
