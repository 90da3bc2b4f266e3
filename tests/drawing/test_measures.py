"""The measures notice the faults of a drawing."""

import re

import pytest
from lxml import etree

from app.engine.drawing import check, measure
from app.engine.drawing.document import BPMNDI, DC
from app.engine.drawing.picture import read_picture

pytestmark = pytest.mark.slow


def moved(bpmn: bytes, element: str, **attributes: float) -> bytes:
    """The drawing with the bounds of one shape changed."""
    root = etree.fromstring(bpmn)
    bounds = root.find(f".//{BPMNDI}BPMNShape[@bpmnElement='{element}']/{DC}Bounds")
    for key, value in attributes.items():
        bounds.set(key, str(value))
    return etree.tostring(root)


def without(bpmn: bytes, path: str) -> bytes:
    """The file without the elements at a path."""
    root = etree.fromstring(bpmn)
    for element in root.findall(path):
        element.getparent().remove(element)
    return etree.tostring(root)


def test_a_task_out_of_its_lane_is_noticed(drawn):
    assert measure(moved(drawn["five_lanes"], "form_check", y=900)).outside_lane == 1


def test_a_task_on_another_is_noticed(drawn):
    review = read_picture(drawn["five_lanes"]).boxes["review"]
    bad = measure(moved(drawn["five_lanes"], "decide", x=review.x + 5, y=review.y + 5))
    assert bad.shape_overlaps == 1
    assert bad.flow_through_shape > 0


def test_a_name_that_needs_more_lines_than_its_task_has_is_noticed(drawn):
    long = drawn["straight"].replace("届出の確認".encode(), ("届出の確認" * 12).encode(), 1)
    assert measure(long).text_cut == 1
    assert check(long) == ["text_cut: 1, must be 0"]


def test_a_flow_without_a_line_is_noticed(drawn):
    gone = without(drawn["straight"], f".//{BPMNDI}BPMNEdge[@bpmnElement='read-note']")
    assert measure(gone).missing == 1


def test_a_diagram_without_a_drawing_is_all_missing(drawn):
    bare = without(drawn["straight"], f"{BPMNDI}BPMNDiagram")
    assert measure(bare).missing == 7
    assert measure(bare).nodes == 0


@pytest.mark.parametrize("name", ["straight", "five_lanes", "loops", "application", "boxed"])
def test_counts_are_those_of_the_diagram(name, drawn):
    found = measure(drawn[name])
    assert found.nodes == drawn[name].count(b"BPMNShape id=") - len(
        re.findall(rb"<bpmn:(?:lane|participant|subProcess) ", drawn[name])
    )
    assert found.flows == drawn[name].count(b"<bpmn:sequenceFlow ")
