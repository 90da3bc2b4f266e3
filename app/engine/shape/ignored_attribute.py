"""No attribute that asks for what the engine does not do."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

_HARMLESS = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "isForCompensation": "false",
    "parallelMultiple": "false",
}


def faults(root: Any) -> Iterator[Fault]:
    """Attributes with another value than the one that changes nothing."""
    for element in root.iter(f"{B}*"):
        for name, harmless in _HARMLESS.items():
            if element.get(name, harmless) != harmless:
                where, value = places.label(element), f'{name}="{element.get(name)}"'
                yield Fault(
                    "ignored_attribute",
                    places.place(element),
                    Text(
                        f"{where.ja}の {value} は働きません。この属性を消し、必要な流れを図に描いてください。",
                        f"{value} at {where.en} would do nothing. Remove it and draw the flow that you need.",
                    ),
                )
