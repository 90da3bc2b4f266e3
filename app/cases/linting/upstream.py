"""Which steps have been done when a node is come to: on some way (may), and on every way (must)."""

from dataclasses import dataclass

from app.cases.linting import graph
from app.engine import Diagram, Node


@dataclass(frozen=True, slots=True)
class Upstream:
    """Ids of the nodes that were passed before."""

    may: frozenset[str]
    must: frozenset[str]


def upstream(diagram: Diagram) -> dict[str, Upstream]:
    """For each node, what was passed before it. Nothing is told of nodes that are never come to."""
    everything = frozenset(diagram.nodes)
    nodes = list(diagram.nodes.values())
    walk = _Walk(diagram)
    before = {node.id: Upstream(frozenset(), everything) for node in nodes}
    changed = True
    while changed:
        changed = False
        for node in nodes:
            found = walk.before(node, before)
            if found != before[node.id]:
                before[node.id], changed = found, True
    return before


class _Walk:
    """One round over the equations; ends when nothing changes any more."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.entering = {node: [flow.source for flow in diagram.entering(node)] for node in diagram.nodes}
        self.inside = {level: diagram.inside(level) for level in graph.levels(diagram)}
        self.ends = {level: graph.main_ends(diagram, level) for level in self.inside}

    def before(self, node: Node, known: dict[str, Upstream]) -> Upstream:
        if node.kind == "startEvent":
            return known[node.parent] if node.parent else Upstream(frozenset(), frozenset())
        if node.attached_to in known:
            host = known[node.attached_to]
            begun = frozenset(each.id for each in self.inside.get(node.attached_to, ()))
            return Upstream(host.may | begun, host.must)
        sources = [
            self._after(self.diagram.nodes[source], known)
            for source in self.entering[node.id]
            if source in known
        ]
        if not sources:
            return known[node.id]
        may = frozenset().union(*(each.may for each in sources))
        musts = [each.must for each in sources]
        if node.kind == "parallelGateway":
            return Upstream(may, frozenset().union(*musts))
        return Upstream(may, musts[0].intersection(*musts[1:]))

    def _after(self, node: Node, known: dict[str, Upstream]) -> Upstream:
        own = frozenset((node.id,))
        may, must = known[node.id].may | own, known[node.id].must | own
        if node.kind == "subProcess":
            ends = [known[end.id] for end in self.ends[node.id]]
            may |= frozenset(each.id for each in self.inside[node.id])
            if ends:
                must |= ends[0].must.intersection(*(each.must for each in ends[1:]))
        return Upstream(may, must)
