"""The values that a node leaves behind under its id."""

from app.cases.linting import graph
from app.cases.linting.proposal import Proposal
from app.engine import Diagram, Node
from app.engine.votes import RESERVED


def provided(proposal: Proposal, diagram: Diagram, node: Node) -> frozenset[str] | None:
    """Names of the values; None where they cannot be known because another finding stands in the way."""
    if node.kind == "userTask":
        form = proposal.forms.forms.get(f"{diagram.process_id}.{node.id}")
        if form is None:
            return None
        return form.routing_names() | (RESERVED if node.repeat else frozenset())
    if node.kind == "serviceTask":
        act = proposal.acts.get(node.operation)
        return None if act is None else act.outputs
    if node.kind == "businessRuleTask":
        table = proposal.table(node.table)
        return None if table is None else table.outputs
    if node.kind == "callActivity":
        called = proposal.process(node.called)
        return None if called is None else outputs(called)
    if node.event == "message":
        return received(node)
    return frozenset()


def outputs(diagram: Diagram) -> frozenset[str]:
    """The values that a process gives back at some of its ends."""
    return frozenset(name for end in graph.main_ends(diagram, "") for name in end.prefixed("output"))


def received(node: Node) -> frozenset[str]:
    """The values that an event declares to receive with its message, in its property `receives`."""
    listed = node.properties.get("receives", "").split(",")
    return frozenset(name.strip() for name in listed if name.strip())
