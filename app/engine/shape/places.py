"""Where something stands in a document."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.allowed import NODES, B
from app.law.text import Text

_AROUND = {"process", "subProcess", "laneSet", "collaboration", "definitions"}


def kind(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def place(element: Any) -> str:
    """The id of what an author sees in the drawing: an event for its definition, a task for its loop."""
    return str(_seen(element).get("id", ""))


def label(element: Any) -> Text:
    """What an author reads there: its name, or its id, or that it is somewhere in the file."""
    seen = _seen(element)
    name = " ".join((seen.get("name") or seen.get("id") or "").split())
    return Text(f"「{name}」", f"“{name}”") if name else Text("この図", "this file")


def _seen(element: Any) -> Any:
    at = element
    while at.getparent() is not None:
        if at.get("id") and kind(at.getparent()) in _AROUND:
            return at
        at = at.getparent()
    return {}


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
