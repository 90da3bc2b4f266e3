"""A runtime with three small processes: one counts when a timer fires, one waits for a message, one sends it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import app.store.models  # noqa: F401 (the metadata is complete only with them)
from app import clock
from app.cases.editions import FormShelf
from app.cases.runtime import Runtime
from app.config import Settings
from app.engine import Act, ActContext, Engine
from app.store.base import Base
from app.store.blobs import Blobs
from app.store.models.cases import Case
from app.store.models.people import Provider
from app.store.models.procedures import Content, Edition, EditionFile, Incident, Instance, Message
from app.store.models.services import Service
from app.store.session import Database

HEAD = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t">
 <bpmn:message id="hello" name="hello"/>"""
KEY = """<bpmn:extensionElements><spiffworkflow:properties>
 <spiffworkflow:property name="key" value="input.key"/></spiffworkflow:properties></bpmn:extensionElements>"""
ACT = """<bpmn:serviceTask id="count" name="数える"><bpmn:extensionElements>
 <spiffworkflow:serviceTaskOperator id="test/count"><spiffworkflow:parameters>
 <spiffworkflow:parameter id="name" type="string" value="input.key"/>
 </spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"""
CATCH = f"""<bpmn:intermediateCatchEvent id="wait" name="待つ">{KEY}
 <bpmn:messageEventDefinition id="wait_message" messageRef="hello"/></bpmn:intermediateCatchEvent>"""
THROW = f"""<bpmn:intermediateThrowEvent id="send" name="送る">{KEY}
 <bpmn:messageEventDefinition id="send_message" messageRef="hello"/></bpmn:intermediateThrowEvent>"""
TIMER = """<bpmn:intermediateCatchEvent id="due" name="期日"><bpmn:timerEventDefinition id="due_timer">
 <bpmn:timeDate xsi:type="bpmn:tFormalExpression">input.day</bpmn:timeDate>
 </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"""


def diagram(process_id: str, *steps: tuple[str, str]) -> str:
    """A process of steps in a row; each is its id and its XML."""
    names = ["begun", *(name for name, _ in steps), "ended"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(itertools.pairwise(names))
    )
    inner = "".join(xml for _, xml in steps)
    return (
        f'{HEAD}<bpmn:process id="{process_id}" name="試し" isExecutable="true">'
        f'<bpmn:startEvent id="begun"/>{inner}<bpmn:endEvent id="ended"/>{flows}'
        "</bpmn:process></bpmn:definitions>"
    )


DIAGRAMS = {
    "alarm": diagram("alarm", ("due", TIMER), ("count", ACT)),
    "receiver": diagram("receiver", ("wait", CATCH), ("count", ACT)),
    "sender": diagram("sender", ("send", THROW)),
    "counter": diagram("counter", ("count", ACT)),
    "twice": diagram(
        "twice", ("wait", CATCH), ("count", ACT), ("wait_again", CATCH.replace('"wait', '"wait_again'))
    ),
}


@dataclass
class Lab:
    """The runtime, what the act has counted, and whom it refuses."""

    runtime: Runtime
    case_id: int
    edition_id: int
    counted: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)

    def start(self, process_id: str, key: str, day: date | None = None) -> int:
        """Start an instance in the case; returns its id."""
        inputs = {"key": key, "day": (day or date(2027, 1, 1)).isoformat()}
        with self.runtime.db.step() as session:
            case = session.get(Case, self.case_id)
            return self.runtime.engine.start(
                session, edition_id=self.edition_id, process_id=process_id, inputs=inputs, case=case
            )

    def incidents(self) -> list[tuple[str, int | None, bool]]:
        """What, which instance, and whether it is still open."""
        with self.runtime.db.read() as session:
            rows = session.execute(
                select(Incident.what, Incident.instance_id, Incident.resolved_at).order_by(Incident.id)
            )
            return [(what, instance_id, resolved is None) for what, instance_id, resolved in rows]

    def message(self) -> tuple[bool, int | None]:
        """Whether the only message was delivered, and to whom."""
        with self.runtime.db.read() as session:
            row = session.execute(select(Message.delivered_at, Message.receiver_instance_id)).one()
            return row[0] is not None, row[1]

    def running(self) -> int:
        """How many instances have not ended."""
        with self.runtime.db.read() as session:
            return len(session.scalars(select(Instance.id).where(Instance.status == "running")).all())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    settings = Settings(data=tmp_path, database_url=url, demo=True)
    lab = Lab(runtime=None, case_id=0, edition_id=0)  # type: ignore[arg-type]  # filled three lines on

    def count(context: ActContext, name: str) -> dict[str, Any]:
        if name in lab.failing:
            raise RuntimeError(f"secret of {name}")
        lab.counted.append(name)
        return {}

    engine = Engine({"test/count": Act(count, frozenset({"name"}))})
    lab.runtime = Runtime(settings, Database(settings.url), engine, Blobs(settings.uploads), FormShelf())
    Base.metadata.create_all(lab.runtime.db.engine)
    lab.edition_id, lab.case_id = furnish(lab.runtime.db)
    yield lab
    lab.runtime.db.dispose()


def furnish(db: Database) -> tuple[int, int]:
    """An edition of the three processes, and a case."""
    with db.step() as session:
        edition = Edition(
            hash="e" * 64, label="試し", effective_on=date(2026, 7, 1), imported_at=clock.real_now()
        )
        provider = Provider(name="株式会社あおぞら", created_at=clock.now())
        session.add_all([edition, provider])
        session.flush()
        for number, (name, xml) in enumerate(DIAGRAMS.items()):
            sha256 = str(number) * 64
            session.add(Content(sha256=sha256, text=xml))
            session.flush()
            path = f"processes/{name}.bpmn"
            session.add(EditionFile(edition_id=edition.id, path=path, sha256=sha256))
        service = Service(provider_id=provider.id, name="あおぞらAI", created_at=clock.now())
        session.add(service)
        session.flush()
        case = Case(
            case_no="A-1",
            process_id="alarm",
            edition_id=edition.id,
            provider_id=provider.id,
            service_id=service.id,
            opened_at=clock.now(),
            event_seq=0,
            event_hash="",
        )
        session.add(case)
        session.flush()
        return edition.id, case.id
