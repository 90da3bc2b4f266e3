"""From XML to graph: flow nodes, lanes, boundary events and sequence flows of one level.

A subprocess may have its own laneSet. Where the names of its lanes are a run of its process's lanes,
in the same order, it *spans* those lanes and its own continue them; otherwise it is a box in its lane.
"""

from collections.abc import Callable

from app.engine.drawing.document import BPMN, FLOW_NODES, SUBPROCESSES, Element, local
from app.engine.drawing.graph import Edge, Graph, Node
from app.engine.drawing.lettering import TASK_PADDING, TASK_SIZE, label_size, wrap

Arrange = Callable[[Graph], Graph]

HEADING = 30
"""Width of the heading of a pool or lane."""
FRAME_TITLE, FRAME_SIDE, FRAME_FOOT = 30, 12, 24
"""Room between the frame of a subprocess and its lanes: title above, sides, feet of boundary events."""
BOUNDARY_LABEL = 66
"""Widest line of the label of a boundary event."""


def read(process: Element, arrange: Arrange) -> Graph:
    """One process or expanded subprocess as a graph; lanes of any depth become a list of leaf lanes.

    `arrange` lays out the inside of an expanded subprocess, whose size must be known first.
    """
    lanes, lane_of = _read_lanes(process)
    nodes: dict[str, Node] = {}
    hosts: dict[str, str] = {}
    for element in process:
        if local(element) in FLOW_NODES:
            node = _read_node(element, arrange)
            node.lane = lane_of.get(node.id, 0)
            nodes[node.id] = node
            if node.tag == "boundaryEvent":
                hosts[node.id] = element.get("attachedToRef") or ""
    graph = Graph(nodes, [], lanes)
    for node in nodes.values():
        _span_lanes(graph, node)
    for event, host in hosts.items():
        if host in nodes:
            nodes[event].host, nodes[event].lane = nodes[host], nodes[host].lane
            nodes[host].boundaries.append(nodes[event])
    for node in nodes.values():
        _widen(node)
    graph.edges = _read_edges(process, nodes)
    return graph


def _read_lanes(process: Element) -> tuple[list[list[Element]], dict[str, int]]:
    """Leaf lanes, each with its parents, and the index of the leaf lane of every listed node."""
    lanes: list[list[Element]] = []
    lane_of: dict[str, int] = {}

    def walk(lane_set: Element, parents: list[Element]) -> None:
        for lane in lane_set.findall(BPMN + "lane"):
            children = lane.find(BPMN + "childLaneSet")
            if children is not None:
                walk(children, [*parents, lane])
                continue
            for reference in lane.findall(BPMN + "flowNodeRef"):
                lane_of[(reference.text or "").strip()] = len(lanes)
            lanes.append([*parents, lane])

    for lane_set in process.findall(BPMN + "laneSet"):
        walk(lane_set, [])
    return lanes, lane_of


def _read_node(element: Element, arrange: Arrange) -> Node:
    """A node with the size that its kind and, for a subprocess, its inside asks for."""
    tag = local(element)
    node = Node(element.get("id"), tag, element.get("name") or "")
    loops = any(local(child).endswith("LoopCharacteristics") for child in element)
    node.has_marker = tag == "callActivity" or loops
    if node.kind == "event":
        node.w = node.h = 36
    elif node.kind == "gateway":
        node.w = node.h = 50
    elif tag in SUBPROCESSES:
        inner = node.inner = arrange(read(element, arrange))
        if inner.lanes:
            node.w = inner.width + HEADING * inner.lane_depth + 2 * FRAME_SIDE
            node.h = inner.height + FRAME_TITLE + FRAME_FOOT
        else:
            node.w, node.h = max(inner.width + 40, 140), max(inner.height + 50, 100)
    return node


def _span_lanes(graph: Graph, node: Node) -> None:
    """Let a subprocess span the lanes of its process that its own lanes are named after."""
    if node.inner is None or not node.inner.lanes:
        return
    own, names = node.inner.lane_names(), graph.lane_names()
    for first in range(len(names) - len(own) + 1):
        if names[first : first + len(own)] == own:
            node.lane, node.last_lane = first, first + len(own) - 1
            node.inner_heights = [bottom - top for top, bottom in node.inner.lane_spans]
            return


def _widen(node: Node) -> None:
    """Make a node wide enough for its text and for its boundary events."""
    if node.kind == "task" and not node.inner:
        most = 3 if node.tag == "task" and not node.has_marker else 2  # a third line runs into an icon
        fits = (w for w in (100, 120, 140, 160) if len(wrap(node.name, w - TASK_PADDING, TASK_SIZE)) <= most)
        node.w = next(fits, 180)
    if node.boundaries:
        node.w = max(node.w, seat_boundaries(node))
        seat_boundaries(node)


def seat_boundaries(host: Node) -> float:
    """Seat the boundary events on the lower border, packed to the right; the middle stays free for a marker.

    Sets their `seat` and returns the width that the host needs.
    """

    def gap(event: Node) -> float:
        return 26 + max(20, label_size(event.name, BOUNDARY_LABEL)[0] + 6 if event.name else 0)

    def places(group: list[Node]) -> list[float]:
        return [20 + sum(map(gap, group[:i])) for i in range(len(group))]

    half = len(host.boundaries) // 2 if host.has_marker else 0
    left, right = host.boundaries[:half], host.boundaries[half:]
    left_need = sum(map(gap, left)) if left else 0
    right_need = places(right)[-1] + (44 if host.inner else 22)  # clear of the round corner of a frame
    if host.has_marker:
        need = max(100, 2 * max(left_need + 8, right_need + 8))
    else:
        need = max(100, left_need + right_need + 8)
    width = max(need, host.w)
    for event, x in zip(left, places(left), strict=True):
        event.seat = x - width / 2
    for event, x in zip(right, places(right), strict=True):
        event.seat = width / 2 - right_need + x
    return need


def _read_edges(process: Element, nodes: dict[str, Node]) -> list[Edge]:
    """The sequence flows in file order; one that leads nowhere on this level is left out."""
    defaults = {element.get("default") for element in process if element.get("default")}
    edges = []
    for flow in process.findall(BPMN + "sequenceFlow"):
        source, target = nodes.get(flow.get("sourceRef")), nodes.get(flow.get("targetRef"))
        if source and target:
            name, is_default = flow.get("name") or "", flow.get("id") in defaults
            edges.append(Edge(flow.get("id"), name, source, target, is_default))
    return edges
