"""Reading a diagram: hardened XML, and what each node says of itself."""

from functools import lru_cache
from typing import Any

from lxml import etree

from app.engine import shape
from app.engine.allowed import NODES, B, S
from app.engine.diagram import Diagram, Flow, Node, Repeat
from app.engine.errors import DiagramRefused
from app.law.text import Text


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
                f"工程図のXMLを読めません（{error.lineno}行目）。BPMNファイルとして保存し直してください。",
                f"The XML of the diagram cannot be read ({error.msg}). Save it again as a BPMN file.",
            )
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramRefused(Text("工程図にDTDは使えません。", "A diagram must not contain a DTD."))
    return root


@lru_cache(maxsize=256)
def read(xml: bytes, *, accepted: bool = False) -> Diagram:
    """Read a diagram and refuse what we do not run; the sentence names the element and its id.

    `accepted` is for a diagram of an edition, which was judged when it was put in force.
    """
    root = parse_xml(xml)
    faults = shape.faults(root, accepted=accepted)
    if faults:
        raise DiagramRefused(faults[0].text, faults)
    process = root.find(f"{B}process")
    citation, _ = _documentation(process)
    lanes = {
        ref.text: lane.get("name", "")
        for lane in process.iter(f"{B}lane")
        for ref in lane.findall(f"{B}flowNodeRef")
    }
    messages = {message.get("id"): message.get("name", "") for message in root.findall(f"{B}message")}
    elements = list(process.iter(*(B + name for name in NODES)))
    defaults = {element.get("default") for element in elements}
    return Diagram(
        process_id=process.get("id"),
        name=process.get("name", ""),
        name_en=_properties(process).get("name_en", ""),
        citation=citation,
        nodes={element.get("id"): _node(element, lanes, messages) for element in elements},
        xml=xml,
        flows=tuple(_flow(flow, defaults) for flow in process.iter(f"{B}sequenceFlow")),
        inputs=frozenset(names_listed(_properties(process).get("inputs", ""))),
    )


def names_listed(text: str) -> list[str]:
    """The names of a list such as `case_no, channel`."""
    return [name.strip() for name in text.split(",") if name.strip()]


def priority(flow: Any) -> int | None:
    """The place of a flow among those of its gateway, where its property `priority` gives one."""
    text = _properties(flow).get("priority", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _flow(flow: Any, defaults: set[str | None]) -> Flow:
    return Flow(
        id=flow.get("id", ""),
        source=flow.get("sourceRef", ""),
        target=flow.get("targetRef", ""),
        condition=_text(flow, f"{B}conditionExpression"),
        name=flow.get("name", ""),
        is_default=flow.get("id") in defaults,
        name_en=_properties(flow).get("name_en", ""),
        priority=priority(flow),
    )


def _node(element: Any, lanes: dict[str, str], messages: dict[str | None, str]) -> Node:
    citation, guidance = _documentation(element)
    own = _properties(element)
    operator = element.find(f"{B}extensionElements/{S}serviceTaskOperator")
    around = element.getparent()
    message = element.find(f"{B}messageEventDefinition")
    timer = element.find(f"{B}timerEventDefinition")
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
        table=_text(element, f"{B}extensionElements/{S}calledDecisionId"),
        parameters=_parameters(operator),
        called=element.get("calledElement", ""),
        parent=around.get("id", "") if etree.QName(around).localname == "subProcess" else "",
        attached_to=element.get("attachedToRef", ""),
        interrupting=element.get("cancelActivity", "true") != "false",
        event="timer" if timer is not None else "message" if message is not None else "",
        timer=(_text(timer, f"{B}timeDate") or _text(timer, f"{B}timeDuration")) if timer is not None else "",
        message=messages.get(message.get("messageRef"), "") if message is not None else "",
        repeat=_repeat(element.find(f"{B}multiInstanceLoopCharacteristics")),
    )


def _parameters(operator: Any) -> dict[str, str]:
    if operator is None:
        return {}
    return {
        each.get("id", ""): each.get("value", "") for each in operator.findall(f"{S}parameters/{S}parameter")
    }


def _repeat(loop: Any) -> Repeat | None:
    if loop is None:
        return None
    return Repeat(
        times=_text(loop, f"{B}loopCardinality"),
        until=_text(loop, f"{B}completionCondition"),
        sequential=loop.get("isSequential") == "true",
    )


def _text(element: Any, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""


def _documentation(element: Any) -> tuple[str, str]:
    found = element.find(f"{B}documentation")
    text = (found.text or "").strip() if found is not None else ""
    first, _, rest = text.partition("\n")
    return first.strip(), "\n".join(line.strip() for line in rest.strip().splitlines())


def _properties(element: Any) -> dict[str, str]:
    return {
        item.get("name", ""): item.get("value", "")
        for item in element.findall(f"{B}extensionElements/{S}properties/{S}property")
    }
