"""No attribute that asks for what the engine does not do."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.allowed import BPMN, SPIFF, B, S
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

_READ = {
    "id",
    "name",
    "attachedToRef",
    "behavior",
    "calledElement",
    "cancelActivity",
    "default",
    "isExecutable",
    "isSequential",
    "language",
    "messageRef",
    "processRef",
    "sourceRef",
    "targetRef",
    "triggeredByEvent",
}
"""What the engine or another rule reads of BPMN."""
_NOTES = {
    "definitions": {"targetNamespace", "exporter", "exporterVersion", "expressionLanguage", "typeLanguage"},
    "documentation": {"textFormat"},
    "exclusiveGateway": {"gatewayDirection"},
    "parallelGateway": {"gatewayDirection"},
}
"""Notes about the file itself; `gatewayDirection` only repeats what the flows show (Signavio writes it)."""
_HARMLESS = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "isForCompensation": "false",
    "parallelMultiple": "false",
    "isInterrupting": "true",
    "isClosed": "false",
    "isImmediate": "true",
    "processType": "None",
    "implementation": "##unspecified",
}
"""The default of BPMN (for `implementation`, that of a user task), which some modelers write out: it asks
for nothing. `isInterrupting` means something only in an event subprocess, which is refused."""
_OF_EXTENSIONS = {
    "property": {"name", "value"},
    "serviceTaskOperator": {"id"},
    "parameter": {"id", "type", "value"},
}


def faults(root: Any) -> Iterator[Fault]:
    """Attributes that nothing reads, with another value than the one that changes nothing."""
    for element in root.iter(f"{B}*", f"{S}*"):
        for attribute, value in element.attrib.items():
            if not _harmless(etree.QName(element), etree.QName(attribute), value):
                where, written = places.label(element), f'{_shown(element, attribute)}="{value}"'
                yield Fault(
                    "ignored_attribute",
                    places.place(element),
                    Text(
                        f"{where.ja}の {written} は働きません。この属性を消し、必要な流れを図に描いてください。",
                        f"{written} at {where.en} would do nothing. Remove it and draw the flow that you need.",
                    ),
                )


def _harmless(element: Any, attribute: Any, value: str) -> bool:
    name = attribute.localname
    if attribute.namespace is not None:
        return attribute.namespace not in (SPIFF, BPMN)
    if element.namespace == SPIFF:
        return name in _OF_EXTENSIONS.get(element.localname, set())
    return name in _READ or name in _NOTES.get(element.localname, set()) or _HARMLESS.get(name) == value


def _shown(element: Any, attribute: str) -> str:
    tag = etree.QName(attribute)
    prefix = {uri: name for name, uri in element.nsmap.items()}.get(tag.namespace)
    return f"{prefix}:{tag.localname}" if prefix else str(tag.localname)
