"""A step that several people do at once: who was asked, what they answered, and when it is over.

The tally stands under the node's id in the process's own data, while the step runs and afterwards:
`total` members, those taken out left aside; `done` and `open` of them; `withdrawn`, those taken out;
`items`, the list items answered, in the order of answering; and a list for each routing field of the
form, in the same order, with null where an answer leaves the field out. Nothing passes through token
data, so there is nothing for SpiffWorkflow to merge.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.spiff.specs import defaults
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask
from SpiffWorkflow.util.task import TaskState

from app import feel
from app.engine import expressions
from app.engine.diagram import Diagram
from app.engine.errors import NOT_READY, MemberRefused, NotReady, StepFailed
from app.engine.scope import MAX_LIST, plain, scope
from app.law.text import Text

COUNTS = ("total", "done", "open", "withdrawn")
RESERVED = frozenset({*COUNTS, "items"})
"""Names under the node's id that no routing field of a repeated step may have."""
MAX_KEY = 60


class Votes(defaults.ParallelMultiInstanceTask):
    """Instances of a step side by side, one for each item of a list or as many as a number says."""

    def _update_hook(self, my_task: Any) -> Any:
        SpiffBpmnTask._update_hook(self, my_task)
        self._refuse_second(my_task)
        engine = my_task.workflow.script_engine
        items = asked(engine.evaluate(my_task, self.cardinality))
        fields = fields_read(engine.library.owners[my_task.workflow.spec.name], self.bpmn_id)
        scope(my_task)[self.bpmn_id] = {
            "total": len(items),
            "done": 0,
            "open": len(items),
            "withdrawn": 0,
            "items": [],
            **{name: [] for name in sorted(fields)},
        }
        for item in items:
            self.create_child(my_task, item, item)
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        return None

    def merge_child(self, workflow: Any, child: Any) -> None:
        # The answer itself was recorded with the step (`record`).
        self.settle(child.parent)

    def settle(self, my_task: Any) -> None:
        """End the step when nobody is left or, once there is an answer, when its condition holds."""
        held = tally(my_task)
        if held["open"] == 0:
            my_task._set_state(TaskState.READY)
        elif held["done"] and self.condition is not None and self._decided(my_task, held):
            for child in self._instances(my_task):
                child.cancel()
            held["open"] = 0
            my_task._set_state(TaskState.READY)

    def _decided(self, my_task: Any, held: dict[str, Any]) -> bool:
        engine = my_task.workflow.script_engine
        return bool(engine.condition(my_task, self.condition, bpmn_counts(held)))

    def _on_cancel(self, my_task: Any) -> None:
        held = scope(my_task).get(self.bpmn_id)
        if held is not None and is_tally(held):
            held["open"] = 0
        super()._on_cancel(my_task)

    def _refuse_second(self, my_task: Any) -> None:
        top = my_task.workflow.top_workflow
        for task in _running([top, *top.subprocesses.values()], self.bpmn_id):
            if task is not my_task and scope(task) is scope(my_task):
                raise StepFailed(
                    Text(
                        f"「{self.bpmn_id}」がまだ終わらないうちに、もう一度始まりました。工程図を直してください。",
                        f"“{self.bpmn_id}” began again before it had ended. Correct the diagram.",
                    )
                )


def asked(value: Any) -> list[Any]:
    """The items of a repeated step: those of a list, or 0, 1, … for a number. Raises StepFailed."""
    value = plain(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_LIST:
        return list(range(value))
    if not isinstance(value, list) or len(value) > MAX_LIST:
        raise StepFailed(_BAD_LIST)
    keys = [key_of(item) for item in value]
    if None in keys or len(set(keys)) != len(keys):
        raise StepFailed(_BAD_LIST)
    return value


def key_of(item: Any) -> str | None:
    """A list item as work items carry it, or None where it cannot name one."""
    if isinstance(item, bool) or not isinstance(item, str | int):
        return None
    key = str(item)
    return key if 0 < len(key) <= MAX_KEY else None


def fields_read(diagram: Diagram, node_id: str) -> set[str]:
    """The routing fields of a repeated step that its diagram reads: they are empty lists from the start."""
    found = set()
    for text in _expressions(diagram):
        for name in feel.names_used(text):
            node, _, field = name.partition(".")
            if node == node_id and field and "." not in field:
                found.add(field)
    return found - RESERVED


def _expressions(diagram: Diagram) -> Iterator[str]:
    for node in diagram.nodes.values():
        yield from expressions.of_node(diagram, node)
        if node.repeat is not None and node.repeat.until:
            yield node.repeat.until


def is_tally(value: Any) -> bool:
    """Whether a value of the process is the tally of a repeated step."""
    return isinstance(value, dict) and value.keys() >= RESERVED


def tally(vote: Any) -> dict[str, Any]:
    """What stands of a running vote; counted from its tasks where the state was stored before tallies were."""
    held: dict[str, Any] = scope(vote).get(vote.task_spec.bpmn_id) or {}
    if not is_tally(held):
        members = _members(vote)
        done = [member for member in members if member.has_state(TaskState.COMPLETED)]
        gone = [member for member in members if member.has_state(TaskState.CANCELLED)]
        held = scope(vote)[vote.task_spec.bpmn_id] = {
            "total": len(members) - len(gone),
            "done": len(done),
            "open": len(members) - len(gone) - len(done),
            "withdrawn": len(gone),
            "items": [member.internal_data["key_or_index"] for member in done],
        }
    return held


def bpmn_counts(held: dict[str, Any]) -> dict[str, int]:
    """The names that BPMN and other modelers give the counts in a completion condition."""
    total, withdrawn = held["total"], held["withdrawn"]
    counts = {
        "Instances": total + withdrawn,
        "CompletedInstances": held["done"],
        "ActiveInstances": held["open"],
        "TerminatedInstances": withdrawn,
    }
    return {stem + name: count for name, count in counts.items() for stem in ("nrOf", "numberOf")}


def is_member(task: Any) -> bool:
    """Whether a task is one person's part of a repeated step."""
    return "key_or_index" in task.internal_data


def record(task: Any, routing: dict[str, Any]) -> None:
    """Add one member's answer to the tally, before the engine moves on."""
    bad = sorted(name for name, value in routing.items() if name in RESERVED or isinstance(value, list))
    if bad:
        raise StepFailed(_bad_field(task.task_spec.bpmn_id, bad[0]))
    held, done = tally(task.parent), tally(task.parent)["done"]
    for name in routing.keys() | held.keys() - RESERVED:
        held.setdefault(name, [None] * done).append(routing.get(name))
    held["items"].append(task.internal_data["key_or_index"])
    held["done"], held["open"] = done + 1, held["open"] - 1


def withdraw(task: Any) -> None:
    """Take a member who has not answered out of the vote; the last one to go ends it."""
    vote, held = task.parent, tally(task.parent)
    task.cancel()
    held["total"], held["open"], held["withdrawn"] = (
        held["total"] - 1,
        held["open"] - 1,
        held["withdrawn"] + 1,
    )
    vote.task_spec.settle(vote)


def add(workflows: list[Any], node_id: str, item: Any) -> Any:
    """Ask one more; the new task. Raises NotReady when the step is not running, MemberRefused otherwise."""
    running = _running(workflows, node_id)
    if not running:
        raise NotReady(NOT_READY)
    if len(running) > 1:
        raise MemberRefused(_TWICE)
    vote, key = running[0], key_of(item)
    if key is None:
        raise MemberRefused(_BAD_LIST)
    held = tally(vote)
    taking_part = {
        str(member.internal_data["key_or_index"])
        for member in _members(vote)
        if not member.has_state(TaskState.CANCELLED)
    }
    if key in taking_part:
        raise MemberRefused(_ASKED)
    if len(taking_part) >= MAX_LIST:
        raise MemberRefused(_BAD_LIST)
    vote.task_spec.create_child(vote, item, item)
    held["total"], held["open"] = held["total"] + 1, held["open"] + 1
    return vote.children[-1]


def _running(workflows: list[Any], node_id: str) -> list[Any]:
    return [
        task
        for workflow in workflows
        for task in workflow.tasks.values()
        if isinstance(task.task_spec, Votes)
        and task.task_spec.bpmn_id == node_id
        and task.has_state(TaskState.STARTED)
    ]


def _members(vote: Any) -> list[Any]:
    return list(vote.task_spec._instances(vote))


def _bad_field(node_id: str, name: str) -> Text:
    return Text(
        f"「{node_id}」は何人かが同時に行う作業のため、分岐に使う項目「{name}」の名前か値が使えません。"
        f"名前は {'・'.join(sorted(RESERVED))} 以外、値は1つにしてください。",
        f"Several people do “{node_id}”, so its routing field “{name}” cannot be used: give it one value and "
        f"a name other than {', '.join(sorted(RESERVED))}.",
    )


_BAD_LIST = Text(
    f"何人かが同時に行う作業の相手は、0から{MAX_LIST}までの数か、重複のない短い文字か番号の一覧（{MAX_LIST}件まで）にしてください。",
    f"Whom to ask must be a number from 0 to {MAX_LIST}, or a list of up to {MAX_LIST} different short texts or numbers.",
)
_ASKED = Text("その人はすでに加わっています。", "That person takes part already. Choose somebody else.")
_TWICE = Text(
    "同じ作業が2か所で進んでいるため、どちらに加えるか決められません。片方が終わってから加えてください。",
    "The step is running in two places. Add the member when one of them has ended.",
)
