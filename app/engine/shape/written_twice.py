"""What an element says of itself it says once: of two, one would be dropped without a word."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B, S
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

_ONCE = (
    f"{B}documentation",
    f"{B}extensionElements",
    f"{S}properties",
    f"{S}serviceTaskOperator",
    f"{S}calledDecisionId",
    f"{S}parameters",
)
"""Read as the first one alone, or spread over readers that differ; the schema of BPMN lets them be several."""
_NAMED = {f"{S}parameter": "id", f"{S}property": "name"}
"""Kept by this attribute, so that the later one takes the place of the earlier."""


def faults(root: Any) -> Iterator[Fault]:
    """Second elements where one is read, and names given twice."""
    for element in root.iter(f"{B}*", f"{S}*"):
        counted = Counter(child.tag for child in element if isinstance(child.tag, str))
        for tag in _ONCE:
            if counted[tag] > 1:
                yield _fault(element, next(child for child in element if child.tag == tag), "")
        for tag, key in _NAMED.items():
            names = Counter(child.get(key, "") for child in element.findall(tag))
            for name, count in names.items():
                if count > 1:
                    yield _fault(element, element.find(tag), name)


def _fault(element: Any, first: Any, name: str) -> Fault:
    where, what = places.label(element), places.kind(first) + (f" {name}" if name else "")
    return Fault(
        "written_twice",
        places.place(element),
        Text(
            f"{where.ja}に {what} が2つ以上あります。1つしか読まれないので、1つだけ残してください。",
            f"{what} stands at {where.en} more than once. Only one would be read: leave one.",
        ),
    )
