"""The FEEL texts of a diagram and what they need: for migration, which must know what lies ahead."""

from collections.abc import Iterable, Iterator

from app import feel
from app.engine.diagram import Diagram, Node


def of_node(diagram: Diagram, node: Node) -> Iterator[str]:
    """Every FEEL text that needs its names when a token is at the node or leaves it."""
    # A completion condition sees counts that only the repeated step itself has.
    yield from (text for place, text in node.expressions() if text and place != "until")
    yield from (flow.condition for flow in diagram.leaving(node.id) if flow.condition)


def following(diagram: Diagram, node_id: str, *, aside: bool = False) -> set[tuple[str, bool]]:
    """Where a token at a node may go next: its flows, into a subprocess or out of it, by a border event.

    The flag tells of a token aside: one that a non-interrupting event adds. It never leaves a subprocess,
    which ends with its last token and so not before the one that it was added to.
    """
    node = diagram.nodes[node_id]
    found = {(event.id, aside or not event.interrupting) for event in diagram.boundary_events(node_id)}
    if node.kind == "subProcess":
        starts = [inner.id for inner in diagram.inside(node_id) if inner.kind == "startEvent"]
        return found | {(inner, aside) for inner in starts}
    if node.kind == "endEvent" and node.parent:
        return set() if aside else {(flow.target, False) for flow in diagram.leaving(node.parent)}
    return found | {(flow.target, aside) for flow in diagram.leaving(node_id)}


def reachable(diagram: Diagram, begin: Iterable[str], *, without: str = "") -> set[str]:
    """The nodes that tokens at `begin` may reach, themselves included, without passing one of them."""
    found: set[tuple[str, bool]] = set()
    nodes = [diagram.nodes[node] for node in begin if node in diagram.nodes]
    stack = [(node.id, bool(node.attached_to) and not node.interrupting) for node in nodes]
    while stack:
        at = stack.pop()
        if at in found:
            continue
        found.add(at)
        if at[0] != without:
            stack.extend(following(diagram, at[0], aside=at[1]))
    return {node for node, _ in found}


def missing_ahead(diagram: Diagram, begin: Iterable[str], data: dict[str, object]) -> list[tuple[str, str]]:
    """Names that an expression ahead may need before anything gives them: (node, dotted name), sorted."""
    begin = list(begin)
    found = set()
    for node_id in reachable(diagram, begin):
        for text in of_node(diagram, diagram.nodes[node_id]):
            for name in feel.names_used(text):
                if not _given(diagram, begin, data, node_id, name):
                    found.add((node_id, name))
    return sorted(found)


def _given(diagram: Diagram, begin: list[str], data: dict[str, object], node_id: str, name: str) -> bool:
    provider, _, member = name.partition(".")
    held = data.get(provider)
    if isinstance(held, dict) and (not member or member.partition(".")[0] in held):
        return True
    # A step that everybody passes on the way there gives it anew.
    return provider in diagram.nodes and node_id not in reachable(diagram, begin, without=provider) - {
        provider
    }
