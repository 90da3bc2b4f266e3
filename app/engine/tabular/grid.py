"""Finding one's way in a file of DMN, whatever its version."""

from typing import Any

from lxml import etree

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
}
"""DMN 1.2, 1.3 (what dmn-js writes), 1.4 and 1.5."""


def kind(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def children(element: Any, name: str) -> list[Any]:
    """The children of a name that belong to DMN."""
    return [
        child
        for child in element.iterchildren(etree.Element)
        if kind(child) == name and etree.QName(child).namespace in NAMESPACES
    ]


def text_of(element: Any, name: str = "") -> str:
    """The FEEL text of a cell, or of the child of a name; empty where there is none."""
    for step in (name, "text") if name else ("text",):
        found = children(element, step)
        if not found:
            return ""
        element = found[0]
    return (element.text or "").strip()


def decision_id(element: Any) -> str:
    """The id of the decision around an element, empty outside of one."""
    while element is not None and kind(element) != "decision":
        element = element.getparent()
    return element.get("id", "") if element is not None else ""
