"""The shapes of BPMN in SVG: tasks, events, gateways and sequence flows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.drawing.document import EVENTS, GATEWAYS, SUBPROCESSES, Element, local
from app.engine.drawing.graph import Box, Point
from app.engine.drawing.lettering import TASK_PADDING, TASK_SIZE, text_width
from app.engine.drawing.svg import (
    ACCENT,
    ACCENT_FILL,
    DONE,
    DONE_FILL,
    INK,
    LINE,
    PAPER,
    add,
    fit,
    number,
    path,
    rounded,
    write_lines,
)
from app.engine.drawing.symbols import GATEWAY_SIGNS, TASK_SIGNS, event_sign, markers_of, placed

SIGN_ROOM, MARKER_ROOM, BORDER_ROOM = 25, 21, 5
"""Height that a sign, a marker and the border keep free of text in a task."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a node."""

    stroke: str = INK
    fill: str = PAPER

    @staticmethod
    def of(*, current: bool, done: bool) -> Look:
        """The look of a present, finished or other node."""
        if current:
            return Look(INK, ACCENT_FILL)
        return Look(DONE, DONE_FILL) if done else Look()


def draw_title(group: Element, text: str) -> None:
    """What assistive technology and a tooltip say about a group."""
    if text:
        add(group, "title").text = text


def draw_tick(group: Element, box: Box) -> None:
    """The tick of a finished node, on its border at the upper right."""
    inset = 8 if box.w > 60 else box.w / 4 if box.w > 40 else 5
    mark = placed(group, box.x + box.w - inset, box.y + inset)
    add(mark, "circle", cx=0, cy=0, r=8, fill=DONE)
    path(mark, "M-3.6 0.2L-1 3L4 -3", stroke=PAPER, stroke_width=2)


def draw_node(
    group: Element, element: Element, box: Box, look: Look, name: str, *, footed: bool = False
) -> None:
    """A flow node; the name is written only inside a task, clear of boundary events if it is `footed`."""
    tag = local(element)
    if tag in EVENTS:
        _event(group, element, box, look)
    elif tag in GATEWAYS:
        _gateway(group, tag, box, look)
    else:
        _task(group, element, box, look)
        _task_name(group, element, box, name, footed=footed)


def _event(group: Element, element: Element, box: Box, look: Look) -> None:
    tag = local(element)
    x, y, radius = box.x + box.w / 2, box.y + box.h / 2, box.w / 2
    interrupting = element.get("cancelActivity", element.get("isInterrupting", "true")) != "false"
    line: dict[str, float | str] = {"stroke": look.stroke, "stroke_width": 4 if tag == "endEvent" else 1.6}
    if not interrupting:
        line["stroke_dasharray"] = "5 3"
    add(group, "circle", cx=x, cy=y, r=radius - (1 if tag == "endEvent" else 0), fill=look.fill, **line)
    if tag in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        add(group, "circle", cx=x, cy=y, r=radius - 3.6, fill=look.fill, **line)
    sign = event_sign(element)
    if sign:
        sign(placed(group, x, y), filled=tag in ("endEvent", "intermediateThrowEvent"))


def _gateway(group: Element, tag: str, box: Box, look: Look) -> None:
    x, y, w, h = box.x + box.w / 2, box.y + box.h / 2, box.w / 2, box.h / 2
    corners = ((x, y - h), (x + w, y), (x, y + h), (x - w, y))
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    add(group, "polygon", points=points, fill=look.fill, stroke=look.stroke, stroke_width=2)
    GATEWAY_SIGNS[tag](placed(group, x, y))


def _task(group: Element, element: Element, box: Box, look: Look) -> None:
    tag = local(element)
    add(
        group,
        "rect",
        x=box.x,
        y=box.y,
        width=box.w,
        height=box.h,
        rx=10,
        fill=look.fill,
        stroke=look.stroke,
        stroke_width=4.5 if tag == "callActivity" else 2,
    )
    sign = TASK_SIGNS.get(tag)
    if sign:
        sign(placed(group, box.x + 6, box.y + 4.5))
    markers = _markers(element)
    for i, marker in enumerate(markers):
        x = box.x + box.w / 2 + 18 * (i - (len(markers) - 1) / 2)
        marker(placed(group, x, box.y + box.h - 13))


def _markers(element: Element) -> list[Callable[[Element], None]]:
    return markers_of(element, collapsed=local(element) in SUBPROCESSES)


def _task_name(group: Element, element: Element, box: Box, name: str, *, footed: bool) -> None:
    """The name in the middle of a task, or lower and smaller where a sign or marker is in the way."""
    below = MARKER_ROOM if footed or _markers(element) else BORDER_ROOM
    width = box.w - TASK_PADDING
    lines, size = fit(name, width, box.h - 2 * below, TASK_SIZE)
    top = box.y + (box.h - len(lines) * size * LINE) / 2
    reaches_sign = top < box.y + SIGN_ROOM and text_width(lines[0], size) > box.w - 2 * SIGN_ROOM
    if local(element) in TASK_SIGNS and reaches_sign:
        room = box.h - SIGN_ROOM - below
        lines, size = fit(name, width, room, TASK_SIZE)
        top = box.y + SIGN_ROOM + (room - len(lines) * size * LINE) / 2
    write_lines(group, lines, box.x + box.w / 2, top, size)


def draw_flow(group: Element, points: list[Point], *, is_default: bool) -> None:
    """A line with rounded corners and an arrow head; a default flow has a slash at its start."""
    (x1, y1), (x2, y2) = points[-2:]
    angle = math.atan2(y2 - y1, x2 - x1)
    base = (x2 - 9 * math.cos(angle), y2 - 9 * math.sin(angle))
    path(group, rounded([*points[:-1], base]), stroke_width=1.6)
    side = (4.5 * math.sin(angle), -4.5 * math.cos(angle))
    head = ((x2, y2), (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1]))
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in head)
    add(group, "polygon", points=corners, fill=INK)
    if is_default:
        (a, b), (c, d) = points[:2]
        start = math.atan2(d - b, c - a)
        mark = placed(group, round(a + 9 * math.cos(start), 2), round(b + 9 * math.sin(start), 2))
        mark.set("transform", mark.get("transform") + f" rotate({number(math.degrees(start))})")
        path(mark, "M3 -6L-3 6", stroke_width=1.6)


def draw_outline(group: Element, tag: str, box: Box) -> None:
    """The thick outline of a present node, close around its shape."""
    line: dict[str, float | str] = {"fill": "none", "stroke": ACCENT, "stroke_width": 4}
    x, y = box.x + box.w / 2, box.y + box.h / 2
    if tag in EVENTS:
        add(group, "circle", cx=x, cy=y, r=box.w / 2 + 4, **line)
    elif tag in GATEWAYS:
        w, h = box.w / 2 + 6, box.h / 2 + 6
        path(group, f"M{x} {y - h}L{x + w} {y}L{x} {y + h}L{x - w} {y}Z", **line)
    else:
        add(group, "rect", x=box.x - 5, y=box.y - 5, width=box.w + 10, height=box.h + 10, rx=14, **line)
