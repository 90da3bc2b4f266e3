"""A small application of its own: a filing starts a desk and talks with it, a span passes, a letter goes out."""

import json
from itertools import pairwise

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions_{id}"'
    ' targetNamespace="https://nintei.example/grown">{messages}'
    '<bpmn:process id="{id}" name="試しの工程" isExecutable="true">'
)
CITATION = "<bpmn:documentation>運用（試験）</bpmn:documentation>"
Step = tuple[str, str]


def files() -> dict[str, str]:
    """The files of the edition: two processes and the forms of their human steps."""
    return {
        "processes/application.bpmn": process(
            "application",
            "case_no, channel",
            user_task("ask", "申請者"),
            message("open_desk", "desk_opened", throws=True, starts="desk", **{"payload.case_no": CASE}),
            message("tell", "asked", throws=True),
            timer("pause", "PT1S"),
            letter("remind"),
            message("hear", "answered", throws=False),
            user_task("check", "事務局受付"),
        ),
        "processes/desk.bpmn": process(
            "desk",
            "case_no",
            message("listen", "asked", throws=False),
            timer("think", "PT1S"),
            letter("write"),
            message("answer", "answered", throws=True),
        ),
        **{f"forms/application/{step}.form": form(step) for step in ("ask", "check")},
    }


CASE = "input.case_no"


def process(process_id: str, inputs: str, *steps: Step) -> str:
    """Steps in a row between a start and an end."""
    ids = ["begun", *(name for name, _ in steps), "ended"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="{a}__{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids)
    )
    begun = (
        f'<bpmn:startEvent id="begun" name="始まり">{CITATION}{properties(name_en="Begun")}</bpmn:startEvent>'
    )
    ended = f'<bpmn:endEvent id="ended" name="終わり">{CITATION}{properties(name_en="Ended")}</bpmn:endEvent>'
    messages = "".join(
        f'<bpmn:message id="{name}" name="{name}"/>' for name in ("desk_opened", "asked", "answered")
    )
    return (
        HEAD.format(id=process_id, messages=messages)
        + CITATION
        + properties(name_en="Trial", inputs=inputs)
        + lanes(process_id, ids)
        + begun
        + "".join(xml for _, xml in steps)
        + ended
        + flows
        + "</bpmn:process></bpmn:definitions>"
    )


def lanes(process_id: str, ids: list[str]) -> str:
    """What the applicant does, and everything else, which is the secretariat's."""
    found = ""
    for key, name in (("applicant", "申請者"), ("secretariat", "事務局受付")):
        own = [each for each in ids if (each == "ask") == (key == "applicant")]
        if own:
            inside = "".join(f"<bpmn:flowNodeRef>{each}</bpmn:flowNodeRef>" for each in own)
            found += f'<bpmn:lane id="lane_{process_id}_{key}" name="{name}">{inside}</bpmn:lane>'
    return f'<bpmn:laneSet id="lanes_{process_id}">{found}</bpmn:laneSet>'


def properties(**named: str) -> str:
    """Properties in an extension element."""
    return f"<bpmn:extensionElements>{property_list(**named)}</bpmn:extensionElements>"


def property_list(**named: str) -> str:
    """Properties alone."""
    listed = "".join(
        f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in named.items()
    )
    return f"<spiffworkflow:properties>{listed}</spiffworkflow:properties>"


def user_task(node: str, name: str) -> Step:
    """A human step."""
    return (
        node,
        f'<bpmn:userTask id="{node}" name="{name}が書く">{CITATION}{properties(name_en="Write")}</bpmn:userTask>',
    )


def message(node: str, name: str, *, throws: bool, **more: str) -> Step:
    """An event that sends a message of the case, or waits for one."""
    kind = "intermediateThrowEvent" if throws else "intermediateCatchEvent"
    return (
        node,
        f'<bpmn:{kind} id="{node}" name="知らせ">{CITATION}{properties(name_en="News", key=CASE, **more)}'
        f'<bpmn:messageEventDefinition id="{node}_message" messageRef="{name}"/></bpmn:{kind}>',
    )


def timer(node: str, span: str) -> Step:
    """An event that lets a span pass."""
    return (
        node,
        f'<bpmn:intermediateCatchEvent id="{node}" name="待つ">{CITATION}{properties(name_en="Wait")}'
        f'<bpmn:timerEventDefinition id="{node}_timer"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">'
        f'duration("{span}")</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>',
    )


def letter(node: str) -> Step:
    """A notice to the party, which is mailed to each of its members."""
    return (
        node,
        f'<bpmn:serviceTask id="{node}" name="知らせる">{CITATION}<bpmn:extensionElements>'
        f"{property_list(name_en='Tell')}"
        '<spiffworkflow:serviceTaskOperator id="notices/send"><spiffworkflow:parameters>'
        '<spiffworkflow:parameter id="kind" type="str" value="&quot;received&quot;"/>'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements>"
        "</bpmn:serviceTask>",
    )


def form(step: str) -> str:
    """One text."""
    text = {
        "type": "textarea",
        "key": "words",
        "label": "内容",
        "properties": {"label_en": "Words"},
        "validate": {"required": True, "maxLength": 1000},
    }
    return json.dumps(
        {"schemaVersion": 18, "type": "default", "id": f"application.{step}", "components": [text]}
    )
