"""What we run of BPMN. Everything else is refused by name: the engine would ignore or mis-run it."""

import re
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from app.engine.errors import DiagramRefused
from app.law.text import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
B, S = f"{{{BPMN}}}", f"{{{SPIFF}}}"

NODES = {
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "callActivity",
    "subProcess",
    "exclusiveGateway",
    "parallelGateway",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
}
PLAIN = {
    "definitions",
    "collaboration",
    "participant",
    "process",
    "laneSet",
    "lane",
    "flowNodeRef",
    "documentation",
    "extensionElements",
    "incoming",
    "outgoing",
    "sequenceFlow",
    "conditionExpression",
    "message",
    "messageEventDefinition",
    "timerEventDefinition",
    "timeDate",
    "timeDuration",
    "multiInstanceLoopCharacteristics",
    "loopCardinality",
}
RESERVED = re.compile(r"^(Start|End|Root)$|\.(EndJoin|BoundaryEventSplit|BoundaryEventJoin)$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def check(root: Any) -> Any:
    """Refuse a document that holds what we do not run; returns its one process element."""
    _refuse_unknown(root)
    _refuse_shape(root)
    try:
        VALIDATOR.validate(root)
    except ValidationException as error:
        raise DiagramRefused(
            Text(f"工程図がBPMNの規格に合いません：{error}", f"The diagram is not valid BPMN: {error}")
        ) from error
    processes = root.findall(f"{B}process")
    if len(processes) != 1 or not NAME.match(processes[0].get("id", "")):
        raise DiagramRefused(
            Text(
                "1つのファイルには、小文字と下線だけのidをもつ工程を1つだけ置いてください。",
                "A file must hold exactly one process, with an id of lower-case letters and underscores.",
            )
        )
    return processes[0]


def _refuse_unknown(root: Any) -> None:
    for element in root.iter(etree.Element):
        tag = etree.QName(element)
        if tag.namespace == SPIFF and tag.localname in {"preScript", "postScript"}:
            raise DiagramRefused(_element(tag.localname, element))
        if tag.namespace == BPMN and tag.localname not in NODES | PLAIN:
            raise DiagramRefused(_element(tag.localname, element))


def _refuse_shape(root: Any) -> None:
    for element in root.iter(*(B + name for name in NODES)):
        node_id, kind = element.get("id", ""), etree.QName(element).localname
        if RESERVED.search(node_id):
            raise DiagramRefused(
                Text(
                    f"id「{node_id}」は実行系が使うため付けられません。別のidにしてください。",
                    f"The id “{node_id}” is used by the engine itself. Choose another id.",
                )
            )
        if not NAME.match(node_id):
            raise DiagramRefused(
                Text(
                    f"id「{node_id}」は使えません。小文字・数字・下線だけにしてください。",
                    f"The id “{node_id}” cannot be used. Use lower-case letters, digits and underscores.",
                )
            )
        if element.get("triggeredByEvent") == "true":
            raise DiagramRefused(_element("event subprocess", element))
        flows = [
            flow
            for flow in element.getparent().findall(f"{B}sequenceFlow")
            if flow.get("sourceRef") == node_id
        ]
        if kind not in {"exclusiveGateway", "parallelGateway"}:
            if len(flows) > 1:
                raise DiagramRefused(_element("implicit split", element))
            if any(flow.find(f"{B}conditionExpression") is not None for flow in flows):
                raise DiagramRefused(_element("condition on a flow that leaves no gateway", element))
        if kind in {"intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"}:
            _refuse_event(element, kind)


def _refuse_event(element: Any, kind: str) -> None:
    message = element.find(f"{B}messageEventDefinition")
    if message is not None and not message.get("messageRef"):
        raise DiagramRefused(_element("message event without a message", element))
    if message is None and element.find(f"{B}timerEventDefinition") is None:
        raise DiagramRefused(_element(f"{kind} without a message or timer", element))


def _element(name: str, element: Any) -> Text:
    # An event definition is told by its event: that is what an author sees in the drawing.
    while (
        etree.QName(element).localname not in NODES
        and element.getparent() is not None
        and name.endswith("Definition")
    ):
        element = element.getparent()
    node_id = element.get("id", "")
    return Text(
        f"「{node_id}」の {name} は実行できない要素です。別の書き方にしてください。",
        f"“{name}” at “{node_id}” cannot be run here. Draw it another way.",
    )
