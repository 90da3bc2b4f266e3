"""Reading a diagram: hardened XML, the elements we run, and what each node says of itself."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from app.engine.errors import DiagramRefused
from app.law.text import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
B, S = f"{{{BPMN}}}", f"{{{SPIFF}}}"

# What our processes use. Everything else is refused by name: the engine would ignore or mis-run it.
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


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a diagram. `citation` is the first line of its documentation, `guidance` the rest."""

    id: str
    kind: str
    name: str
    name_en: str
    citation: str
    guidance: str
    guidance_en: str
    lane: str
    properties: dict[str, str] = field(hash=False)
    operation: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """One file: a process, its nodes by id, and the XML it came from."""

    process_id: str
    name: str
    name_en: str
    citation: str
    nodes: dict[str, Node] = field(hash=False)
    xml: bytes = field(repr=False)

    def user_tasks(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind == "userTask"]


def parse_xml(xml: bytes) -> Any:
    """The document, read without DTD, entities or network; raises DiagramRefused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DiagramRefused(
            Text(
                f"工程図のXMLを読めません（{error.msg}）。",
                f"The XML of the diagram cannot be read ({error.msg}).",
            )
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramRefused(Text("工程図にDTDは使えません。", "A diagram must not contain a DTD."))
    return root


@lru_cache(maxsize=256)
def read(xml: bytes) -> Diagram:
    """Read a diagram and refuse what we do not run; the sentence names the element and its id."""
    root = parse_xml(xml)
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
    process = processes[0]
    citation, _ = _documentation(process)
    lanes = {
        ref.text: lane.get("name", "")
        for lane in process.iter(f"{B}lane")
        for ref in lane.findall(f"{B}flowNodeRef")
    }
    nodes = {
        element.get("id"): _node(element, lanes) for element in process.iter(*(B + name for name in NODES))
    }
    return Diagram(
        process_id=process.get("id"),
        name=process.get("name", ""),
        name_en=_properties(process).get("name_en", ""),
        citation=citation,
        nodes=nodes,
        xml=xml,
    )


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


def _node(element: Any, lanes: dict[str, str]) -> Node:
    citation, guidance = _documentation(element)
    own = _properties(element)
    operator = element.find(f"{B}extensionElements/{S}serviceTaskOperator")
    return Node(
        id=element.get("id"),
        kind=etree.QName(element).localname,
        name=element.get("name", ""),
        name_en=own.get("name_en", ""),
        citation=citation,
        guidance=guidance,
        guidance_en=own.get("guidance_en", ""),
        lane=lanes.get(element.get("id"), ""),
        properties=own,
        operation=operator.get("id", "") if operator is not None else "",
        called=element.get("calledElement", ""),
    )


def _documentation(element: Any) -> tuple[str, str]:
    found = element.find(f"{B}documentation")
    text = (found.text or "").strip() if found is not None else ""
    first, _, rest = text.partition("\n")
    return first.strip(), "\n".join(line.strip() for line in rest.strip().splitlines())


def _properties(element: Any) -> dict[str, str]:
    return {
        item.get("name"): item.get("value")
        for item in element.findall(f"{B}extensionElements/{S}properties/{S}property")
    }
