"""Finished rounds of a loop and finished calls leave the state at the end of every step.

The engine keeps every task it ever ran, so that a step of round 2,000 would cost two thousand times that of
round 1. Where a (sub)process has passed one of its nodes twice on one path, and everything between the two
passes is finished, the later pass takes the place of the earlier one. What remains is a tree that the engine
makes itself when it comes to that node for the first time with the values of today: routing values live in
the process (app.engine.scope), never in the tree. The cut lies within one round of one branch, so a split, a
boundary event or a multi-instance that is open above it keeps all of its tasks, and a loop inside one branch,
an embedded subprocess or a called process is cut as well as one at the top.

What in SpiffWorkflow 3.2.0 looks at ancestors or at tasks elsewhere in the tree, and why it misses nothing:

- `BoundaryEventJoin` looks for its split above it and at the split's children. It is a child of one of them:
  while it is unfinished so is what lies between two passes; and a child of a split is never moved.
- `ParallelGateway` counts the tasks of its own kind whose parent is completed. Arrivals are cut only together
  with the join that used them up, and joins are never moved, because their parents are looked at.
- `_EndJoin` waits while anything is unfinished anywhere. Only finished tasks are cut; an end that waits for
  others is not, but the next one to arrive there cancels it, so there is one at most.
- `UnstructuredJoin` merges token data of the arrivals at a join (ours are empty) and cancels those that wait.
- `Join._find_tasks` and `CatchingEvent` look below themselves only.
- Multi-instances and loops look at their children, which the parent keeps; a triggered child is never moved.
- `SubWorkflowTask` finds its process by its own task number; `scope()` goes up by these numbers.
- `last_task` is only read by steps that we do not use; it is set to a task that is still there.
- `ScopedCall.update_data` asks every end event that was reached: those that give outputs are remembered on
  the task that moves up (`ended`).
"""

from collections.abc import Callable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

from app.engine.ends import ENDED, ended

Pruner = Callable[[Any], None]


def prune(top: Any) -> None:
    """Free what is finished in an instance between two steps."""
    for process in _drop_finished_processes(top):
        if _has_repeats(process):
            _shorten(process, top)


def _drop_finished_processes(top: Any) -> list[Any]:
    """The processes that still run, the top one first; the others are dropped."""
    held, found = top.subprocesses, [top]
    for process in found:
        for number in process.tasks.keys() & held.keys():
            inner = held[number]
            if not (inner.completed and process.tasks[number].has_state(TaskState.FINISHED_MASK)):
                found.append(inner)
    running = {inner.parent_task_id for inner in found[1:]}
    for number in held.keys() - running:
        held.pop(number)
    return found


def _has_repeats(process: Any) -> bool:
    seen = set()
    for task in process.tasks.values():
        if _may_move(task):
            if task.task_spec.name in seen:
                return True
            seen.add(task.task_spec.name)
    return False


def _may_move(task: Any) -> bool:
    return (
        task._state == TaskState.COMPLETED
        and not task.triggered
        and not isinstance(task.task_spec, Join)
        and not (task.parent is not None and isinstance(task.parent.task_spec, EventSplit))
    )


def _shorten(process: Any, top: Any) -> None:
    unfinished = _unfinished_below(process)
    for line in _lines(process, unfinished):
        last = {task.task_spec.name: at for at, task in enumerate(line) if _may_move(task)}
        at = 0
        while at < len(line):
            to = last.get(line[at].task_spec.name, at) if _may_move(line[at]) else at
            if to > at and not _loses_an_arrival(line[at : to + 1]):
                _move_up(process, top, line[at], line[to])
                at = to
            at += 1


def _unfinished_below(process: Any) -> dict[int, int]:
    """How many unfinished tasks each task's branch holds, itself included."""
    order, stack = [], [process.task_tree]
    while stack:
        task = stack.pop()
        order.append(task)
        stack.extend(task.children)
    found: dict[int, int] = {}
    for task in reversed(order):
        own = int(task.has_state(TaskState.NOT_FINISHED_MASK))
        found[task.id] = own + sum(found[child] for child in task._children)
    return found


def _lines(process: Any, unfinished: dict[int, int]) -> Iterator[list[Any]]:
    """Paths on which everything that hangs off them is finished; all that is unfinished lies at their ends."""
    starts = [process.task_tree]
    while starts:
        line = [starts.pop()]
        while True:
            open_here = [child for child in line[-1].children if unfinished[child.id]]
            if len(open_here) != 1 or unfinished[open_here[0].id] != unfinished[line[-1].id]:
                break
            line.append(open_here[0])
        starts.extend(child for child in open_here if child.has_state(~TaskState.PREDICTED_MASK))
        yield line


def _loses_an_arrival(line: list[Any]) -> bool:
    """Whether a branch off the line reached a join that has not fired further down the line."""
    fired: set[str] = set()
    for task, following in zip(reversed(line[:-1]), reversed(line[1:]), strict=True):
        if isinstance(following.task_spec, UnstructuredJoin):
            fired.add(following.task_spec.name)
        here: dict[int, set[str]] = {TaskState.CANCELLED: set(), TaskState.COMPLETED: set()}
        stack = [child for child in task.children if child is not following]
        while stack:
            each = stack.pop()
            kind = each.task_spec
            if isinstance(kind, UnstructuredJoin) and not isinstance(kind, _EndJoin):
                here.setdefault(each._state, set()).add(kind.name)
            stack.extend(each.children)
        if here[TaskState.CANCELLED] - here[TaskState.COMPLETED] - fired:
            return True
    return False


def _move_up(process: Any, top: Any, earlier: Any, later: Any) -> None:
    """Put a task, with its branch, in the place of an earlier pass of its node."""
    gone, stack = [], [earlier]
    while stack:
        task = stack.pop()
        gone.append(task)
        stack.extend(child for child in task.children if child is not later)
    outputs = ended([*gone, later])
    if outputs:
        later.internal_data[ENDED] = outputs
    for task in gone:
        process.tasks.pop(task.id)
        top.subprocesses.pop(task.id, None)
        top.event_manager.tasks.pop(task.id, None)
    siblings = process.tasks[earlier._parent]._children
    siblings[siblings.index(earlier.id)] = later.id
    later._parent = earlier._parent
    if process.last_task is not None and process.last_task.id not in process.tasks:
        process.last_task = later
