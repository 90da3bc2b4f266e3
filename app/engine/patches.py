"""What has to be different in SpiffWorkflow 3.2.0 for a case-handling system.

Each change answers a behaviour that was measured; `apply()` runs once, when the engine is imported.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import SpiffWorkflow.task as task_module
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import _BpmnCondition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
)
from SpiffWorkflow.bpmn.util import task as bpmn_iteration
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition as SpiffMessage
from SpiffWorkflow.task import Task
from SpiffWorkflow.util import task as iteration

from app import clock
from app.engine import joins
from app.engine.scope import scope

NO_LIMIT = 10**9


class _Numbers(threading.local):
    """Numbers the tasks of the instance that this thread is stepping."""

    next: int | None = None


_numbers = _Numbers()


@contextmanager
def numbering(first: int) -> Iterator[Callable[[], int]]:
    """Number new tasks from `first` on; the function yielded tells the next free number.

    Small numbers instead of random UUIDs make stored states short and runs repeatable.
    """
    before, _numbers.next = _numbers.next, first
    try:
        yield lambda: _numbers.next or first
    finally:
        _numbers.next = before


def _next_number() -> int:
    if _numbers.next is None:
        raise RuntimeError("a task may only be created inside a step of the engine")
    number = _numbers.next
    _numbers.next = number + 1
    return number


def _is_descendant_of(self: Any, other: Any) -> bool:
    # Iterative: the stock recursion fails on the deep trees that long correction loops make.
    parent = self.parent
    while parent is not None:
        if parent is other:
            return True
        parent = parent.parent
    return False


def _find_ancestor(self: Any, spec_name: str) -> Any:
    parent = self.parent
    while parent is not None and parent.task_spec.name != spec_name:
        parent = parent.parent
    return parent


def _timer_has_fired(self: Any, my_task: Any) -> bool:
    """Due times are fixed at arrival; a timer fires when its turn has come (`Live.fire`).

    The stock engine fires all that are due in the order in which they were set, so that a late one could
    win over one that was due before it and would have cancelled it.
    """
    engine = my_task.workflow.script_engine
    if my_task.internal_data.get("event_value") is None:
        value = engine.evaluate(my_task, self.expression)
        my_task.internal_data["event_value"] = due_instant(value).isoformat()
    if engine.firing == my_task.id:
        my_task.internal_data["event_fired"] = True
    return bool(my_task.internal_data.get("event_fired", False))


def due_instant(value: Any) -> datetime:
    """The instant meant by a timer's value: a date (0:00 JST), a date-time, a span from now, or ISO text.

    Raises ValueError for anything else, so that a timer never waits for ever by mistake.
    """
    if isinstance(value, str):
        value = _from_text(value)
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=clock.JST)
    if isinstance(value, date):
        return clock.start_of(value)
    if isinstance(value, timedelta):
        return clock.now() + value
    raise ValueError(f"a timer needs a date or a span, not {value!r}")


def _from_text(text: str) -> date | timedelta:
    if text.startswith("P") and text.endswith("D") and text[1:-1].isdigit():
        return timedelta(days=int(text[1:-1]))
    if text.startswith("PT") and text[2:-1].isdigit() and text[-1] in "HMS":
        unit = {"H": "hours", "M": "minutes", "S": "seconds"}[text[-1]]
        return timedelta(**{unit: int(text[2:-1])})
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


def _throw(self: Any, my_task: Any) -> None:
    # A step never touches a second instance: what is thrown becomes a row of this step.
    my_task.workflow.script_engine.throw(my_task, self.name)


def _take_payload(self: Any, my_task: Any) -> None:
    payload = my_task.internal_data.pop(self.name, None)
    if payload is not None:
        scope(my_task)[my_task.task_spec.bpmn_id] = payload


def _condition_matches(self: Any, task: Any) -> bool:
    return bool(task.workflow.script_engine.condition(task, self.args[0]))


def apply() -> None:
    """Put the changes in place."""
    core, bpmn = iteration.TaskIterator.__init__, bpmn_iteration.BpmnTaskIterator.__init__

    def unlimited(
        self: Any,
        task: Any,
        end_at_spec: Any = None,
        max_depth: int = NO_LIMIT,
        depth_first: bool = True,
        task_filter: Any = None,
        **rest: Any,
    ) -> None:
        # At depth 1000 the stock iterator loses READY tasks and calls the process completed.
        core(self, task, end_at_spec, NO_LIMIT, depth_first, task_filter, **rest)

    def unlimited_bpmn(
        self: Any,
        task: Any,
        end_at_spec: Any = None,
        max_depth: int = NO_LIMIT,
        depth_first: bool = True,
        skip_subprocesses: bool = False,
        task_filter: Any = None,
        **rest: Any,
    ) -> None:
        bpmn(self, task, end_at_spec, NO_LIMIT, depth_first, skip_subprocesses, task_filter, **rest)

    iteration.TaskIterator.__init__ = unlimited
    bpmn_iteration.BpmnTaskIterator.__init__ = unlimited_bpmn
    task_module.uuid4 = _next_number
    Task.is_descendant_of = _is_descendant_of
    Task.find_ancestor = _find_ancestor
    # The stock log extras copy the data of every task at every change of state.
    Task.collect_log_extras = lambda self, dct=None: {}
    for name in ("spiff.task", "spiff.workflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for timer in (TimeDateEventDefinition, DurationTimerEventDefinition):
        timer.has_fired = _timer_has_fired
    for message in (MessageEventDefinition, SpiffMessage):
        message.throw = _throw
        message.update_task_data = _take_payload
        message.get_correlations = lambda self, *_: {}
    _BpmnCondition._matches = _condition_matches
    joins.apply()
