"""Every FEEL text of a diagram, and the node before which it is evaluated."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine import Diagram, Node

FEEL_PROPERTIES = ("due", "key")
FEEL_PREFIXES = ("input", "output", "payload")

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
        for what, text in of_node(node):
            own = frozenset((node.id,)) | BPMN_COUNTS if what == "until" else frozenset[str]()
            yield Expression(node.id, what, text, node.id, own)
    for flow in diagram.flows:
        if flow.condition and flow.source in diagram.nodes:
            yield Expression(flow.id, "condition", flow.condition, flow.source)


def of_node(node: Node) -> Iterator[tuple[str, str]]:
    """The expressions of a node, each with the name of the place where it stands."""
    for name in FEEL_PROPERTIES:
        if name in node.properties:
            yield name, node.properties[name]
    for prefix in FEEL_PREFIXES:
        for name, text in node.prefixed(prefix).items():
            yield f"{prefix}.{name}", text
    for name, text in node.parameters.items():
        yield f"parameter {name}", text
    if node.event == "timer":
        yield "timer", node.timer
    if node.repeat is not None:
        for name, text in (("times", node.repeat.times), ("until", node.repeat.until)):
            if text:
                yield name, text
