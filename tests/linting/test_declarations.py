"""What code starts and sends gives what the shipped diagrams declare that they get."""

from sqlalchemy import select

from app.cases import withdrawing
from app.cases.linting.provided import received
from app.cases.runtime import Runtime
from app.engine import read
from app.store.models.procedures import Instance, Message
from tests.walk import Walk


def test_an_application_is_started_with_exactly_its_declared_inputs(
    runtime: Runtime, edition_files: dict[str, str]
) -> None:
    declared = read(edition_files["processes/application.bpmn"].encode()).inputs
    case = Walk.open(runtime).case()
    with runtime.db.step() as session:
        instance = session.scalars(select(Instance.id).where(Instance.case_id == case.id)).one()
        opened = runtime.engine.open_case(session, instance)
        assert opened.live.workflow.data["input"].keys() == declared


def test_a_withdrawal_tells_what_the_application_declares_to_receive(
    runtime: Runtime, edition_files: dict[str, str]
) -> None:
    event = read(edition_files["processes/application.bpmn"].encode()).nodes["application_withdrawn"]
    assert received(event)
    walk = Walk.open(runtime)
    withdrawing.withdraw(runtime, walk.people["applicant"], walk.case_no, "")
    with runtime.db.read() as session:
        payloads = list(session.scalars(select(Message.payload).where(Message.name == event.message)))
    assert [received(event) - payload.keys() for payload in payloads] == [set()]
