"""The FEEL texts of a diagram and what they need: for migration, which must know what lies ahead."""

from collections.abc import Iterable, Iterator

from app import feel
from app.engine.diagram import Diagram, Node


def of_node(diagram: Diagram, node: Node) -> Iterator[str]:
    """Every FEEL text that is evaluated when a token is at the node or leaves it."""
    own = node.properties
    yield from (own[name] for name in ("due", "key") if own.get(name))
    for prefix in ("input", "output", "payload"):
        yield from node.prefixed(prefix).values()
    yield from node.parameters.values()
    if node.timer:
        yield node.timer
    if node.repeat is not None:
        yield from (text for text in (node.repeat.times,) if text)
    yield from (flow.condition for flow in diagram.leaving(node.id) if flow.condition)


def following(diagram: Diagram, node_id: str) -> set[str]:
    """Where a token at a node may go next: its flows, into a subprocess, by an event on its border."""
    node = diagram.nodes[node_id]
    found = {flow.target for flow in diagram.leaving(node_id)}
    found |= {event.id for event in diagram.boundary_events(node_id)}
    if node.kind == "subProcess":
        found |= {inner.id for inner in diagram.inside(node_id) if inner.kind == "startEvent"}
    return found


def reachable(diagram: Diagram, begin: Iterable[str], *, without: str = "") -> set[str]:
    """The nodes that tokens at `begin` may reach, themselves included, without passing one of them."""
    found: set[str] = set()
    stack = [node for node in begin if node in diagram.nodes]
    while stack:
        node = stack.pop()
        if node in found:
            continue
        found.add(node)
        if node != without:
            stack.extend(following(diagram, node))
    return found


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
