"""Everything that the real engine can do with a diagram: all outcomes of gateways, all messages, all orders."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app import engine
from app.engine.errors import StepFailed
from app.engine.live import Live

MOST_STATES, MOST_TOGETHER, MOST_AT_ONCE = 300, 7, 150


class TooMuch(Exception):
    """The diagram has more runs than a test can take, or runs on by itself for ever."""


@dataclass
class Runs:
    """What running a diagram in every way has shown."""

    visited: set[str] = field(default_factory=set)
    ended: set[Any] = field(default_factory=set)
    next: dict[Any, set[Any]] = field(default_factory=dict)
    grows: bool = False
    breaks: bool = False
    """Whether a step failed."""

    def can_always_end(self) -> bool:
        """Whether from every state some run reaches the end."""
        before: dict[Any, set[Any]] = {}
        for key, after in self.next.items():
            for each in after:
                before.setdefault(each, set()).add(key)
        found, stack = set(), list(self.ended)
        while stack:
            key = stack.pop()
            if key not in found:
                found.add(key)
                stack.extend(before.get(key, ()))
        return found >= self.next.keys()


class Exhausting:
    """Runs a diagram (process `sketch`) in every way, from stored state to stored state."""

    def __init__(self, xml: str) -> None:
        self.library = engine.build({"processes/sketch.bpmn": xml.encode()})
        self.runs, self._at_once = Runs(), 0
        specs = [self.library.specs["sketch"], *self.library.parts["sketch"].values()]
        for spec in specs:
            for task_spec in spec.task_specs.values():
                task_spec.completed_event.connect(self._completed)

    def run(self) -> Runs:
        """All runs; raises TooMuch."""
        live, _ = Live.start(self.library, "sketch", {}, _no_acts)
        first = self._key(live)
        queue = deque([(first, live.save())])
        if live.completed:
            self.runs.ended.add(first)
            self.runs.next[first] = set()
            queue.clear()
        while queue and not self.runs.grows and not self.runs.breaks:
            key, state = queue.popleft()
            after = self.runs.next.setdefault(key, set())
            for number, is_message in self._choices(state):
                for reached in self._steps(state, number, is_message):
                    after_key = self._key(reached)
                    after.add(after_key)
                    if reached.completed:
                        self.runs.ended.add(after_key)
                        self.runs.next.setdefault(after_key, set())
                    elif after_key not in self.runs.next:
                        self.runs.next[after_key] = set()
                        queue.append((after_key, reached.save()))
            if len(self.runs.next) > MOST_STATES:
                raise TooMuch
        return self.runs

    def _choices(self, state: bytes) -> list[tuple[int, bool]]:
        live = Live.load(self.library, "sketch", state)
        waiting = live.waiting()
        self.runs.grows |= len(waiting.items) > MOST_TOGETHER
        nodes = {item.node.id: number for number, item in waiting.items.items()}
        self.runs.visited |= nodes.keys()
        return [(number, False) for number in nodes.values()] + [
            (number, True) for number in waiting.messages
        ]

    def _steps(self, state: bytes, number: int, is_message: bool) -> Any:
        try:
            yield from self._outcomes(state, number, is_message)
        except StepFailed:
            self.runs.breaks = True

    def _outcomes(self, state: bytes, number: int, is_message: bool) -> Any:
        """The states after a step, for every outcome of the gateways that it passes."""
        script: list[int] = []
        while True:
            chooser = _Chooser(self.library, script)
            live = Live.load(self.library, "sketch", state)
            self._at_once = 0
            with live.stepping(_no_acts) as ran:
                ran.condition = chooser.condition  # type: ignore[method-assign]
                if is_message:
                    live.deliver(number, *live.waiting().messages[number], {})
                else:
                    live.complete(number, {})
            yield live
            taken, ways = chooser.taken, chooser.ways
            while taken and taken[-1] == ways[len(taken) - 1] - 1:
                taken.pop()
            if not taken:
                return
            script = [*taken[:-1], taken[-1] + 1]

    def _completed(self, _workflow: Any, task: Any) -> None:
        self._at_once += 1
        if self._at_once > MOST_AT_ONCE:
            raise TooMuch
        node = self.library.node_of(task.task_spec)
        if node is not None:
            self.runs.visited.add(node.id)

    def _key(self, live: Live) -> Any:
        """What decides how a state goes on: what is unfinished, and what has arrived at joins."""
        found = []
        for process in [live.workflow, *live.workflow.subprocesses.values()]:
            for task in process.tasks.values():
                waits_at_join = task.task_spec.__class__.__name__ == "ParallelGateway"
                if not task.has_state(TaskState.FINISHED_MASK) and not task.has_state(
                    TaskState.PREDICTED_MASK
                ):
                    found.append((process.spec.name, task.task_spec.name, task._state, ""))
                    if task._state == TaskState.STARTED and task.task_spec.bpmn_id:
                        self.runs.visited.add(task.task_spec.bpmn_id)
                if waits_at_join and task._state in (TaskState.WAITING, TaskState.CANCELLED):
                    found.append((process.spec.name, task.task_spec.name, 0, task.parent.task_spec.name))
        return tuple(sorted(found)), live.completed


class _Chooser:
    """Takes the outcomes of gateways from a script, the first one where it ends."""

    def __init__(self, library: Any, script: list[int]) -> None:
        self._library, self._script = library, script
        self.taken: list[int] = []
        self.ways: list[int] = []
        self._picked: dict[int, int] = {}

    def condition(self, task: Any, text: str) -> bool:
        gateway, number = text.replace('"', "").split(" = ")
        if task.id not in self._picked:
            diagram = self._library.owners[task.task_spec._wf_spec.name]
            at = len(self.taken)
            self.taken.append(self._script[at] if at < len(self._script) else 0)
            self.ways.append(len(diagram.leaving(gateway)))
            self._picked[task.id] = self.taken[-1]
        return self._picked[task.id] == int(number)


def _no_acts(operation: str, node: Any, inputs: dict[str, Any]) -> dict[str, Any]:
    return {}
