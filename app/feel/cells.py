"""The FEEL texts of a decision table, and where each of them stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.feel.tables import DecisionTable


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that is not empty. `row` counts rules from 1 and is 0 in the head; `column` counts from 1.

    `kind` is input, allowed, values, default, test or result; `unary` tells unary tests from expressions.
    """

    kind: str
    row: int
    column: int
    text: str

    @property
    def unary(self) -> bool:
        return self.kind in ("allowed", "test")


def cells(table: "DecisionTable") -> Iterator[Cell]:
    """Every text of a table that is evaluated, from the head to the last rule."""
    return (cell for cell in _all(table) if cell.text.strip())


def _all(table: "DecisionTable") -> Iterator[Cell]:
    for at, given in enumerate(table.inputs, 1):
        yield Cell("input", 0, at, given.expression)
        yield Cell("allowed", 0, at, given.allowed)
    for at, output in enumerate(table.outputs, 1):
        yield Cell("values", 0, at, f"[{output.values}]" if output.values.strip() else "")
        yield Cell("default", 0, at, output.default)
    for row, rule in enumerate(table.rules, 1):
        for at, text in enumerate(rule.tests, 1):
            yield Cell("test", row, at, text)
        for at, text in enumerate(rule.results, 1):
            yield Cell("result", row, at, text)
