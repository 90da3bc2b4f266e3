"""Where something stands in a document."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.allowed import NODES, B

_AROUND = {"process", "subProcess", "laneSet", "collaboration", "definitions"}


def kind(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def place(element: Any) -> str:
    """The id of what an author sees in the drawing: an event for its definition, a task for its loop."""
    at = element
    while at.getparent() is not None:
        if at.get("id") and kind(at.getparent()) in _AROUND:
            return str(at.get("id"))
        at = at.getparent()
    return ""


def nodes(root: Any) -> Iterator[Any]:
    """The nodes of a document, in its order."""
    return iter(root.iter(*(B + name for name in sorted(NODES))))


def flows(root: Any) -> Iterator[Any]:
    """The sequence flows of a document, in its order."""
    return iter(root.iter(f"{B}sequenceFlow"))


def leaving(node: Any) -> list[Any]:
    """The flows of the same level that leave a node."""
    around = node.getparent()
    return [
        flow for flow in around.findall(f"{B}sequenceFlow") if flow.get("sourceRef") == node.get("id", "")
    ]


def conditioned(flow: Any) -> bool:
    """Whether a flow carries a condition."""
    condition = flow.find(f"{B}conditionExpression")
    return condition is not None and bool((condition.text or "").strip())
