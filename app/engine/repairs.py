"""Where the tokens of an instance are, and moving one back to a step that it has passed.

A token is moved only among the nodes between the same parallel gateways and the same process: anywhere
else it would leave a join waiting or let two tokens run where there was one. Forward it never moves:
a step of the procedure is not skipped by an operator.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from app.engine.diagram import Diagram, Node
from app.engine.errors import EngineError
from app.engine.live import Live
from app.law.text import Text

Passed = frozenset[tuple[str, str]]
"""Human steps that were done in an instance: process and node."""

UNFINISHED = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class MoveRefused(EngineError):
    """A token cannot be moved there; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Position:
    """A token: the task that holds it, its node, and the steps it may be moved back to."""

    task_id: int
    process_id: str
    node: Node
    targets: tuple[Node, ...]


def positions(live: Live, passed: Passed) -> list[Position]:
    """The tokens of an instance; `passed` are the human steps that were done in it."""
    found = []
    for workflow in [live.workflow, *live.workflow.subprocesses.values()]:
        diagram = live.library.owners[workflow.spec.name]
        for task in workflow.tasks.values():
            node = live.library.node_of(task.task_spec)
            if node is None or not task.has_state(UNFINISHED) or node.attached_to:
                continue
            targets = tuple(_targets(diagram, node, passed)) if _movable(task) else ()
            found.append(Position(task.id, diagram.process_id, node, targets))
    return found


def move(live: Live, task_id: int, target: str, passed: Passed) -> Position:
    """Take a token back to a human step, which then waits anew; returns where it came from.

    Runs inside `Live.stepping`. Raises MoveRefused for a token or a step that is not offered.
    """
    found = next((each for each in positions(live, passed) if each.task_id == task_id), None)
    if found is None or target not in {node.id for node in found.targets}:
        raise MoveRefused(NOT_OFFERED)
    task = next(
        workflow.tasks[task_id]
        for workflow in [live.workflow, *live.workflow.subprocesses.values()]
        if task_id in workflow.tasks
    )
    before = _group(task)
    for leaving in list(before.children):
        if leaving.has_state(TaskState.NOT_FINISHED_MASK) and _belongs(leaving, task):
            leaving.cancel()
    specs = task.workflow.spec.task_specs
    spec = specs.get(f"{target}.BoundaryEventSplit") or specs[target]
    origin = before.parent if isinstance(before.task_spec, BoundaryEventSplit) else before
    arrived = origin._add_child(spec, TaskState.FUTURE)
    # What is marked as triggered stays when the children of a task are predicted again.
    arrived.triggered = True
    arrived.task_spec._predict(arrived, mask=TaskState.NOT_FINISHED_MASK)
    arrived.task_spec._update(arrived)
    live.workflow.do_engine_steps()
    return found


def _group(task: Any) -> Any:
    """The task whose children are the step and the events on its border, or merely its parent."""
    return task.parent


def _belongs(leaving: Any, task: Any) -> bool:
    return leaving is task or isinstance(task.parent.task_spec, BoundaryEventSplit)


def _movable(task: Any) -> bool:
    own = task.task_spec
    return not isinstance(own, MultiInstanceTask) and "key_or_index" not in task.internal_data


def _targets(diagram: Diagram, node: Node, passed: Passed) -> Iterator[Node]:
    if node.kind not in {"userTask", "intermediateCatchEvent", "callActivity"}:
        return
    region = _region(diagram, node.id)
    for other in diagram.nodes.values():
        if (
            other.kind == "userTask"
            and (diagram.process_id, other.id) in passed
            and other.id in region
            and other.repeat is None
        ):
            yield other


def _region(diagram: Diagram, node_id: str) -> set[str]:
    """The nodes joined to one by flows that cross no parallel gateway and no border that adds a token."""
    found: set[str] = set()
    stack = [node_id]
    while stack:
        at = stack.pop()
        node = diagram.nodes[at]
        if at in found or node.kind == "parallelGateway":
            continue
        found.add(at)
        stack += [flow.target for flow in diagram.leaving(at)] + [
            flow.source for flow in diagram.entering(at)
        ]
        stack += [event.id for event in diagram.boundary_events(at) if event.interrupting]
        if node.attached_to and node.interrupting:
            stack.append(node.attached_to)
    return found


NOT_OFFERED = Text(
    "この作業へは戻せません。戻せるのは、同じ工程の中で、この案件で一度済んだ作業だけです（先の作業へ飛ばすことはできません）。",
    "The token cannot be moved there. It can only go back to a step of the same procedure that this case has done; no step can be skipped.",
)
