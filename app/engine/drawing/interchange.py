"""Writing BPMNDI: shapes, edges and labels of finished graphs into the file."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from app.engine.drawing.document import BPMN, BPMNDI, DC, DI, Element, pools
from app.engine.drawing.graph import Box, Graph, Node, Point
from app.engine.drawing.reading import FRAME_SIDE, FRAME_TITLE, HEADING

LEFT, TOP, BETWEEN_POOLS = 160, 80, 60


@dataclass(slots=True)
class Shape:
    """A shape of the drawing in page coordinates, with its further attributes."""

    id: str
    box: Box
    label: Box | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """A flow of the drawing in page coordinates."""

    id: str
    points: list[Point]
    label: Box | None


def write(root: Element, arranged: Callable[[Element], Graph]) -> bytes:
    """The file with a new drawing of every process, pools under each other; the old drawing goes.

    `arranged` lays out one process. A process without a pool beside one with a pool is not drawn.
    """
    shapes: list[Shape] = []
    lines: list[Line] = []
    collaboration, by_process, top = root.find(BPMN + "collaboration"), pools(root), float(TOP)
    drawn = [p for p in root.findall(BPMN + "process") if not by_process or p.get("id") in by_process]
    for process in drawn:
        graph = arranged(process)
        pool, left = by_process.get(process.get("id")), float(LEFT)
        if pool is not None:
            box = Box(left, top, graph.width + HEADING * (graph.lane_depth + 1), graph.height)
            shapes.append(Shape(pool.get("id"), box, attributes={"isHorizontal": "true"}))
            left += HEADING
        shapes += _lanes(graph, left, top, graph.width + HEADING * graph.lane_depth)
        _collect(graph, left + HEADING * graph.lane_depth, top, shapes, lines)
        top += graph.height + BETWEEN_POOLS
    for old in root.findall(BPMNDI + "BPMNDiagram"):
        root.remove(old)
    owner = collaboration if by_process and collaboration is not None else root.find(BPMN + "process")
    if owner is not None:
        _write(root, owner.get("id"), shapes, lines)
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return xml


def _lanes(graph: Graph, left: float, top: float, width: float) -> list[Shape]:
    """The bands of the lanes, headings of nested lanes included, from `left` over `width`."""
    spans: dict[str, tuple[float, float, int]] = {}
    for path, (upper, lower) in zip(graph.lanes, graph.lane_spans, strict=False):
        for depth, lane in enumerate(path):
            low, high, _ = spans.get(lane.get("id"), (upper, lower, 0))
            spans[lane.get("id")] = (min(low, upper), max(high, lower), depth)
    return [
        Shape(
            lane,
            Box(left + HEADING * depth, top + upper, width - HEADING * depth, lower - upper),
            attributes={"isHorizontal": "true"},
        )
        for lane, (upper, lower, depth) in spans.items()
    ]


def _collect(graph: Graph, left: float, top: float, shapes: list[Shape], lines: list[Line]) -> None:
    """Nodes and flows of a graph whose upper left corner is given, subprocesses with their inside."""
    for node in graph.nodes.values():
        box = Box(left + node.x - node.w / 2, top + node.y - node.h / 2, node.w, node.h)
        label = node.label and node.label.moved(left + node.x, top + node.y)
        attributes = {}
        if node.tag == "exclusiveGateway":
            attributes = {"isMarkerVisible": "true"}
        elif node.inner:
            attributes = {"isExpanded": "true"}
        shapes.append(Shape(node.id, box, label, attributes))
        if node.inner:
            _collect_inner(node, node.inner, box, shapes, lines)
    for edge in graph.edges:
        points = [(left + x, top + y) for x, y in edge.points]
        lines.append(Line(edge.id, points, edge.label and edge.label.moved(left, top)))


def _collect_inner(node: Node, inner: Graph, box: Box, shapes: list[Shape], lines: list[Line]) -> None:
    """The inside of a subprocess: its lanes over the whole frame, or its nodes in the middle of it."""
    top = box.y + FRAME_TITLE
    if not inner.lanes:
        _collect(inner, box.x + (box.w - inner.width) / 2, top, shapes, lines)
        return
    left = box.x + FRAME_SIDE
    shapes += _lanes(inner, left, top, box.w - 2 * FRAME_SIDE)
    _collect(inner, left + HEADING * inner.lane_depth, top, shapes, lines)


def _write(root: Element, owner: str, shapes: list[Shape], lines: list[Line]) -> None:
    prefixes = {"bpmndi": BPMNDI[1:-1], "dc": DC[1:-1], "di": DI[1:-1]}
    diagram = etree.SubElement(root, BPMNDI + "BPMNDiagram", {"id": "BPMNDiagram_1"}, prefixes)
    plane = etree.SubElement(diagram, BPMNDI + "BPMNPlane", id="BPMNPlane_1", bpmnElement=owner)
    for shape in shapes:
        element = etree.SubElement(
            plane, BPMNDI + "BPMNShape", id=shape.id + "_di", bpmnElement=shape.id, **shape.attributes
        )
        _bounds(element, shape.box)
        _label(element, shape.label)
    for line in lines:
        element = etree.SubElement(plane, BPMNDI + "BPMNEdge", id=line.id + "_di", bpmnElement=line.id)
        for x, y in line.points:
            etree.SubElement(element, DI + "waypoint", x=_pixel(x), y=_pixel(y))
        _label(element, line.label)
    etree.indent(diagram, "  ", level=1)


def _bounds(parent: Element, box: Box) -> None:
    etree.SubElement(
        parent, DC + "Bounds", x=_pixel(box.x), y=_pixel(box.y), width=_pixel(box.w), height=_pixel(box.h)
    )


def _label(parent: Element, box: Box | None) -> None:
    if box:
        _bounds(etree.SubElement(parent, BPMNDI + "BPMNLabel"), box)


def _pixel(value: float) -> str:
    return str(round(value))
