"""Yes and no are written `true` and `false`, so that everybody who reads the file reads the same.

XML Schema allows `1` and `0` too. SpiffWorkflow compares with the word `true`: it would let a boundary
event of `cancelActivity="1"` leave its step at work, against the drawing.
"""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

BOOLEANS = (
    "cancelActivity",
    "isExecutable",
    "isClosed",
    "triggeredByEvent",
    "isInterrupting",
    "isSequential",
    "isForCompensation",
    "parallelMultiple",
)
"""The attributes of this type on what BPMN has of the elements that we run."""


def faults(root: Any) -> Iterator[Fault]:
    """Other spellings of yes and no."""
    for element in root.iter(f"{B}*"):
        for name in BOOLEANS:
            if element.get(name, "true") not in ("true", "false"):
                where, value = places.label(element), f'{name}="{element.get(name)}"'
                yield Fault(
                    "boolean_form",
                    places.place(element),
                    Text(
                        f"{where.ja}の {value} は使えません。true か false と書いてください。",
                        f"{value} at {where.en} cannot be used. Write true or false.",
                    ),
                )
