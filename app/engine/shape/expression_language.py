"""Expressions that name their language name FEEL."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Expressions in another language, even where their text could be read as FEEL too."""
    for element in root.iter(f"{B}*"):
        language = element.get("language", "")
        if language and "feel" not in language.lower():
            where = places.label(element)
            yield Fault(
                "expression_language",
                places.place(element),
                Text(
                    f"{where.ja}の式は「{language}」で書かれています。FEELで書き直し、language を消してください。",
                    f"The expression at {where.en} is written in “{language}”. Write it in FEEL and remove language.",
                ),
            )
