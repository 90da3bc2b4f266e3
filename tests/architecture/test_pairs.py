"""A pair is found by its name: step and form, procedure and test."""

from app.cases import acts
from app.config import ROOT
from app.engine import Diagram, read


def diagrams() -> dict[str, Diagram]:
    """Every diagram, by the name of its file."""
    return {path.stem: read(path.read_bytes()) for path in sorted((ROOT / "processes").glob("*.bpmn"))}


def test_a_diagram_is_named_after_its_process() -> None:
    assert {name: diagram.process_id for name, diagram in diagrams().items()} == {
        name: name for name in diagrams()
    }


def test_every_step_of_a_person_has_a_form_and_every_form_a_step() -> None:
    steps = {f"{name}/{task.id}" for name, diagram in diagrams().items() for task in diagram.user_tasks()}
    forms = {f"{path.parent.name}/{path.stem}" for path in (ROOT / "forms").glob("*/*.form")}
    assert steps == forms


def test_every_procedure_has_its_test() -> None:
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "processes").glob("test_*.py")}
    assert set(diagrams()) - tests == set()


def test_every_act_is_drawn_and_every_drawn_act_exists() -> None:
    drawn = {node.operation for diagram in diagrams().values() for node in diagram.nodes.values()} - {""}
    assert drawn == set(acts.OPERATIONS)


def test_every_called_procedure_exists() -> None:
    called = {node.called for diagram in diagrams().values() for node in diagram.nodes.values()} - {""}
    assert called - set(diagrams()) == set()
