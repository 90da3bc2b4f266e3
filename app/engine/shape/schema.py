"""The document keeps to the schema of BPMN 2.0."""

from collections.abc import Iterator
from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """One fault a line, the first."""
    schema = VALIDATOR.validator
    if schema.validate(root):
        return
    told: set[int] = set()
    for error in schema.error_log:
        if error.line in told:
            continue
        told.add(error.line)
        element = _at(root, error)
        where = places.place(element)
        name = etree.QName(element).localname
        yield Fault(
            "schema",
            where,
            Text(
                f"{error.line}行目の {name}（{where or 'ファイル全体'}）がBPMN 2.0の書式に合いません。"
                "属性と子要素の名前、順序、重複を確かめてください。",
                f"Line {error.line}: {name} ({where or 'the whole file'}) is not valid BPMN 2.0. "
                f"Check names, order and repetition of its attributes and children. {error.message}",
            ),
        )


def _at(root: Any, error: Any) -> Any:
    names = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(error.path, namespaces=names) if error.path else []
    except etree.XPathError:
        found = []
    return found[0] if found else root
