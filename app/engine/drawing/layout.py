"""Lane-aware layout: many placements are drawn in full and judged as finished drawings.

Stages: read (reading), a cell for every node (order, estimate, anneal), paths of the flows (paths),
lines side by side (tracks), pixels and names (placing, labels), BPMNDI (interchange).
"""

from itertools import combinations, pairwise
from typing import Literal

from app.engine.drawing.anneal import Annealing, Cells
from app.engine.drawing.document import parse
from app.engine.drawing.graph import Edge, Graph, Node
from app.engine.drawing.interchange import write
from app.engine.drawing.order import mark_back_edges
from app.engine.drawing.paths import Paths
from app.engine.drawing.placing import LOWEST_LANE, Placement
from app.engine.drawing.reading import read, seat_boundaries
from app.engine.drawing.tracks import Tracks

Effort = Literal["full", "quick"]
Part = tuple[Edge, float, float, float]
"""A straight part of a flow: the line it lies on, its start and its end along that."""
Candidate = tuple[float, Cells]
"""The price of a finished drawing and the cells it was made from."""

STARTS: dict[Effort, int] = {"full": 6, "quick": 2}
"""Placements annealed from the beginning."""
SHAKES: dict[Effort, int] = {"full": 14, "quick": 0}
"""Placements annealed again, gently, from the best so far."""


def lay_out(bpmn: bytes, *, effort: Effort = "full") -> bytes:
    """The same diagram with a complete new drawing; the semantic part stays as it is.

    Equal input gives equal output. "quick" is about eight times faster and less tidy. Annotations, data
    and message flows get no place: see `unplaced`.
    """
    root = parse(bpmn)
    return write(root, lambda process: _arrange(read(process, lambda g: _arrange(g, effort)), effort))


def _arrange(graph: Graph, effort: Effort) -> Graph:
    """Draw many placements and keep the one whose finished drawing is best."""
    if not graph.cells:
        return _empty(graph)
    mark_back_edges(graph)
    best: Candidate | None = None
    for seed in range(STARTS[effort]):
        annealing = Annealing(graph, seed)
        annealing.solve(40 * len(graph.cells))
        best = _better(graph, annealing, best)
    assert best is not None  # there is always at least one start
    for _ in range(SHAKES[effort]):
        annealing.place(best[1])
        annealing.solve(15 * len(graph.cells), heat=3.0)
        best = _better(graph, annealing, best)
    annealing.place(best[1])
    _draw(graph)
    return graph


def _empty(graph: Graph) -> Graph:
    """A graph without nodes still shows its lanes."""
    height = LOWEST_LANE
    graph.lane_spans = [(i * height, (i + 1) * height) for i in range(graph.lane_count)]
    graph.width, graph.height = 3 * height, height * graph.lane_count
    graph.stretch = lambda heights: None
    return graph


def _better(graph: Graph, annealing: Annealing, best: Candidate | None) -> Candidate:
    """The cheaper of the best drawing so far and one of the present cells."""
    cells, price = annealing.cells(), _draw(graph)
    return (price, cells) if best is None or price < best[0] else best


def _draw(graph: Graph) -> float:
    """Route and place a graph whose cells are fixed; returns the price of the finished drawing."""
    for node in graph.nodes.values():
        node.label = None
        _order_boundaries(graph, node)
    for edge in graph.edges:
        edge.path, edge.label = [], None
    paths = Paths(graph)
    paths.route_all()
    Placement(Tracks(paths))
    return _price(graph, paths)


def _order_boundaries(graph: Graph, host: Node) -> None:
    """Seat boundary events with the deepest target leftmost: exits then nest instead of crossing."""
    if not host.boundaries:
        return
    targets = {e.source.id: (e.target.lane, e.target.row, e.target.col) for e in graph.edges}
    host.boundaries.sort(key=lambda event: targets.get(event.id, (0, 0, 0)), reverse=True)
    seat_boundaries(host)


def _price(graph: Graph, paths: Paths) -> float:
    """What a reader minds: crossings, shared stretches, bends, detours, forked ports, bad labels, size."""
    level: list[Part] = []
    upright: list[Part] = []
    price = 0.0
    for edge in graph.edges:
        for (x1, y1), (x2, y2) in pairwise(edge.points):
            if y1 == y2:
                level.append((edge, y1, min(x1, x2), max(x1, x2)))
            else:
                upright.append((edge, x1, min(y1, y2), max(y1, y2)))
            price += (abs(x1 - x2) + abs(y1 - y2)) / 250
            if x2 < x1 and not edge.back:
                price += 6 + (x1 - x2) / 60
        price += 2 * (len(edge.points) - 2) + (5 if edge.name and edge.label_is_bad else 0)
    price += 10 * sum(
        left < x < right and top < y < bottom
        for a, y, left, right in level
        for b, x, top, bottom in upright
        if a is not b
    )
    price += 40 * (_shared_stretches(level) + _shared_stretches(upright))
    for (node, _), flows in paths.ports.items():
        if graph.nodes[node].kind == "gateway" and "out" in flows.values():
            parallel = graph.nodes[node].tag == "parallelGateway"
            price += (4 if parallel else 10) * (len(flows) - 1)
    return price + graph.width / 60 + graph.height / 40


def _shared_stretches(parts: list[Part]) -> int:
    """How often two flows without a common end lie on top of each other."""
    return sum(
        abs(line - other_line) < 3 and min(end, other_end) - max(start, other_start) > 2
        for (a, line, start, end), (b, other_line, other_start, other_end) in combinations(parts, 2)
        if a.source is not b.source and a.target is not b.target
    )
