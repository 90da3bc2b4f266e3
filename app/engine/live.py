"""A workflow in memory during one step: what may be done to it, and what it waits for afterwards."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from app import clock, feel
from app.engine import codec, patches, pruning, votes
from app.engine.diagram import Node
from app.engine.errors import FAILED, NOT_READY, NotReady, StepFailed
from app.engine.library import Library
from app.engine.scope import checked, plain, scope
from app.engine.specs import prefixed, properties
from app.law.text import Text

patches.apply()


class Acts(Protocol):
    """Runs an act by the name of its operation, with its inputs, and returns its outputs."""

    def __call__(self, operation: str, node: Node, inputs: dict[str, Any]) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message that the step sends, by the task that threw it; with `starts`, the process it starts."""

    task_id: int
    name: str
    key: str
    payload: dict[str, Any]
    starts: str | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A human step that waits; `person` is the id of the user it waits for, as text, None where any may do it.

    `vouched`: whoever is given answers for it that the person may be bound (app.engine.bound.StandsIn).
    """

    task_id: int
    process_id: str
    node: Node
    item_key: str | None
    due_on: date | None
    person: str | None = None
    vouched: bool = False


@dataclass(slots=True)
class Waiting:
    """Everything an instance waits for, by task number."""

    items: dict[int, Ready] = field(default_factory=dict)
    timers: dict[int, datetime] = field(default_factory=dict)
    messages: dict[int, tuple[str, str]] = field(default_factory=dict)

    def next_due(self, now: datetime) -> int | None:
        """The timer whose turn it is: of those that are due, the one due first."""
        due = [(at, number) for number, at in self.timers.items() if at <= now]
        return min(due)[1] if due else None


class _StepEngine:
    """SpiffWorkflow's script engine for one step: FEEL over the scope, acts, thrown messages."""

    def __init__(self, library: Library, acts: Acts) -> None:
        self.library, self.acts = library, acts
        self.thrown: list[Thrown] = []
        self.ran: list[Node] = []
        self.firing: int | None = None

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        value = feel.evaluate(expression, scope(task), now=clock.now())
        return plain(value) if isinstance(value, Decimal) else value

    def condition(self, task: Any, expression: str, names: dict[str, Any] | None = None) -> bool:
        return feel.condition(expression, scope(task) | (names or {}), now=clock.now())

    def run_act(self, task: Any, operation: str, inputs: dict[str, Any]) -> dict[str, Any]:
        node = self.library.node_of(task.task_spec)
        self.ran.append(node)
        return self.acts(operation, node, inputs)

    def decide(self, task: Any) -> dict[str, Any]:
        table = self.library.tables[self.library.node_of(task.task_spec).table]
        return feel.decision(table.rules, scope(task), now=clock.now())

    def execute(self, task: Any, script: str, external_context: Any = None) -> None:
        raise StepFailed(Text("工程図にスクリプトは使えません。", "A diagram must not contain scripts."))

    def throw(self, task: Any, name: str) -> None:
        own = task.task_spec
        key = self.evaluate(task, properties(own).get("key", '""'))
        payload = {each: self.evaluate(task, text) for each, text in prefixed(own, "payload").items()}
        starts = properties(own).get("starts")
        self.thrown.append(Thrown(task.id, name, str(key), checked(payload), starts))


class Live:
    """One instance in memory. Not shared between threads; thrown away when anything raises."""

    def __init__(
        self, library: Library, workflow: Any, next_number: int, prune: pruning.Pruner = pruning.prune
    ) -> None:
        self.library, self.workflow, self.next_number, self.prune = library, workflow, next_number, prune

    @classmethod
    def start(
        cls,
        library: Library,
        process_id: str,
        inputs: dict[str, Any],
        acts: Acts,
        prune: pruning.Pruner = pruning.prune,
    ) -> tuple["Live", "_StepEngine"]:
        """A new instance, run to its first wait."""
        spec, parts = library.spec(process_id)
        with patches.numbering(1) as number:
            workflow = BpmnWorkflow(spec, parts)
            workflow.data = {"input": checked(inputs)}
            live = cls(library, workflow, number(), prune)
        with live.stepping(acts) as engine:
            workflow.do_engine_steps()
        return live, engine

    @classmethod
    def load(
        cls, library: Library, process_id: str, state: bytes, prune: pruning.Pruner = pruning.prune
    ) -> "Live":
        """The instance as stored."""
        spec, parts = library.spec(process_id)
        workflow, next_number = codec.decode(state, spec, parts)
        return cls(library, workflow, next_number, prune)

    def save(self) -> bytes:
        """The bytes to store."""
        return codec.encode(self.workflow, self.next_number)

    @property
    def completed(self) -> bool:
        """Whether the process has ended; the stock `is_completed()` is never asked."""
        return bool(self.workflow.completed)

    @contextmanager
    def stepping(self, acts: Acts) -> Iterator[_StepEngine]:
        """Run the body as one step; the engine's own errors become StepFailed with their cause."""
        engine = _StepEngine(self.library, acts)
        self.workflow.script_engine = engine
        with patches.numbering(self.next_number) as number:
            try:
                yield engine
                self.prune(self.workflow)
            except (SpiffWorkflowException, feel.FeelError, ValueError, RecursionError) as error:
                raise StepFailed(FAILED) from error
            self.next_number = number()

    def fire(self, task_id: int) -> None:
        """Fire a waiting timer and run on, whatever other timers are due."""
        task, engine = self._task(task_id), self.workflow.script_engine
        engine.firing = task_id
        try:
            task.task_spec._update(task)
        finally:
            engine.firing = None
        self.workflow.do_engine_steps()

    def node_of(self, task_id: int) -> Node:
        """The diagram node behind a task that waits."""
        node: Node = self.library.node_of(self._task(task_id).task_spec)
        return node

    def complete(self, task_id: int, routing: dict[str, Any]) -> None:
        """Complete a waiting human step; raises NotReady when it is not (or no longer) waiting."""
        task = self._task(task_id)
        if task is None or task.state != TaskState.READY or not task.task_spec.manual:
            raise NotReady(NOT_READY)
        if votes.is_member(task):
            votes.record(task, checked(routing))
        else:
            scope(task)[task.task_spec.bpmn_id] = checked(routing)
        task.run()
        self.workflow.do_engine_steps()

    def withdraw_member(self, task_id: int) -> None:
        """Take somebody who has not answered out of a step that several people do; raises NotReady."""
        task = self._task(task_id)
        if task is None or task.state != TaskState.READY or not votes.is_member(task):
            raise NotReady(NOT_READY)
        votes.withdraw(task)
        self.workflow.do_engine_steps()

    def add_member(self, node_id: str, item: Any) -> int:
        """Ask one more in a running step that several people do; the number of the new task."""
        task = votes.add([self.workflow, *self.workflow.subprocesses.values()], node_id, item)
        return int(task.id)

    def deliver(self, task_id: int, name: str, key: str, payload: dict[str, Any]) -> None:
        """Hand a message to the event that waits for it; raises NotReady when none does."""
        task = self._task(task_id)
        if task is None or self._awaits(task) != (name, key):
            raise NotReady(NOT_READY)
        event = BpmnEvent(task.task_spec.event_definition, payload=checked(payload))
        task.task_spec.catch(task, event)
        task.task_spec._update(task)
        self.workflow.do_engine_steps()

    def waiting(self) -> Waiting:
        """What the instance waits for now."""
        found = Waiting()
        for workflow in [self.workflow, *self.workflow.subprocesses.values()]:
            for task in workflow.tasks.values():
                if task._state == TaskState.READY and task.task_spec.manual:
                    found.items[task.id] = self._ready(task)
        for task in self.workflow.event_manager.tasks.values():
            if task._state != TaskState.WAITING:
                continue
            definition = task.task_spec.event_definition
            if isinstance(definition, TimerEventDefinition):
                due = task.internal_data.get("event_value")
                if due is not None:
                    found.timers[task.id] = datetime.fromisoformat(due)
            elif isinstance(definition, MessageEventDefinition):
                awaited = self._awaits(task)
                if awaited is not None:
                    found.messages[task.id] = awaited
        return found

    def data_of(self, task_id: int) -> dict[str, Any]:
        """The routing values that a task sees (for form conditions and previews): a copy."""
        task = self._task(task_id)
        return json.loads(json.dumps(scope(task))) if task is not None else {}

    def _task(self, task_id: int) -> Any:
        for workflow in [self.workflow, *self.workflow.subprocesses.values()]:
            if task_id in workflow.tasks:
                return workflow.tasks[task_id]
        return None

    def _awaits(self, task: Any) -> tuple[str, str] | None:
        definition = getattr(task.task_spec, "event_definition", None)
        if task._state != TaskState.WAITING or not isinstance(definition, MessageEventDefinition):
            return None
        key = feel.evaluate(properties(task.task_spec).get("key", '""'), scope(task))
        return definition.name, str(key)

    def _ready(self, task: Any) -> Ready:
        node = self.library.node_of(task.task_spec)
        owner = self.library.owners[task.task_spec._wf_spec.name]
        key = task.internal_data.get("key_or_index")
        due = node.properties.get("due")
        value = feel.evaluate(due, scope(task)) if due else None
        return Ready(
            task_id=task.id,
            process_id=owner.process_id,
            node=node,
            item_key=None if key is None else str(key),
            due_on=_date(value),
            person=_person(node, task, key),
        )


def _person(node: Node, task: Any, key: Any) -> str | None:
    asked = node.properties.get("person")
    if asked is None:
        return str(key) if key is not None and node.properties.get("bind") == "user" else None
    try:
        return str(plain(feel.evaluate(asked, scope(task), now=clock.now())))
    except feel.FeelError:
        return ""  # nobody: the step is refused where it would be made (app.engine.bound)


def _date(value: Any) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


Loader = Callable[[int], dict[str, bytes]]
