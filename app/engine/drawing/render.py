"""A diagram as accessible SVG, from the coordinates of its drawing and without a browser.

Every node is a group `node-<id>` with a title (its name and citation); the present node carries a thick
outline and the word 現在, a finished one a tick: never colour alone.
"""

from collections.abc import Collection
from itertools import pairwise

from lxml import etree

from app.engine.drawing.document import SUBPROCESSES, Element, citation_of, local, name_of, pools
from app.engine.drawing.geometry import enters, hit
from app.engine.drawing.graph import Box
from app.engine.drawing.lettering import LABEL_SIZE, TASK_SIZE, text_width
from app.engine.drawing.picture import Picture, read_picture
from app.engine.drawing.reading import HEADING
from app.engine.drawing.shapes import Look, draw_flow, draw_node, draw_outline, draw_tick, draw_title
from app.engine.drawing.svg import (
    ACCENT,
    FONTS,
    HEADING_FILL,
    INK,
    LINE,
    PAPER,
    SVG,
    add,
    fit,
    number,
    write_lines,
)
from app.law.text import Text

EDGE = 24
"""Free space around the drawing."""
NOW, PAST = Text("現在", "now"), Text("済", "done")
DIAGRAM, LANES = Text("業務の流れ図", "Process diagram"), Text("担当", "Lanes")


def to_svg(
    bpmn: bytes,
    *,
    highlight: Collection[str] = frozenset(),
    done: Collection[str] = frozenset(),
    language: str = "ja",
) -> str:
    """The drawing as SVG text; `highlight` are the present nodes, `done` the finished ones.

    In English, names come from the property `name_en`; where it is missing the Japanese name stands.
    """
    picture = read_picture(bpmn)
    return _Drawing(picture, set(highlight), set(done), language).draw()


class _Drawing:
    """One picture on its way to SVG."""

    def __init__(self, picture: Picture, highlight: set[str], done: set[str], language: str) -> None:
        self.picture, self.language = picture, language
        self.highlight, self.done = highlight, done - highlight
        self.hosts = {picture.host(id_) for id_ in picture.boxes}

    def draw(self) -> str:
        """Containers first, then flows, nodes, boundary events, labels and marks."""
        picture, extent = self.picture, self.picture.extent()
        x, y, w, h = extent.x - EDGE, extent.y - EDGE, extent.w + 2 * EDGE, extent.h + 2 * EDGE
        svg = etree.Element(SVG + "svg", nsmap={None: SVG[1:-1]})
        svg.set("viewBox", " ".join(map(number, (x, y, w, h))))
        for key, value in {"width": number(w), "height": number(h), "role": "img"}.items():
            svg.set(key, value)
        svg.set("font-family", FONTS)
        self._head(svg)
        for id_ in self._containers():
            self._container(svg, id_)
        for id_ in self._present():
            draw_outline(add(svg, "g", class_="outline"), picture.tag(id_), picture.boxes[id_])
        for id_ in picture.flows:
            group = add(svg, "g", id=f"flow-{id_}", class_="flow")
            draw_title(group, self._name(id_))
            draw_flow(group, picture.lines[id_], is_default=self._is_default(id_))
        nodes = sorted(picture.nodes, key=lambda id_: picture.tag(id_) == "boundaryEvent")
        for id_ in nodes:
            self._node(svg, id_)
        for id_ in [*picture.flows, *nodes]:
            self._label(svg, id_)
        for id_ in self._present():
            self._mark(svg, id_)
        text: str = etree.tostring(svg, encoding="unicode")
        return text

    def _present(self) -> list[str]:
        return [id_ for id_ in self.picture.boxes if id_ in self.highlight]

    # ---- words

    def _name(self, id_: str) -> str:
        return name_of(self.picture.elements[id_], self.language)

    def _head(self, svg: Element) -> None:
        """Title and description, tied to the picture for screen readers."""
        root, elements = self.picture.root, self.picture.elements
        processes = [e for e in root if local(e) == "process"]
        by_process = pools(root)
        names = [name_of(by_process.get(p.get("id"), p), self.language) for p in processes]
        prefix = "diagram-" + (processes[0].get("id") if processes else "none")
        add(svg, "title", id=f"{prefix}-title").text = "、".join(filter(None, names)) or self._say(DIAGRAM)
        lanes = list(dict.fromkeys(self._name(id_) for id_ in self.picture.lanes))
        parts = [self._say(DIAGRAM)]
        if lanes:
            parts.append(f"{self._say(LANES)}: {', '.join(lanes)}")
        present = [self._name(id_) or id_ for id_ in sorted(self.highlight) if id_ in elements]
        if present:
            parts.append(f"{self._say(NOW)}: {', '.join(present)}")
        add(svg, "desc", id=f"{prefix}-desc").text = ". ".join(parts)
        svg.set("aria-labelledby", f"{prefix}-title {prefix}-desc")

    def _say(self, text: Text) -> str:
        return text.in_(self.language)

    def _title(self, id_: str) -> str:
        """Name, citation and state of a node."""
        state = NOW if id_ in self.highlight else PAST if id_ in self.done else None
        parts = [self._name(id_) or id_, citation_of(self.picture.elements[id_])]
        return " | ".join(filter(None, [*parts, self._say(state) if state else ""]))

    # ---- pools, lanes, subprocesses

    def _containers(self) -> list[str]:
        """Pools, lanes and frames from the outside to the inside."""
        ranks = {"participant": 0, "lane": 2}
        found = [
            id_ for id_ in self.picture.boxes if self.picture.tag(id_) in ranks or self.picture.is_frame(id_)
        ]

        def rank(id_: str) -> tuple[int, int]:
            return self.picture.depth(id_), ranks.get(self.picture.tag(id_), 1)

        return sorted(found, key=rank)

    def _container(self, svg: Element, id_: str) -> None:
        box, tag = self.picture.boxes[id_], self.picture.tag(id_)
        if tag in SUBPROCESSES:
            self._frame(svg, id_, box)
            return
        group = add(svg, "g", id=f"{tag}-{id_}", class_="pool" if tag == "participant" else "lane")
        draw_title(group, self._name(id_))
        fill = PAPER if tag == "participant" else "none"
        add(
            group,
            "rect",
            x=box.x,
            y=box.y,
            width=box.w,
            height=box.h,
            fill=fill,
            stroke=INK,
            stroke_width=1.5,
        )
        add(group, "rect", x=box.x, y=box.y, width=HEADING, height=box.h, fill=HEADING_FILL, stroke=INK)
        lines, size = fit(self._name(id_), box.h - 12, HEADING - 4, TASK_SIZE)
        x, y = box.x + HEADING / 2, box.y + box.h / 2
        top = y - len(lines) * size * LINE / 2
        turn = f"rotate(-90 {number(x)} {number(y)})"
        write_lines(group, lines, x, top, size, transform=turn)

    def _frame(self, svg: Element, id_: str, box: Box) -> None:
        """An expanded subprocess: frame, name at the top, state."""
        look = self._look(id_)
        group = add(svg, "g", id=f"node-{id_}", class_=self._class(id_))
        draw_title(group, self._title(id_))
        add(
            group,
            "rect",
            x=box.x,
            y=box.y,
            width=box.w,
            height=box.h,
            rx=10,
            fill=PAPER,
            stroke=look.stroke,
            stroke_width=2,
            **(
                {"stroke_dasharray": "3 4"}
                if self.picture.elements[id_].get("triggeredByEvent") == "true"
                else {}
            ),
        )
        lines, size = fit(self._name(id_), box.w - 80, 20, TASK_SIZE)
        write_lines(group, lines, box.x + box.w / 2, box.y + 8, size)
        if id_ in self.done:
            draw_tick(group, box)

    # ---- nodes and labels

    def _class(self, id_: str) -> str:
        state = " current" if id_ in self.highlight else " done" if id_ in self.done else ""
        return f"node {self.picture.tag(id_)}{state}"

    def _look(self, id_: str) -> Look:
        return Look.of(current=id_ in self.highlight, done=id_ in self.done)

    def _node(self, svg: Element, id_: str) -> None:
        box = self.picture.boxes[id_]
        group = add(svg, "g", id=f"node-{id_}", class_=self._class(id_))
        draw_title(group, self._title(id_))
        draw_node(
            group, self.picture.elements[id_], box, self._look(id_), self._name(id_), footed=id_ in self.hosts
        )
        if id_ in self.done:
            draw_tick(group, box)

    def _is_default(self, flow: str) -> bool:
        source = self.picture.elements.get(self.picture.elements[flow].get("sourceRef"))
        return source is not None and source.get("default") == flow

    def _label(self, svg: Element, id_: str) -> None:
        """The name of an event, gateway or flow, in the place the drawing gives it."""
        name, node = self._name(id_), self.picture.boxes.get(id_)
        if not name or (node is not None and node.w > 60):
            return
        place = self.picture.labels.get(id_) or self._default_place(id_)
        lines, size = fit(name, max(place.w, 72 if name.isascii() else 0), max(place.h, 28), LABEL_SIZE)
        height = len(lines) * size * LINE
        top = place.y + 1
        if node is not None and place.y + place.h <= node.y:  # above its node: grow upwards
            top = place.y + place.h - height - 1
        group = add(svg, "g", class_="label")
        centre = place.x + place.w / 2
        if node is not None and place.x > node.x + node.w / 2:  # right of a line: grow to the right
            centre = place.x + max(place.w, max(text_width(line, size) for line in lines)) / 2
        write_lines(group, lines, centre, top, size, stroke=PAPER, stroke_width="3", paint_order="stroke")

    def _default_place(self, id_: str) -> Box:
        """Where an editor shows a label that has no place of its own."""
        if id_ in self.picture.boxes:
            box = self.picture.boxes[id_]
            return Box(box.x + box.w / 2 - 45, box.y + box.h + 4, 90, 28)
        (x1, y1), (x2, y2) = self.picture.lines[id_][:2]
        return Box((x1 + x2) / 2 - 45, (y1 + y2) / 2 - 18, 90, 15)

    def _mark(self, svg: Element, id_: str) -> None:
        """The word 現在 at the corner of a present node where it covers least."""
        word = self._say(NOW)
        box, width = self.picture.boxes[id_], text_width(word, TASK_SIZE) + 14
        small = box.w <= 60
        xs = (box.x - width + 6, box.x + box.w - 6) if small else (box.x - 9, box.x + box.w - width + 9)
        ys = (box.y - 14, box.y + box.h - 4)
        spots = [Box(x, y, width, 18) for y in ys for x in xs]
        spot = min(spots, key=lambda place: self._covered(place, id_))
        group = add(svg, "g", class_="mark")
        add(group, "rect", x=spot.x, y=spot.y, width=width, height=18, rx=9, fill=ACCENT)
        centre = spot.x + width / 2
        write_lines(group, [word], centre, spot.y + 2.6, TASK_SIZE, fill=PAPER, font_weight="bold")

    def _covered(self, place: Box, id_: str) -> int:
        """How many names, flows and other nodes a mark would hide."""
        picture = self.picture
        names = sum(hit(place, label) for label in picture.labels.values())
        nodes = sum(hit(place, box) for other, box in picture.nodes.items() if other != id_)
        lines = sum(enters(p, q, place, 0) for line in picture.flows.values() for p, q in pairwise(line))
        return 2 * names + 2 * nodes + lines
