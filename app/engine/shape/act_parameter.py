"""A parameter of an act has a name, a type and an expression."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import S
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Parameters that lack one of them: the engine could not load the process."""
    for parameter in root.iter(f"{S}parameter"):
        missing = [name for name in ("id", "type", "value") if not parameter.get(name)]
        if missing:
            where, listed = places.label(parameter), ", ".join(missing)
            yield Fault(
                "act_parameter",
                places.place(parameter),
                Text(
                    f"{where.ja}の処理の入力（parameter）に {listed} を書いてください。id は名前、type は str、value は式です。",
                    f"Write {listed} of the parameter at {where.en}: id is its name, type is str, value an expression.",
                ),
            )
