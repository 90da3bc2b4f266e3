"""Nothing that tells another engine what to do: ours would pass over it in silence."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.allowed import BPMN, SPIFF
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

_OMG = "http://www.omg.org/spec/"
# Colours, and what modelers note about themselves: nothing of it changes how a diagram runs.
HARMLESS = {
    BPMN,
    SPIFF,
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://bpmn.io/schema/bpmn",
    "http://camunda.org/schema/modeler/1.0",
    "http://www.signavio.com",
    "http://www.signavio.com/",
}


def faults(root: Any) -> Iterator[Fault]:
    """Elements and attributes of another maker, the outermost only."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for name in element.attrib:
            tag = etree.QName(name)
            if not _harmless(tag.namespace):
                yield _fault(tag, element)
        tag = etree.QName(element)
        if not _harmless(tag.namespace):
            yield _fault(tag, element)
        else:
            waiting.extend(child for child in reversed(element) if isinstance(child.tag, str))


def _harmless(namespace: str | None) -> bool:
    return namespace is None or namespace in HARMLESS or namespace.startswith(_OMG)


def _fault(tag: Any, element: Any) -> Fault:
    prefix = {uri: name for name, uri in element.nsmap.items()}.get(tag.namespace) or tag.namespace
    where, name = places.label(element), f"{prefix}:{tag.localname}"
    return Fault(
        "foreign_instruction",
        places.place(element),
        Text(
            f"{where.ja}の {name} は別のソフトへの指示で、ここでは働きません。消してください。"
            "担当はレーン、画面は同じ名前の様式、処理は serviceTaskOperator で決めます。",
            f"{name} at {where.en} is an instruction to other software and would do nothing here. Remove it: "
            "lanes say who acts, the form of the same name what is asked, serviceTaskOperator what is run.",
        ),
    )
