"""Only elements that the engine runs as BPMN means them."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.allowed import BPMN, EXTENSIONS, NODES, PLAIN, SPIFF
from app.engine.faults import Fault
from app.engine.shape import places
from app.engine.shape.substitutes import SUBSTITUTES, UNKNOWN
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """The outermost elements that are not run; what stands inside one of them is not told again."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = _refused(element)
        if name:
            yield _fault(name, element)
        else:
            waiting.extend(child for child in reversed(element) if isinstance(child.tag, str))


def _refused(element: Any) -> str:
    tag = etree.QName(element)
    if tag.namespace == SPIFF:
        return "" if tag.localname in EXTENSIONS else str(tag.localname)
    if tag.namespace != BPMN:
        return ""
    if tag.localname == "subProcess" and element.get("triggeredByEvent") == "true":
        return "eventSubProcess"
    return "" if tag.localname in NODES | PLAIN else str(tag.localname)


def _fault(name: str, element: Any) -> Fault:
    own, instead = SUBSTITUTES.get(name, UNKNOWN)
    where = places.label(element)
    return Fault(
        "element",
        places.place(element),
        Text(
            f"{where.ja}の{own.ja}（{name}）は実行できません。{instead.ja}",
            f"The {own.en} ({name}) at {where.en} cannot be run. {instead.en}",
        ),
    )
