"""A drawing read back from its BPMNDI: shapes, lines and labels with what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.engine.drawing.document import (
    BPMNDI,
    DC,
    DI,
    FLOW_NODES,
    SUBPROCESSES,
    Element,
    is_bpmn,
    local,
    parse,
)
from app.engine.drawing.graph import Box, Point


@dataclass(slots=True)
class Picture:
    """Boxes, lines and label boxes by the id of the element they show."""

    root: Element
    elements: dict[str, Element]
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    collapsed: set[str] = field(default_factory=set)

    def tag(self, id_: str) -> str:
        """What kind of element an id belongs to."""
        return local(self.elements[id_])

    def host(self, id_: str) -> str | None:
        """The activity a boundary event sits on."""
        found: str | None = self.elements[id_].get("attachedToRef") if id_ in self.elements else None
        return found

    @property
    def flows(self) -> dict[str, list[Point]]:
        """The sequence flows that are drawn."""
        return {id_: line for id_, line in self.lines.items() if self.tag(id_) == "sequenceFlow"}

    @property
    def nodes(self) -> dict[str, Box]:
        """The flow nodes that are drawn, without expanded subprocesses."""
        return {
            id_: box
            for id_, box in self.boxes.items()
            if self.tag(id_) in FLOW_NODES and not self.is_frame(id_)
        }

    @property
    def lanes(self) -> dict[str, Box]:
        """The lanes that are drawn."""
        return {id_: box for id_, box in self.boxes.items() if self.tag(id_) == "lane"}

    def is_frame(self, id_: str) -> bool:
        """Whether an element is a subprocess that shows its inside."""
        return self.tag(id_) in SUBPROCESSES and id_ not in self.collapsed

    def frames_around(self, id_: str) -> set[str]:
        """The subprocesses that an element is inside of, and for a boundary event its host."""
        around = {e.get("id") for e in self.elements[id_].iterancestors() if local(e) in SUBPROCESSES}
        return around | {self.host(id_) or ""}

    def depth(self, id_: str) -> int:
        """In how many subprocesses an element stands, itself included."""
        return len({e for e in self.frames_around(id_) if e} | ({id_} if self.is_frame(id_) else set()))

    def extent(self) -> Box:
        """The rectangle around everything that is drawn."""
        boxes = [*self.boxes.values(), *self.labels.values()]
        points = [p for line in self.lines.values() for p in line]
        if not boxes and not points:
            return Box(0, 0, 0, 0)
        left = min([b.x for b in boxes] + [x for x, _ in points])
        top = min([b.y for b in boxes] + [y for _, y in points])
        right = max([b.x + b.w for b in boxes] + [x for x, _ in points])
        bottom = max([b.y + b.h for b in boxes] + [y for _, y in points])
        return Box(left, top, right - left, bottom - top)


def read_picture(bpmn: bytes) -> Picture:
    """The first drawing of a diagram; what it refers to but the diagram lacks is left out."""
    root = parse(bpmn)
    picture = Picture(root, {e.get("id"): e for e in root.iter() if is_bpmn(e) and e.get("id")})
    plane = root.find(f"{BPMNDI}BPMNDiagram/{BPMNDI}BPMNPlane")
    for element in plane if plane is not None else ():
        id_ = element.get("bpmnElement") if isinstance(element.tag, str) else None
        if id_ not in picture.elements:
            continue
        label = _box(element.find(BPMNDI + "BPMNLabel"))
        if label is not None:
            picture.labels[id_] = label
        box = _box(element)
        if box is not None:
            picture.boxes[id_] = box
            if element.get("isExpanded") == "false":
                picture.collapsed.add(id_)
        points = [(float(p.get("x")), float(p.get("y"))) for p in element.iterfind(DI + "waypoint")]
        if len(points) > 1:
            picture.lines[id_] = points
    return picture


def _box(parent: Element | None) -> Box | None:
    bounds = parent.find(DC + "Bounds") if parent is not None else None
    if bounds is None:
        return None
    return Box(*(float(bounds.get(key)) for key in ("x", "y", "width", "height")))
