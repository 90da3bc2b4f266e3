"""Objective measures of a drawing, from its BPMNDI alone, and the ceilings that a shipped one must keep."""

from dataclasses import dataclass, fields
from itertools import combinations, pairwise

from app.engine.drawing.document import FLOW_NODES, local
from app.engine.drawing.geometry import crossing, enters, hit, overlap
from app.engine.drawing.graph import Box, Point
from app.engine.drawing.lettering import TASK_PADDING, TASK_SIZE, wrap
from app.engine.drawing.picture import Picture, read_picture

FLOWS_PER_CROSSING = 8
BENDS_PER_FLOW = 1.3
NARROWEST, WIDEST = 1.3, 3.5
ASPECT_FROM_NODES = 20
"""Width to height is judged from so many nodes on: a short procedure is as wide as it is."""
LINE_HEIGHT = 14.4


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts unless said otherwise; the fields from `missing` to `outside_lane` must be 0."""

    nodes: int
    flows: int
    crossings: int
    bends_per_flow: float
    leftward_flows: int
    mean_length: int  # pixels
    width: int  # pixels
    height: int  # pixels
    missing: int  # flow nodes, flows, pools and lanes without a place in the drawing
    flow_through_shape: int
    flow_overlaps: int  # stretches that two unrelated flows share
    shape_overlaps: int
    not_orthogonal: int  # slanting segments
    label_on_label: int
    label_on_shape: int
    label_on_flow: int
    label_on_lane_border: int
    text_cut: int  # names of tasks that are higher than their box
    outside_lane: int
    outside_frame: int  # nodes and flows that leave their subprocess

    @property
    def aspect(self) -> float:
        """Width to height."""
        return round(self.width / self.height, 2) if self.height else 0.0


HARD = tuple(f.name for f in fields(Measures))[8:]
"""The measures that must be 0."""


def measure(bpmn: bytes) -> Measures:
    """Measure the drawing in a diagram."""
    picture = read_picture(bpmn)
    flows = picture.flows
    extent = picture.extent()
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for line in flows.values() for a, b in pairwise(line))
    crossings, overlaps = _crossings(picture)
    return Measures(
        nodes=len(picture.nodes),
        flows=len(flows),
        crossings=crossings,
        bends_per_flow=round(sum(len(p) - 2 for p in flows.values()) / max(1, len(flows)), 2),
        leftward_flows=sum(line[-1][0] < line[0][0] - 5 for line in flows.values()),
        mean_length=round(length / max(1, len(flows))),
        width=round(extent.w),
        height=round(extent.h),
        missing=_missing(picture),
        flow_through_shape=_flows_through_shapes(picture),
        flow_overlaps=overlaps,
        shape_overlaps=_shape_overlaps(picture),
        not_orthogonal=sum(
            min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 2 for line in flows.values() for a, b in pairwise(line)
        ),
        label_on_label=sum(hit(a, b, 1) for a, b in combinations(picture.labels.values(), 2)),
        label_on_shape=_labels_on_shapes(picture),
        label_on_flow=_labels_on_flows(picture),
        label_on_lane_border=_labels_on_borders(picture),
        text_cut=_cut_names(picture),
        outside_lane=_outside_lanes(picture),
        outside_frame=_outside_frames(picture),
    )


def check(bpmn: bytes) -> list[str]:
    """What is wrong with a drawing, one sentence each; empty if it may be shipped."""
    found = measure(bpmn)
    complaints = [f"{name}: {getattr(found, name)}, must be 0" for name in HARD if getattr(found, name)]
    if found.crossings * FLOWS_PER_CROSSING > found.flows:
        complaints.append(
            f"crossings: {found.crossings}, at most {found.flows // FLOWS_PER_CROSSING} for {found.flows} flows"
        )
    if found.bends_per_flow > BENDS_PER_FLOW:
        complaints.append(f"bends_per_flow: {found.bends_per_flow}, at most {BENDS_PER_FLOW}")
    if found.nodes >= ASPECT_FROM_NODES and not NARROWEST <= found.aspect <= WIDEST:
        complaints.append(f"aspect: {found.aspect}, must lie between {NARROWEST} and {WIDEST}")
    return complaints


def _missing(picture: Picture) -> int:
    drawn = {"participant", "lane", "sequenceFlow"} | FLOW_NODES
    return sum(
        local(element) in drawn and id_ not in picture.boxes and id_ not in picture.lines
        for id_, element in picture.elements.items()
    )


def _ends(picture: Picture, flow: str) -> tuple[str, str]:
    element = picture.elements[flow]
    return element.get("sourceRef"), element.get("targetRef")


def _crossings(picture: Picture) -> tuple[int, int]:
    """Crossings of flows, and stretches shared by flows that have no end in common."""
    crossings = overlaps = 0
    for (a, line), (b, other) in combinations(picture.flows.items(), 2):
        (source, target), (other_source, other_target) = _ends(picture, a), _ends(picture, b)
        apart = source != other_source and target != other_target
        for p, q in pairwise(line):
            for r, s in pairwise(other):
                crossings += crossing(p, q, r, s)
                overlaps += apart and overlap(p, q, r, s) > 2
    return crossings, overlaps


def _flows_through_shapes(picture: Picture) -> int:
    """Flows through a node that is not theirs, or through their own after leaving it, or through a frame."""
    found = 0
    frames = {id_: box for id_, box in picture.boxes.items() if picture.is_frame(id_)}
    for flow, line in picture.flows.items():
        source, target = _ends(picture, flow)
        own = {source, target, picture.host(source), picture.host(target)}
        found += sum(_through(line, box) for id_, box in picture.nodes.items() if id_ not in own)
        allowed = own | picture.frames_around(flow) | picture.frames_around(source)
        found += sum(_through(line, box) for id_, box in frames.items() if id_ not in allowed)
        ends = {source, target, picture.host(source)}
        found += sum(_through(line[1:-1], picture.nodes[id_]) for id_ in ends if id_ in picture.nodes)
    return found


def _through(line: list[Point], box: Box) -> bool:
    return any(enters(p, q, box) for p, q in pairwise(line))


def _shape_overlaps(picture: Picture) -> int:
    return sum(
        hit(box, other, 1)
        for (a, box), (b, other) in combinations(picture.nodes.items(), 2)
        if picture.host(a) != b and picture.host(b) != a
    )


def _labels_on_shapes(picture: Picture) -> int:
    return sum(
        hit(label, box, 1)
        for a, label in picture.labels.items()
        for b, box in picture.nodes.items()
        if a != b
    )


def _labels_on_flows(picture: Picture) -> int:
    return sum(
        any(enters(p, q, label, 1) for p, q in pairwise(line))
        for a, label in picture.labels.items()
        for b, line in picture.flows.items()
        if a != b
    )


def _labels_on_borders(picture: Picture) -> int:
    return sum(
        any(label.y + 1 < y < label.y + label.h - 1 for y in (lane.y, lane.y + lane.h))
        and lane.x < label.x < lane.x + lane.w
        for label in picture.labels.values()
        for lane in picture.lanes.values()
    )


def _cut_names(picture: Picture) -> int:
    tasks = ((id_, box) for id_, box in picture.nodes.items() if min(box.w, box.h) > 50)
    return sum(
        len(wrap(picture.elements[id_].get("name") or "", box.w - TASK_PADDING, TASK_SIZE)) * LINE_HEIGHT
        > box.h
        for id_, box in tasks
    )


def _outside_lanes(picture: Picture) -> int:
    """Nodes that do not stand in the lane that lists them."""
    found = 0
    for id_, lane in picture.lanes.items():
        listed = (
            (child.text or "").strip() for child in picture.elements[id_] if local(child) == "flowNodeRef"
        )
        for node in listed:
            if node in picture.nodes and not picture.host(node):
                found += not _inside(picture.nodes[node], lane)
    return found


def _outside_frames(picture: Picture) -> int:
    """Nodes and flows that are not wholly in the subprocess they belong to."""
    found = 0
    for id_ in [*picture.nodes, *picture.flows]:
        parent = picture.elements[id_].getparent().get("id")
        if parent not in picture.boxes:
            continue
        parts = [Box(x, y, 0, 0) for x, y in picture.lines.get(id_, ())]
        parts += [picture.boxes[id_]] if id_ in picture.boxes else []
        found += not all(_inside(part, picture.boxes[parent]) for part in parts)
    return found


def _inside(box: Box, outer: Box) -> bool:
    return (
        outer.x <= box.x
        and box.x + box.w <= outer.x + outer.w
        and outer.y <= box.y
        and box.y + box.h <= outer.y + outer.h
    )
