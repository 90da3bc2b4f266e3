"""The rules that a file of DMN must keep for its table to be decided by: one rule, one module.

Each module but `table_cell`, which judges the table that was read, has `faults(root)`.
"""

from typing import Any

from app.engine.faults import Fault
from app.engine.tabular import table_cell, table_element, table_id, table_output
from app.feel import DecisionTable

RULES = (table_element, table_id, table_output)
# Each rests on what the one before has found in order.


def faults(root: Any, *, accepted: bool = False) -> list[Fault]:
    """Every fault of a document by the first rule that it breaks.

    Of what was once accepted only that is judged without which it could not be read.
    """
    for rule in (table_element, table_id) if accepted else RULES:
        found = list(rule.faults(root))
        if found:
            return found
    return []


def cell_faults(rules: DecisionTable, decision_id: str) -> list[Fault]:
    """Every cell that cannot be evaluated."""
    return list(table_cell.faults(rules, decision_id))
