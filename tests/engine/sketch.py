"""Small diagrams and a bare engine, for what the door itself must hold."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.engine import Act, Engine, Opened
from app.store.models.procedures import Content, Edition, EditionFile, Instance, WorkItem
from app.store.session import Database

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'id="definitions_sketch" targetNamespace="https://nintei.example/sketch">'
)


def process(body: str, *, id: str = "sketch", lane: str = "審査員", lanes: str = "", extra: str = "") -> str:
    """A diagram from the elements of its process; nodes of `lanes` (ids, spaces between) lie in `lane`."""
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in lanes.split())
    lane_set = (
        f'<bpmn:laneSet id="lanes_{id}"><bpmn:lane id="lane_{id}" name="{lane}">{refs}</bpmn:lane></bpmn:laneSet>'
        if lanes
        else ""
    )
    return f'{HEAD}{extra}<bpmn:process id="{id}" isExecutable="true">{lane_set}{body}</bpmn:process></bpmn:definitions>'


def start(id: str = "begun") -> str:
    return f'<bpmn:startEvent id="{id}"/>'


def end(id: str = "ended", **outputs: str) -> str:
    return f'<bpmn:endEvent id="{id}">{properties(**{f"output.{k}": v for k, v in outputs.items()})}</bpmn:endEvent>'


def user(id: str, inner: str = "", **own: str) -> str:
    return f'<bpmn:userTask id="{id}" name="{id}">{properties(**own)}{inner}</bpmn:userTask>'


def act(id: str, operation: str, **inputs: str) -> str:
    given = "".join(
        f'<spiffworkflow:parameter id="{name}" type="str" value="{quoted(value)}"/>'
        for name, value in inputs.items()
    )
    operator = (
        f'<spiffworkflow:serviceTaskOperator id="{operation}"><spiffworkflow:parameters>{given}'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    )
    return f'<bpmn:serviceTask id="{id}"><bpmn:extensionElements>{operator}</bpmn:extensionElements></bpmn:serviceTask>'


def decide(id: str, table: str) -> str:
    named = f"<spiffworkflow:calledDecisionId>{table}</spiffworkflow:calledDecisionId>"
    return f'<bpmn:businessRuleTask id="{id}"><bpmn:extensionElements>{named}</bpmn:extensionElements></bpmn:businessRuleTask>'


def call(id: str, called: str, **inputs: str) -> str:
    own = properties(**{f"input.{name}": value for name, value in inputs.items()})
    return f'<bpmn:callActivity id="{id}" calledElement="{called}">{own}</bpmn:callActivity>'


def gateway(id: str, default: str, kind: str = "exclusiveGateway") -> str:
    given = f' default="{default}"' if default else ""
    return f'<bpmn:{kind} id="{id}"{given}/>'


def timer(id: str, host: str, when: str, *, interrupting: bool = True) -> str:
    return (
        f'<bpmn:boundaryEvent id="{id}" attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}">'
        f'<bpmn:timerEventDefinition id="{id}_timer"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">{quoted(when)}'
        "</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )


def flow(source: str, target: str, condition: str = "") -> str:
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{quoted(condition)}</bpmn:conditionExpression>'
        if condition
        else ""
    )
    return f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def path(*ids: str) -> str:
    return "".join(flow(source, target) for source, target in pairwise(ids))


def properties(**own: str) -> str:
    if not own:
        return ""
    rows = "".join(
        f'<spiffworkflow:property name="{name}" value="{quoted(value)}"/>' for name, value in own.items()
    )
    return (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        f"{rows}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@dataclass(slots=True)
class Bench:
    """An engine on a database with one edition of small diagrams."""

    db: Database
    engine: Engine
    edition_id: int = 0
    instance_id: int = 0
    log: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def publish(self, *diagrams: str, tables: Sequence[str] = ()) -> "Bench":
        """Put the diagrams and decision tables in force."""
        files = [*((text, "bpmn") for text in diagrams), *((text, "dmn") for text in tables)]
        with self.db.step() as session:
            number = len(session.scalars(select(Edition.id)).all()) + 1
            edition = Edition(
                hash=str(number), label="sketch", effective_on=clock.today(), imported_at=clock.real_now()
            )
            session.add(edition)
            session.flush()
            self.edition_id = edition.id
            for at, (text, suffix) in enumerate(files):
                sha = f"{number}-{at}"
                session.execute(insert(Content), [{"sha256": sha, "text": text}])
                session.execute(
                    insert(EditionFile),
                    [{"edition_id": edition.id, "path": f"processes/{number}-{at}.{suffix}", "sha256": sha}],
                )
        return self

    def start(self, process_id: str = "sketch", **inputs: Any) -> "Bench":
        """Start an instance."""
        with self.db.step() as session:
            self.instance_id = self.engine.start(
                session, edition_id=self.edition_id, process_id=process_id, inputs=inputs
            )
        return self

    @contextmanager
    def opened(self) -> Iterator[tuple[Session, Opened]]:
        """The instance, loaded from storage, in a step of its own."""
        self.engine.cache.clear()
        with self.db.step() as session:
            yield session, self.engine.open_case(session, self.instance_id)

    def items(self, state: str = "open") -> list[WorkItem]:
        with self.db.read() as session:
            return list(
                session.scalars(
                    select(WorkItem)
                    .where(WorkItem.instance_id == self.instance_id, WorkItem.state == state)
                    .order_by(WorkItem.id)
                )
            )

    @property
    def waiting(self) -> list[str]:
        return [item.node for item in self.items()]

    @property
    def status(self) -> str:
        with self.db.read() as session:
            found = session.get(Instance, self.instance_id)
            assert found is not None
            return found.status

    def state(self) -> bytes:
        with self.db.read() as session:
            found = session.get(Instance, self.instance_id)
            assert found is not None
            return found.state

    def do(self, node: str, **routing: Any) -> "Bench":
        """Complete the first waiting item of a node."""
        item = next(item for item in self.items() if item.node == node)
        with self.opened() as (_, opened):
            self.engine.complete(opened, item, routing, actor_id=None)
        return self

    def data(self) -> dict[str, Any]:
        """The routing values of the top process."""
        with self.opened() as (_, opened):
            return dict(opened.live.workflow.data)


def bench(db: Database) -> Bench:
    """An engine whose acts note what they were given: note/take(value), note/give() → value, note/fail()."""
    made = Bench(db, Engine())

    def take(context: Any, **inputs: Any) -> dict[str, Any]:
        made.log.append((context.node.id, inputs))
        return {}

    def fail(context: Any) -> dict[str, Any]:
        raise ValueError("an act fails")

    made.engine.acts.update(
        {
            "note/take": Act(take, frozenset({"value", "other"})),
            "note/give": Act(lambda context: {"value": 7}, frozenset(), frozenset({"value"})),
            "note/fail": Act(fail),
        }
    )
    return made
