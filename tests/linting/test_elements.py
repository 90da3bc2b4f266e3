"""Whatever of BPMN we do not run is refused by the name that the drawing gives it, with what to draw instead."""

import pytest

from app.cases.linting import judge
from app.engine.allowed import NODES, PLAIN
from app.engine.shape.substitutes import SUBSTITUTES
from tests.engine.sketch import end, path, process, start
from tests.linting.examples import ACTS

WHOLE = start() + end() + path("begun", "ended")


def written(name: str) -> str:
    if name in ("preScript", "postScript"):
        inner = f"<spiffworkflow:{name}>x = 1</spiffworkflow:{name}>"
        return f'<bpmn:serviceTask id="odd"><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:serviceTask>'
    if name == "eventSubProcess":
        return '<bpmn:subProcess id="odd" triggeredByEvent="true"/>'
    return f'<bpmn:{name} id="odd"/>'


@pytest.mark.parametrize("name", SUBSTITUTES)
def test_an_element_is_refused_with_what_to_draw_instead(name: str) -> None:
    files = {"processes/sketch.bpmn": process(WHOLE + written(name))}
    (finding,) = judge(files, ACTS)
    own, instead = SUBSTITUTES[name]
    assert (finding.rule, finding.node) == ("element", "odd")
    assert f"「odd」の{own.ja}（{name}）" in finding.ja
    assert instead.ja in finding.ja
    assert own.en in finding.en
    assert instead.en in finding.en


def test_an_element_that_nobody_thought_of_is_refused_as_well() -> None:
    (finding,) = judge({"processes/sketch.bpmn": process(WHOLE + '<bpmn:surprise id="odd"/>')}, ACTS)
    assert (finding.rule, finding.node) == ("element", "odd")
    assert "surprise" in finding.ja


def test_what_is_run_has_no_substitute() -> None:
    assert not (NODES | PLAIN) & SUBSTITUTES.keys()
