"""Every FEEL text of a diagram, and the node before which it is evaluated."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine import Diagram

BPMN_COUNTS = frozenset(f"nrOf{each}Instances" for each in ("", "Active", "Completed", "Terminated")) | {
    "numberOfInstances",
    "numberOfActiveInstances",
    "numberOfCompletedInstances",
    "numberOfTerminatedInstances",
}
"""Names that BPMN gives to the counts of a repeated step, for its completion condition."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL text. `element` is where it is written, `at` the node that must be come to to evaluate it.

    `own` are names that only this place has beside the values of the process.
    """

    element: str
    what: str
    text: str
    at: str
    own: frozenset[str] = frozenset()


def expressions(diagram: Diagram) -> Iterator[Expression]:
    """The expressions of a diagram, in its order."""
    for node in diagram.nodes.values():
        for what, text in node.expressions():
            own = frozenset((node.id,)) | BPMN_COUNTS if what == "until" else frozenset[str]()
            yield Expression(node.id, what, text, node.id, own)
    for flow in diagram.flows:
        if flow.condition and flow.source in diagram.nodes:
            yield Expression(flow.id, "condition", flow.condition, flow.source)
