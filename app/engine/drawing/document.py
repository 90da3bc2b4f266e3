"""Reading a BPMN file safely, and the few words of BPMN that the drawing needs.

Everything that reads a diagram here goes through `parse`: no DTD, no entities, no network.
"""

from typing import Any

from lxml import etree

from app.law.text import Text

Element = Any
"""An lxml element (lxml ships no types)."""

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

EVENTS = frozenset(
    ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
)
GATEWAYS = frozenset(
    ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")
)
SUBPROCESSES = frozenset(("subProcess", "adHocSubProcess", "transaction"))
TASKS = frozenset(
    (
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    )
)
FLOW_NODES = EVENTS | GATEWAYS | SUBPROCESSES | TASKS
WITHOUT_PLACE = frozenset(
    ("textAnnotation", "association", "dataObjectReference", "dataStoreReference", "group", "messageFlow")
)
"""What `lay_out` does not place; `unplaced` names the elements of a diagram that are concerned."""


class DrawingError(Exception):
    """A diagram that cannot be drawn; `text` tells a person why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def parse(bpmn: bytes) -> Element:
    """The root of a BPMN file; refuses what is not XML, has a DTD, or is no BPMN definitions."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(bpmn, parser)
    except etree.XMLSyntaxError as error:
        raise DrawingError(
            Text(
                f"図をXMLとして読めません（{error}）。BPMNファイルを書き出し直してください。",
                f"The diagram cannot be read as XML ({error}). Export the BPMN file again.",
            )
        ) from error
    if root.getroottree().docinfo.doctype:
        raise DrawingError(
            Text(
                "図にDOCTYPE宣言があります。安全のため受け付けません。宣言を取り除いてください。",
                "The diagram has a DOCTYPE declaration, which is not accepted. Remove the declaration.",
            )
        )
    if root.tag != BPMN + "definitions":
        raise DrawingError(
            Text(
                "BPMN 2.0の図ではありません。BPMNファイルを選んでください。",
                "This is not a BPMN 2.0 diagram. Choose a BPMN file.",
            )
        )
    return root


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def is_bpmn(element: Element) -> bool:
    """Whether the element belongs to the semantic part of the file."""
    return isinstance(element.tag, str) and element.tag.startswith(BPMN)


def name_of(element: Element, language: str = "ja") -> str:
    """The name shown to a reader; in English the property `name_en` where there is one."""
    if language == "en":
        path = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
        for item in element.iterfind(path):
            if item.get("name") == "name_en" and item.get("value"):
                return str(item.get("value"))
    return element.get("name") or ""


def citation_of(element: Element) -> str:
    """The first line of the documentation: the article that the node carries out."""
    text = (element.findtext(BPMN + "documentation") or "").strip()
    return text.splitlines()[0].strip() if text else ""


def pools(root: Element) -> dict[str, Element]:
    """Participants by the id of their process."""
    found = root.iterfind(f"{BPMN}collaboration/{BPMN}participant")
    return {pool.get("processRef"): pool for pool in found if pool.get("processRef")}


def unplaced(bpmn: bytes) -> list[str]:
    """Ids of annotations, data and message flows, and of pools without a process: no layout for these.

    An «arrange» button must not run while this is not empty, for their shapes would be lost.
    """
    root = parse(bpmn)
    found = [e.get("id") or "" for e in root.iter() if is_bpmn(e) and local(e) in WITHOUT_PLACE]
    participants = root.iterfind(f"{BPMN}collaboration/{BPMN}participant")
    return found + [p.get("id") or "" for p in participants if not p.get("processRef")]
