"""Carrying a running instance over to another edition, or saying why that is not safe.

An instance's state names the nodes of its diagram and nothing else of it, so it is read on the other
edition's diagrams; what was merely predicted is dropped and predicted anew. Task numbers stay, and with
them work items, drafts, due dates and timers. The stock `migrate_workflow` resets waiting tasks instead.

Safe means: what is finished would have gone the same way, what waits exists and waits for the same
things, and nothing ahead needs a value that the instance never got.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from app.engine import codec, expressions, patches
from app.engine.diagram import Diagram, Node
from app.engine.ends import ENDED
from app.engine.library import Library
from app.engine.live import Live
from app.engine.repairs import Passed
from app.engine.scope import scope
from app.law.text import Text

PREDICTED = TaskState.PREDICTED_MASK | TaskState.FUTURE
UNFINISHED = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class MigrationRefused(Exception):
    """An instance cannot be carried over safely; `obstacles` says why, one sentence each."""

    def __init__(self, obstacles: list[Text]) -> None:
        super().__init__(" / ".join(each.en for each in obstacles))
        self.obstacles = obstacles


@dataclass(slots=True)
class _Level:
    """A process or embedded subprocess that is under way, in both editions."""

    workflow: Any
    old: Diagram
    new: Diagram | None
    spec: Any
    waiting: set[str] = field(default_factory=set)


def obstacles(old: Library, new: Library, process_id: str, live: Live, passed: Passed) -> list[Text]:
    """Why the instance may not be carried over; empty when it may. `passed` are human steps that were done."""
    if process_id not in new.diagrams:
        return [_gone_process(process_id)]
    found: list[Text] = []
    levels = list(_levels(old, new, process_id, live))
    for level in levels:
        if level.new is None or level.spec is None:
            found.append(_gone_process(level.workflow.spec.name))
            continue
        found += _tasks(level, old)
    for process, node_id in sorted(passed):
        if process in old.diagrams and process in new.diagrams and node_id in old.diagrams[process].nodes:
            found += _behind(old.diagrams[process], new.diagrams[process], node_id)
    if not found:
        found += _ahead(levels)
    return list(dict.fromkeys(found))


def transfer(new: Library, process_id: str, live: Live) -> Live:
    """The instance on the other edition; raises MigrationRefused where it would wait for other things."""
    stored = codec.unpack(live.save())
    _drop_predictions(stored["w"])
    spec, parts = new.spec(process_id)
    workflow, next_number = codec.restore(stored, spec, parts)
    moved = Live(new, workflow, next_number)
    with patches.numbering(next_number) as number:
        for part in [workflow, *workflow.subprocesses.values()]:
            for task in [task for task in part.tasks.values() if task.has_state(UNFINISHED)]:
                task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
        moved.next_number = number()
    if _outline(moved) != _outline(live):
        raise MigrationRefused([_OTHER_WAITS])
    return moved


def _outline(live: Live) -> tuple[Any, ...]:
    waits = live.waiting()
    items = {number: (item.process_id, item.node.id, item.item_key) for number, item in waits.items.items()}
    return items, waits.timers, waits.messages


def _drop_predictions(stored: dict[str, Any]) -> None:
    gone: set[int] = set()
    kept = []
    for task in stored["t"]:
        # Children come after their parent in the list.
        if task[3] & PREDICTED or task[1] in gone:
            gone.add(task[0])
        else:
            kept.append(task)
    stored["t"] = kept
    for inner in stored["p"].values():
        _drop_predictions(inner)


def _levels(old: Library, new: Library, process_id: str, live: Live) -> Iterator[_Level]:
    top, parts = live.workflow, new.parts[process_id]
    yield _Level(top, old.owners[top.spec.name], new.owners.get(top.spec.name), new.specs[process_id])
    for sub in top.subprocesses.values():
        name = sub.spec.name
        yield _Level(sub, old.owners[name], new.owners.get(name), parts.get(name))


def _tasks(level: _Level, old: Library) -> Iterator[Text]:
    assert level.new is not None
    for task in level.workflow.tasks.values():
        if task.has_state(PREDICTED):
            continue
        node = old.node_of(task.task_spec)
        there = level.spec.task_specs.get(task.task_spec.name)
        unfinished = task.has_state(UNFINISHED)
        if node is None:
            if there is None or type(there) is not type(task.task_spec):
                yield _changed_around(level.old)
            continue
        if unfinished:
            # An embedded subprocess is left only by the tokens inside it, which are met on their own.
            if node.kind != "subProcess":
                level.waiting.add(node.id)
            if isinstance(task.task_spec, MultiInstanceTask):
                yield _voting(node)
            yield from _waits(level.old, level.new, node)
        elif task.state == TaskState.COMPLETED:
            for passed in (node.id, *task.internal_data.get(ENDED, ())):
                yield from _behind(level.old, level.new, passed)
        if there is None and not unfinished and task.state != TaskState.COMPLETED:
            yield _gone_step(node)


def _waits(old: Diagram, new: Diagram, node: Node) -> Iterator[Text]:
    other = new.nodes.get(node.id)
    if other is None or (other.kind, other.parent) != (node.kind, node.parent):
        yield _gone_step(node)
        return
    whom = (node.properties.get("person"), node.properties.get("bind"))
    other_whom = (other.properties.get("person"), other.properties.get("bind"))
    if (
        _essence(node) != _essence(other)
        or whom != other_whom
        or _border(old, node.id) != _border(new, node.id)
    ):
        yield _changed_step(node)


def _behind(old: Diagram, new: Diagram, node_id: str) -> Iterator[Text]:
    node, other = old.nodes[node_id], new.nodes.get(node_id)
    if other is None:
        yield _gone_step(node)
    elif (_essence(node), _ways(old, node_id)) != (_essence(other), _ways(new, node_id)):
        yield _passed_step(node)


def _essence(node: Node) -> tuple[Any, ...]:
    """What a node does, without its names, guidance, lane and due date."""
    return (
        node.kind,
        node.parent,
        node.operation,
        tuple(sorted(node.parameters.items())),
        node.called,
        node.event,
        node.message,
        node.attached_to,
        node.interrupting,
        node.repeat,
        *(tuple(sorted(node.prefixed(prefix).items())) for prefix in ("input", "output", "payload")),
        node.properties.get("key", ""),
    )


def _border(diagram: Diagram, node_id: str) -> set[tuple[Any, ...]]:
    return {(event.id, *_essence(event)) for event in diagram.boundary_events(node_id)}


def _ways(diagram: Diagram, node_id: str) -> list[tuple[str, str, bool]]:
    return [(flow.target, flow.condition, flow.is_default) for flow in diagram.leaving(node_id)]


def _ahead(levels: list[_Level]) -> Iterator[Text]:
    """Values that the other edition needs further on and that this instance does not have."""
    by_scope: dict[int, tuple[Diagram, set[str], dict[str, Any]]] = {}
    for level in levels:
        assert level.new is not None
        data = scope(level.workflow.task_tree)
        _, waiting, _ = by_scope.setdefault(id(data), (level.new, set(), data))
        waiting |= level.waiting
    for diagram, waiting, data in by_scope.values():
        for node_id, name in expressions.missing_ahead(diagram, waiting, data):
            yield _no_value(diagram.nodes[node_id], name)


_OTHER_WAITS = Text(
    "新しい版の工程図では、待っている作業・期限・連絡が同じにならないため、移行できません。",
    "On the other edition the instance would wait for other steps, dates or messages, so it stays where it is.",
)


def _gone_process(process_id: str) -> Text:
    return Text(
        f"新しい版に工程「{process_id}」がないため、移行できません。",
        f"The other edition has no process “{process_id}”.",
    )


def _gone_step(node: Node) -> Text:
    return Text(
        f"「{node.name}」（{node.id}）が新しい版にないか、別の種類・場所に変わっています。この案件は今の版のまま続けてください。",
        f"“{node.name_en or node.id}” ({node.id}) is not in the other edition, or is of another kind or in another place. Let the case go on with its edition.",
    )


def _changed_step(node: Node) -> Text:
    return Text(
        f"待っている「{node.name}」（{node.id}）の呼出し先、境界の期限・連絡などが新しい版で変わっています。この作業が終わってから移行してください。",
        f"What “{node.name_en or node.id}” ({node.id}) calls, or an event on its border, differs in the other edition while it waits. Migrate when it is done.",
    )


def _passed_step(node: Node) -> Text:
    return Text(
        f"すでに済んだ「{node.name}」（{node.id}）の内容か行き先が新しい版で変わっています。済んだ手続をやり直さずには移行できません。",
        f"“{node.name_en or node.id}” ({node.id}) is done, and the other edition changes what it does or where it leads. The case cannot move without doing it again.",
    )


def _voting(node: Node) -> Text:
    return Text(
        f"「{node.name}」（{node.id}）で複数の人の回答を待っています。全員の回答が終わってから移行してください。",
        f"“{node.name_en or node.id}” ({node.id}) waits for several people. Migrate when all have answered.",
    )


def _changed_around(diagram: Diagram) -> Text:
    return Text(
        f"工程「{diagram.process_id}」の済んだ分岐か期限の構造が新しい版で変わっています。",
        f"A branch or a border event that the case has passed in “{diagram.process_id}” is built differently in the other edition.",
    )


def _no_value(node: Node, name: str) -> Text:
    return Text(
        f"新しい版の「{node.name or node.id}」（{node.id}）は値「{name}」を使いますが、この案件にはその値がありません。",
        f"In the other edition “{node.name_en or node.id}” ({node.id}) uses the value “{name}”, which this case never got.",
    )
