"""What a diagram's flows lead to, level by level: an embedded subprocess is a level of its own."""

from collections.abc import Iterable, Mapping, Set

from app.engine import Diagram, Node


def levels(diagram: Diagram) -> list[str]:
    """The process itself (empty) and its embedded subprocesses."""
    return ["", *(node.id for node in diagram.nodes.values() if node.kind == "subProcess")]


def successors(diagram: Diagram, *, side_paths: bool = True) -> dict[str, list[str]]:
    """Where a token goes next on the same level: along flows, and from a host to its boundary events.

    Without `side_paths`, events that leave their host running lead nowhere.
    """
    found: dict[str, list[str]] = {node: [] for node in diagram.nodes}
    for flow in diagram.flows:
        if flow.source in found and flow.target in found:
            found[flow.source].append(flow.target)
    for node in diagram.nodes.values():
        if node.attached_to in found and (side_paths or node.interrupting):
            found[node.attached_to].append(node.id)
    return found


def reached(start: Iterable[str], successors: Mapping[str, Iterable[str]]) -> set[str]:
    """The nodes that can be come to from `start`, those included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(successors.get(node, ()))
    return found


def starts(diagram: Diagram, level: str) -> list[Node]:
    """The start events of a level."""
    return [node for node in diagram.inside(level) if node.kind == "startEvent"]


def main_ends(diagram: Diagram, level: str) -> list[Node]:
    """The end events of a level one of which is come to whenever the level is done.

    An end behind a boundary event that leaves its host running only closes a side path.
    """
    on_main = reached([node.id for node in starts(diagram, level)], successors(diagram, side_paths=False))
    return [node for node in diagram.inside(level) if node.kind == "endEvent" and node.id in on_main]


def circular(nodes: Set[str], successors: Mapping[str, Iterable[str]]) -> set[str]:
    """Those of `nodes` that lie on a circle which does not leave `nodes`."""
    inside = {node: [each for each in successors.get(node, ()) if each in nodes] for node in nodes}
    return {node for node in nodes if node in reached(inside[node], inside)}
