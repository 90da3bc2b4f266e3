"""Where names stand beside events, gateways and flows, and how much room they need."""

from app.engine.drawing.graph import Box, Edge, Graph, Node, Point, Room
from app.engine.drawing.lettering import label_size
from app.engine.drawing.reading import BOUNDARY_LABEL
from app.engine.drawing.tracks import Tracks

DEFAULT_SLASH = 12
"""Room for the slash of a default flow before its name."""
FLOW_LABEL = 80
"""Widest line of the name of a flow."""
NODE_HIT, FLOW_HIT = 10, 6
"""How bad it is when a label covers a shape or another label, and when a line runs through it."""

Segment = tuple[float, float, float, float]


def reserve(tracks: Tracks) -> None:
    """Choose the side of every node's name and note the room that nodes and names need."""
    for node in tracks.paths.graph.cells:
        node.room = Room(node.w / 2, node.h / 2, node.w / 2, node.h / 2)
        _reserve_boundaries(node)
        if node.kind != "task" and node.name:
            node.label = _beside(node, {s for s in "LRUD" if tracks.paths.ports[node.id, s]})
            x, y, w, h = node.label
            room = node.room
            node.room = Room(
                max(room.left, -x), max(room.top, -y), max(room.right, x + w), max(room.bottom, y + h)
            )
    for edge in tracks.edges:
        if edge.name and not edge.source.host:
            _reserve_flow(edge, tracks)


def _reserve_boundaries(host: Node) -> None:
    """The name of a boundary event stands right of the line that leaves it."""
    for event in host.boundaries:
        w, h = label_size(event.name, BOUNDARY_LABEL) if event.name else (0, 0)
        event.label = Box(4, 20, w, h) if event.name else None
        host.room.bottom = max(host.room.bottom, host.h / 2 + 22 + h)
        host.room.right = max(host.room.right, event.seat + 6 + w)


def boundary_foot(host: Node) -> float:
    """How far boundary events and their names reach below the border of their host."""
    heights = (label_size(b.name, BOUNDARY_LABEL)[1] if b.name else 0 for b in host.boundaries)
    return max((22 + h for h in heights), default=0)


def _beside(node: Node, used: set[str]) -> Box:
    """Above a gateway or below an event if no flow is there, else the other side, else upper left."""
    w, h = label_size(node.name)
    gateway = node.kind == "gateway"
    side = next((s for s in ("UD" if gateway else "DU") if s not in used), None)
    if side:
        return Box(-w / 2, -node.h / 2 - 3 - h if side == "U" else node.h / 2 + 4, w, h)
    w, h = label_size(node.name, BOUNDARY_LABEL)
    return Box(-w - 7, -node.h / 2 + (9 if gateway else 2) - h, w, h)


def _reserve_flow(edge: Edge, tracks: Tracks) -> None:
    """Room for the name of a flow beside the port where it leaves."""
    node, room = edge.source, edge.source.room
    w, h = label_size(edge.name, FLOW_LABEL)
    gap = DEFAULT_SLASH if edge.is_default else 0
    direction = tracks.paths.directions(edge)[0]
    if direction == "R":
        runs = tracks.runs[edge.id]
        long = len(runs) == 1 or abs(runs[0].end - runs[0].start) > 1
        room.right = max(room.right, node.w / 2 + w + gap + (-14 if long else 2))
        room.top = max(room.top, h + 6)
        return
    room.right = max(room.right, w + 8)
    need = node.h / 2 + h + gap + 6
    if direction == "U":
        room.top = max(room.top, need)
    else:
        room.bottom = max(room.bottom, need)


def place_flow_labels(graph: Graph) -> None:
    """Put the name of every flow where it covers least, best near the node where the flow leaves."""
    nodes = graph.nodes.values()
    boxes = [Box(n.x - n.w / 2, n.y - n.h / 2, n.w, n.h) for n in nodes]
    boxes += [n.label.moved(n.x, n.y) for n in nodes if n.label]
    segments = [(*a, *b) for e in graph.edges for a, b in zip(e.points, e.points[1:], strict=False)]
    for edge in graph.edges:
        if not edge.name:
            continue
        best: tuple[float, Box] | None = None
        for limit in (FLOW_LABEL, 44):
            w, h = label_size(edge.name, limit)
            for base, box in _flow_label_places(edge, w, h):
                score = _collisions(box, boxes, segments) + base + (0.5 if limit < FLOW_LABEL else 0)
                if best is None or score < best[0]:
                    best = (score, box)
        assert best is not None  # a flow has at least one segment
        edge.label, edge.label_is_bad = best[1], best[0] >= FLOW_HIT
        boxes.append(best[1])


def _flow_label_places(edge: Edge, w: float, h: float) -> list[tuple[float, Box]]:
    """Candidates beside every segment, each with the price of being far from the start."""
    gap, found = (DEFAULT_SLASH if edge.is_default else 0), []
    for i, (start, end) in enumerate(zip(edge.points, edge.points[1:], strict=False)):
        (x1, y1), (x2, y2) = start, end
        level = y1 == y2
        fits = w + 4 <= abs(x2 - x1) if level else h <= abs(y2 - y1)
        corners = _beside_level(start, end, gap, w, h) if level else _beside_upright(start, end, gap, w, h)
        for k, (x, y) in enumerate(corners):
            found.append(((0 if fits else 1.5) + 1.2 * i + 0.2 * k, Box(x, y, w, h)))
    return found


def _beside_level(start: Point, end: Point, gap: int, w: float, h: float) -> list[Point]:
    """Above and below a horizontal segment."""
    (x1, y), (x2, _) = start, end
    xs = (x1 + 4 + gap, x1 + 14) if x2 > x1 else (x1 - w - 4 - gap,)
    return [(x, top) for x in xs for top in (y - h - 1, y + 3)]


def _beside_upright(start: Point, end: Point, gap: int, w: float, h: float) -> list[Point]:
    """Right and left of a vertical segment."""
    (x, y1), (_, y2) = start, end
    ys = (y1 + 4 + gap, y1 + 14) if y2 > y1 else (y1 - h - 4 - gap, y1 - h - 14)
    return [(left, y) for y in ys for left in (x + 5, x - w - 5)]


def _collisions(box: Box, boxes: list[Box], segments: list[Segment]) -> float:
    """What a label box would cover."""
    x, y, right, bottom = box.x, box.y, box.x + box.w, box.y + box.h
    covered = sum(NODE_HIT for a, b, c, d in boxes if x < a + c and a < right and y < b + d and b < bottom)
    crossed = sum(
        FLOW_HIT
        for a, b, c, d in segments
        if min(a, c) < right and max(a, c) > x and min(b, d) < bottom and max(b, d) > y
    )
    return covered + crossed
