"""The layout: the diagram stays, the drawing is by rule, and a reader can follow it."""

import os
import subprocess
import sys

import pytest
from lxml import etree

from app.engine.drawing import DrawingError, check, lay_out, measure, unplaced
from app.engine.drawing.document import BPMNDI
from app.engine.drawing.measures import HARD
from app.engine.drawing.picture import read_picture

from .samples import ALL, FIVE, application, chance, five_lanes, straight
from .sketch import Sketch

pytestmark = pytest.mark.slow

NAMES = [sample.__name__ for sample in ALL]


def semantics(bpmn: bytes) -> bytes:
    """The canonical form of a diagram without its drawing."""
    root = etree.fromstring(bpmn)
    for diagram in root.findall(BPMNDI + "BPMNDiagram"):
        diagram.getprevious().tail = None
        root.remove(diagram)
    return etree.tostring(root, method="c14n").strip()


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_the_semantic_part_stays_as_it_is(sample, drawn):
    assert semantics(drawn[sample.__name__]) == semantics(sample().xml())


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_no_hard_fault_and_keeps_the_ceilings(name, drawn):
    assert check(drawn[name]) == []


@pytest.mark.parametrize("seed", range(15))
def test_a_random_process_has_no_hard_fault_even_at_quick_effort(seed):
    found = measure(lay_out(chance(seed).xml(), effort="quick"))
    assert {name: getattr(found, name) for name in HARD if getattr(found, name)} == {}


def test_a_second_run_replaces_the_old_drawing_by_the_same_one(drawn):
    assert lay_out(drawn["five_lanes"]) == drawn["five_lanes"]
    assert drawn["five_lanes"].count(b"<bpmndi:BPMNDiagram") == drawn["five_lanes"].count(b"BPMNPlane_1") == 1


def test_the_drawing_does_not_depend_on_the_process_that_makes_it():
    program = (
        "import sys; from app.engine.drawing import lay_out; "
        "sys.stdout.buffer.write(lay_out(sys.stdin.buffer.read(), effort='quick'))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            input=five_lanes().xml(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == lay_out(five_lanes().xml(), effort="quick")


def test_flows_run_from_left_to_right_unless_they_close_a_loop(drawn):
    assert measure(drawn["straight"]).leftward_flows == 0
    assert measure(drawn["five_lanes"]).leftward_flows == 1


def test_boundary_events_sit_on_the_lower_border_of_their_host(drawn):
    boxes = read_picture(drawn["five_lanes"]).boxes
    host = boxes["fix"]
    for event in (boxes["remind"], boxes["late"]):
        assert event.y + event.h / 2 == host.y + host.h
        assert host.x <= event.x
        assert event.x + event.w <= host.x + host.w


def test_the_lanes_of_a_subprocess_continue_those_of_its_process(drawn):
    picture = read_picture(drawn["application"])
    frame = picture.boxes["until_decision"]
    for i in range(len(FIVE)):
        outer, inner = picture.boxes[f"application_lane{i}"], picture.boxes[f"filing_lane{i}"]
        assert outer.x < frame.x < inner.x
        assert inner.x + inner.w < frame.x + frame.w < outer.x + outer.w
        if i:
            assert abs(inner.y - outer.y) <= 1  # rounding to whole pixels
        if i < len(FIVE) - 1:
            assert abs(inner.y + inner.h - outer.y - outer.h) <= 1


def test_a_withdrawal_leaves_the_lower_border_of_the_large_subprocess(drawn):
    picture = read_picture(drawn["application"])
    frame, event = picture.boxes["until_decision"], picture.boxes["withdrawn"]
    assert event.y + event.h / 2 == pytest.approx(frame.y + frame.h, abs=1)
    assert picture.lines["withdrawn-record"][0][1] >= frame.y + frame.h


def test_lanes_of_other_names_stay_inside_the_box_of_their_subprocess(drawn):
    picture = read_picture(drawn["boxed"])
    frame, lane = picture.boxes["prepare"], picture.boxes["boxed_lane1"]
    assert lane.y < frame.y
    assert frame.y + frame.h < lane.y + lane.h
    for i in range(2):
        inner = picture.boxes[f"team_lane{i}"]
        assert frame.y < inner.y
        assert inner.y + inner.h < frame.y + frame.h


def test_a_node_beside_a_subprocess_over_all_lanes_gets_a_column_of_its_own():
    sample = application()
    sample.node("parallelGateway", "fork", "", FIVE[1])
    sample.node("manualTask", "meanwhile", "並行する作業", FIVE[2])
    sample.flow("start", "fork", "meanwhile")
    found = measure(lay_out(sample.xml(), effort="quick"))
    assert {name: getattr(found, name) for name in HARD if getattr(found, name)} == {}


def test_nested_lanes_are_drawn_under_their_heading():
    sample = Sketch("nested", "二段の担当", ("外",))
    sample.node("startEvent", "start", "開始", "外")
    sample.node("userTask", "work", "作業", "外")
    sample.flow("start", "work")
    children = (
        b"<bpmn:childLaneSet id='more'><bpmn:lane id='upper' name='a'><bpmn:flowNodeRef>start</bpmn:flowNodeRef>"
        b"</bpmn:lane><bpmn:lane id='lower' name='b'><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane>"
        b"</bpmn:childLaneSet></bpmn:lane>"
    )
    boxes = read_picture(lay_out(sample.xml().replace(b"</bpmn:lane>", children))).boxes
    assert boxes["nested_lane0"].x + 30 == boxes["upper"].x == boxes["lower"].x
    assert boxes["nested_lane0"].h == boxes["upper"].h + boxes["lower"].h


def test_a_task_that_leads_to_itself_is_drawn():
    sample = straight()
    sample.flow("read", "read")
    assert measure(lay_out(sample.xml())).missing == 0


def test_a_process_without_steps_still_shows_its_lanes():
    assert set(read_picture(lay_out(Sketch("bare", "空", FIVE[:2]).xml())).boxes) == {
        "pool",
        "bare_lane0",
        "bare_lane1",
    }


def test_what_has_no_place_in_the_drawing_is_named():
    note = b"<bpmn:textAnnotation id='note'><bpmn:text>x</bpmn:text></bpmn:textAnnotation></bpmn:process>"
    assert unplaced(straight().xml()) == []
    assert unplaced(straight().xml().replace(b"</bpmn:process>", note)) == ["note"]


@pytest.mark.parametrize(
    "evil",
    [
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"<a/>",
        b"not xml",
        b"",
    ],
)
def test_what_is_no_plain_bpmn_is_refused_in_both_languages(evil):
    with pytest.raises(DrawingError) as refusal:
        lay_out(evil)
    assert refusal.value.text.ja
    assert refusal.value.text.en
