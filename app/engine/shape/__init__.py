"""The rules that a diagram must keep for the engine to run it as it is drawn: one rule, one module.

Each module has `faults(root)`, which tells every place where the document breaks its rule. They judge
one file alone; what files, forms and acts owe each other is judged in `app.cases.linting`.
"""

from typing import Any

from app.engine.faults import Fault
from app.engine.shape import (
    act_parameter,
    boolean_form,
    boundary_host,
    element,
    event_definition,
    executable,
    expression_language,
    flow_condition,
    flow_ends,
    foreign_instruction,
    gateway_default,
    id_form,
    ignored_attribute,
    implicit_split,
    lane_membership,
    one_process,
    repeated_step,
    reserved_id,
    schema,
    table_task,
    unique_id,
    written_twice,
)

RULES = (
    element,
    foreign_instruction,
    unique_id,
    written_twice,
    schema,
    one_process,
    boolean_form,
    executable,
    reserved_id,
    id_form,
    flow_ends,
    implicit_split,
    flow_condition,
    gateway_default,
    event_definition,
    ignored_attribute,
    expression_language,
    act_parameter,
    boundary_host,
    repeated_step,
    lane_membership,
    table_task,
)
# What follows these would only be told of the same place once more.
_DECISIVE = (element, foreign_instruction, unique_id, written_twice, schema, one_process)


def faults(root: Any, *, accepted: bool = False) -> list[Fault]:
    """Every fault of a document; a file whose elements cannot be run is judged no further.

    What was once accepted opens for ever, whatever rules are added: only its elements are judged again.
    """
    found: list[Fault] = []
    if accepted:
        return list(element.faults(root))
    for rule in RULES:
        found += rule.faults(root)
        if found and rule in _DECISIVE:
            break
    return found
