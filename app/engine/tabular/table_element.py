"""A file of DMN holds nothing but a decision table and notes: the rest would not be decided by."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.faults import Fault
from app.engine.tabular.grid import NAMESPACES, decision_id, kind
from app.law.text import Text

DECIDED = {
    *("definitions", "decision", "decisionTable", "input", "inputExpression", "inputValues", "text"),
    *("output", "outputValues", "defaultOutputEntry", "rule", "inputEntry", "outputEntry"),
}
NOTES = {
    *("description", "question", "allowedAnswers", "annotation", "annotationEntry", "variable"),
    *("inputData", "informationRequirement", "requiredInput", "textAnnotation", "association"),
    *("knowledgeSource", "authorityRequirement", "requiredAuthority", "sourceRef", "targetRef", "type"),
}
"""What modelers write for the reader. `inputData` names what the columns name once more."""
_DRAWING = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/", "http://bpmn.io/schema/dmn/")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_MODELER = "http://camunda.org/schema/modeler/1.0"


def faults(root: Any) -> Iterator[Fault]:
    """Elements, attributes and languages that the table would be read without."""
    if kind(root) != "definitions" or etree.QName(root).namespace not in NAMESPACES:
        yield _fault(
            root,
            "DMN 1.2〜1.5のファイルではありません。DMN 1.3で保存し直してください。",
            "this is not a file of DMN 1.2 to 1.5. Save it again as DMN 1.3.",
        )
        return
    for element in root.iter(etree.Element):
        namespace = etree.QName(element).namespace
        if namespace in NAMESPACES:
            yield from _of_dmn(element)
        elif not _is_drawing(namespace):
            yield _ignored(element, kind(element))


def _of_dmn(element: Any) -> Iterator[Fault]:
    name = kind(element)
    if name not in DECIDED | NOTES:
        yield _fault(
            element,
            f"{name} は使えません。判定表（decisionTable）で書いてください。",
            f"{name} cannot be decided by. Write a decision table.",
        )
    for attribute, value in element.attrib.items():
        tag = etree.QName(attribute)
        if tag.namespace is not None and tag.namespace != _XSI and not _is_drawing(tag.namespace):
            yield _ignored(element, tag.localname)
        if tag.localname in ("expressionLanguage", "typeLanguage") and "feel" not in value.lower():
            yield _fault(
                element,
                f"式はFEELで書いてください（{value} は使えません）。",
                f"write expressions in FEEL; {value} cannot be read.",
            )


def _is_drawing(namespace: str | None) -> bool:
    return namespace is not None and (namespace.startswith(_DRAWING) or namespace == _MODELER)


def _ignored(element: Any, name: str) -> Fault:
    return _fault(
        element,
        f"{name} は別のソフトへの指示で、ここでは働きません。消してください。",
        f"{name} is an instruction to other software and would do nothing here. Remove it.",
    )


def _fault(element: Any, ja: str, en: str) -> Fault:
    where = decision_id(element)
    return Fault("table_element", where, Text(f"判定表「{where}」：{ja}", f"Decision table “{where}”: {en}"))
