"""What loading a diagram refuses, by the element's name, with a sentence in both languages."""

import pytest

from app.engine import DiagramRefused, StepFailed, build, read
from tests.engine.sketch import Bench, act, end, flow, gateway, path, process, start, user

PLAIN = start() + user("a") + end() + path("begun", "a", "ended")


def refused(diagram: str) -> str:
    with pytest.raises(DiagramRefused) as error:
        build({"processes/sketch.bpmn": diagram.encode()})
    assert error.value.text.ja
    assert error.value.text.en
    return error.value.text.en


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ('<bpmn:scriptTask id="s"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>', "scriptTask"),
        ('<bpmn:manualTask id="s"/>', "manualTask"),
        ('<bpmn:task id="s"/>', "task"),
        ('<bpmn:sendTask id="s"/>', "sendTask"),
        ('<bpmn:receiveTask id="s"/>', "receiveTask"),
        ('<bpmn:businessRuleTask id="s"/>', "decision table"),
        ('<bpmn:inclusiveGateway id="s"/>', "inclusiveGateway"),
        ('<bpmn:complexGateway id="s"/>', "complexGateway"),
        ('<bpmn:eventBasedGateway id="s"/>', "eventBasedGateway"),
        ('<bpmn:transaction id="s"/>', "transaction"),
        ('<bpmn:adHocSubProcess id="s"/>', "adHocSubProcess"),
        ('<bpmn:dataObject id="s"/>', "dataObject"),
        (
            '<bpmn:intermediateThrowEvent id="s"><bpmn:compensateEventDefinition id="c"/></bpmn:intermediateThrowEvent>',
            "compensateEventDefinition",
        ),
        (
            '<bpmn:intermediateThrowEvent id="s"><bpmn:linkEventDefinition id="c" name="x"/></bpmn:intermediateThrowEvent>',
            "linkEventDefinition",
        ),
        (
            '<bpmn:endEvent id="s"><bpmn:signalEventDefinition id="c"/></bpmn:endEvent>',
            "signalEventDefinition",
        ),
        (
            '<bpmn:endEvent id="s"><bpmn:terminateEventDefinition id="c"/></bpmn:endEvent>',
            "terminateEventDefinition",
        ),
        ('<bpmn:endEvent id="s"><bpmn:errorEventDefinition id="c"/></bpmn:endEvent>', "errorEventDefinition"),
        (
            '<bpmn:subProcess id="s" triggeredByEvent="true"><bpmn:startEvent id="t"/></bpmn:subProcess>',
            "event subprocess",
        ),
        (
            '<bpmn:intermediateCatchEvent id="s"><bpmn:messageEventDefinition id="c"/></bpmn:intermediateCatchEvent>',
            "message event without a message",
        ),
        ('<bpmn:intermediateCatchEvent id="s"/>', "without a message or timer"),
    ],
)
def test_an_element_that_we_do_not_run_is_refused_by_name(element: str, name: str) -> None:
    sentence = refused(process(PLAIN + element, lanes="a"))
    assert name in sentence
    assert "s" in sentence


@pytest.mark.parametrize("name", ["Start", "End", "sketch.EndJoin", "Root", "a.BoundaryEventSplit"])
def test_an_id_that_the_engine_uses_itself_is_refused(name: str) -> None:
    assert name in refused(process(start() + user(name) + end() + path("begun", name, "ended"), lanes=name))


def test_an_id_outside_our_alphabet_is_refused() -> None:
    assert "Activity_1x" in refused(process(PLAIN.replace('"a"', '"Activity_1x"'), lanes="Activity_1x"))


def test_a_condition_on_a_flow_that_leaves_a_task_is_refused() -> None:
    body = start() + user("a") + end() + flow("begun", "a") + flow("a", "ended", "a.x = 1")
    assert "leaves no gateway" in refused(process(body, lanes="a"))


def test_a_split_without_a_gateway_is_refused() -> None:
    body = PLAIN + user("b") + flow("a", "b") + flow("b", "ended")
    assert "implicit split" in refused(process(body, lanes="a b"))


def test_a_pre_script_is_refused() -> None:
    task = user("a", note="x").replace(
        "<bpmn:extensionElements>",
        "<bpmn:extensionElements><spiffworkflow:preScript>x = 1</spiffworkflow:preScript>",
    )
    assert "preScript" in refused(process(start() + task + end() + path("begun", "a", "ended"), lanes="a"))


def test_a_call_of_an_unknown_process_is_refused() -> None:
    body = (
        start() + '<bpmn:callActivity id="c" calledElement="nowhere"/>' + end() + path("begun", "c", "ended")
    )
    assert refused(process(body))


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]>' + process(PLAIN, lanes="a")
    assert refused(bomb)
    outside = '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">' + process(PLAIN, lanes="a")
    assert refused(outside)


def test_what_is_not_bpmn_is_refused() -> None:
    assert refused("<x/>")
    assert refused("no xml at all")


def test_two_files_with_one_process_are_refused() -> None:
    diagram = process(PLAIN, lanes="a").encode()
    with pytest.raises(DiagramRefused):
        build({"processes/a.bpmn": diagram, "processes/b.bpmn": diagram})


def test_a_node_tells_its_citation_guidance_and_lane() -> None:
    task = user("a", name_en="Ask").replace(
        "><bpmn:ext",
        "><bpmn:documentation>第6条第2項\n意見を聴きます。</bpmn:documentation><bpmn:ext",
    )
    node = read(process(start() + task + end() + path("begun", "a", "ended"), lanes="a").encode()).nodes["a"]
    assert (node.citation, node.guidance, node.lane, node.name_en) == (
        "第6条第2項",
        "意見を聴きます。",
        "審査員",
        "Ask",
    )


def test_lanes_inside_a_subprocess_hold_for_its_steps() -> None:
    inner = (
        '<bpmn:subProcess id="inner"><bpmn:laneSet id="inner_lanes"><bpmn:lane id="l1" name="申請者">'
        "<bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        + start("inner_begun")
        + user("b")
        + end("inner_ended")
        + path("inner_begun", "b", "inner_ended")
        + "</bpmn:subProcess>"
    )
    diagram = process(start() + inner + end() + path("begun", "inner", "ended"), lanes="inner")
    library = build({"processes/sketch.bpmn": diagram.encode()})
    assert library.parts["sketch"]["inner"].task_specs["b"].lane == "申請者"
    assert library.diagrams["sketch"].nodes["b"].lane == "申請者"


def test_an_unknown_act_stops_the_step(sqlite: Bench) -> None:
    sqlite.publish(process(start() + act("x", "nothing/here") + end() + path("begun", "x", "ended")))
    with pytest.raises(StepFailed, match="not registered"):
        sqlite.start()


def test_gateways_keep_the_order_of_the_file() -> None:
    body = (
        start()
        + gateway("g", "g__c")
        + user("a")
        + user("b")
        + user("c")
        + end()
        + flow("begun", "g")
        + flow("g", "b", "input.n = 1")
        + flow("g", "a", "input.n = 2")
        + flow("g", "c")
        + "".join(flow(each, "ended") for each in "abc")
    )
    library = build({"processes/sketch.bpmn": process(body, lanes="a b c").encode()})
    assert [name for _, name in library.specs["sketch"].task_specs["g"].cond_task_specs] == ["b", "a", "c"]


def test_what_was_accepted_opens_although_a_later_rule_would_refuse_it(sqlite: Bench) -> None:
    older = process(PLAIN.replace('"a"', '"Activity_1x"'), lanes="Activity_1x")
    refused(older)
    assert sqlite.publish(older).start().waiting == ["Activity_1x"]


def test_a_stored_diagram_with_what_cannot_be_run_is_refused_all_the_same(sqlite: Bench) -> None:
    script = '<bpmn:scriptTask id="s"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>'
    with pytest.raises(DiagramRefused, match="scriptTask"):
        sqlite.publish(process(PLAIN + script, lanes="a")).start()


def test_all_faults_of_a_diagram_are_told_and_the_first_is_the_refusal() -> None:
    odd = '<bpmn:task id="s"/><bpmn:manualTask id="t"/>'
    with pytest.raises(DiagramRefused) as error:
        read(process(PLAIN + odd, lanes="a").encode())
    assert [(fault.rule, fault.node) for fault in error.value.faults] == [("element", "s"), ("element", "t")]
    assert error.value.text == error.value.faults[0].text
