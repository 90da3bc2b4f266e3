"""An instance's state in a few hundred bytes: task tree and routing values, no diagram, no token data.

Format 1, JSON in UTF-8, raw zlib: `{"f": 1, "n": next number, "w": workflow}` where a workflow is
`{"d": data, "r": root, "l": last task, "c": completed, "s": success, "t": [tasks], "p": {task: workflow}}`
and a task is `[number, parent, spec name, state, changed, triggered, internal data]`. Children follow
from the parents in the order of the list. `changed` is milliseconds after the earliest change.
"""

import json
import zlib
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.errors import DAMAGED, StateRefused, newer

FORMAT = 1


def encode(workflow: Any, next_number: int) -> bytes:
    """The bytes to store for a workflow between two steps."""
    text = json.dumps(
        {"f": FORMAT, "n": next_number, "w": _workflow(workflow, workflow)},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return zlib.compress(text.encode(), 6)


def unpack(state: bytes) -> dict[str, Any]:
    """What a state holds, as described above; raises StateRefused."""
    try:
        stored: dict[str, Any] = json.loads(zlib.decompress(state))
        number = int(stored["f"])
    except (zlib.error, ValueError, LookupError, TypeError) as error:
        raise StateRefused(DAMAGED) from error
    if number != FORMAT:
        raise StateRefused(newer(number, FORMAT))
    return stored


def decode(state: bytes, spec: Any, parts: dict[str, Any]) -> tuple[Any, int]:
    """The workflow on a cached spec, and the next free task number; raises StateRefused."""
    return restore(unpack(state), spec, parts)


def restore(stored: dict[str, Any], spec: Any, parts: dict[str, Any]) -> tuple[Any, int]:
    """The same from what `unpack` gives."""
    workflow = BpmnWorkflow(spec, parts, deserializing=True)
    _restore(workflow, stored["w"], workflow)
    return workflow, stored["n"]


def _workflow(workflow: Any, top: Any) -> dict[str, Any]:
    base = min((task.last_state_change for task in workflow.tasks.values()), default=0.0)
    tasks = []
    inner = {}
    # A tree walk keeps each parent's children in order, which the engine relies on.
    stack = [workflow.task_tree]
    while stack:
        task = stack.pop()
        tasks.append(
            [
                task.id,
                task._parent,
                task.task_spec.name,
                task._state,
                round((task.last_state_change - base) * 1000),
                int(task.triggered),
                task.internal_data,
            ]
        )
        stack.extend(reversed(task.children))
        sub = top.subprocesses.get(task.id)
        if sub is not None:
            inner[str(task.id)] = _workflow(sub, top)
    return {
        "d": workflow.data,
        "r": workflow.task_tree.id,
        "l": workflow.last_task.id if workflow.last_task is not None else None,
        "c": workflow.completed,
        "s": workflow.success,
        "t": tasks,
        "p": inner,
    }


def _restore(workflow: Any, stored: dict[str, Any], top: Any) -> None:
    specs = workflow.spec.task_specs
    for number, parent, name, state, changed, triggered, internal in stored["t"]:
        task = Task(workflow, specs[name], state=state, id=number)
        task._parent = parent
        task.last_state_change = changed / 1000
        task.triggered = bool(triggered)
        task.internal_data = internal
        if parent is not None:
            workflow.tasks[parent]._children.append(number)
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            top.event_manager.add_task(task)
    workflow.task_tree = workflow.tasks[stored["r"]]
    workflow.last_task = workflow.tasks.get(stored["l"])
    workflow.completed, workflow.success = stored["c"], stored["s"]
    workflow.data = stored["d"]
    for number, inner in stored["p"].items():
        owner = workflow.tasks[int(number)]
        if not isinstance(owner.task_spec, SubWorkflowTask):
            raise ValueError(f"task {number} holds a process but its node does not")
        sub = BpmnSubWorkflow(top.subprocess_specs[owner.task_spec.spec], owner.id, top, deserializing=True)
        top.subprocesses[owner.id] = sub
        _restore(sub, inner, top)
        sub.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)
