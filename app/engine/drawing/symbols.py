"""The signs of BPMN inside tasks, events and gateways, each drawn around a centre or from a corner."""

from collections.abc import Callable

from app.engine.drawing.document import Element, local
from app.engine.drawing.svg import INK, PAPER, add, path


def placed(parent: Element, x: float, y: float) -> Element:
    """A group whose origin is the given point."""
    return add(parent, "g", transform=f"translate({x:g} {y:g})")


# ---- tasks: 18 by 18 pixels from the upper left corner


def _person(g: Element) -> None:
    add(g, "circle", cx=9, cy=5, r=4, fill=PAPER, stroke=INK, stroke_width=1.3)
    path(g, "M1.5 17.5V15A5 5 0 0 1 6.5 10.5H11.5A5 5 0 0 1 16.5 15V17.5Z", fill=PAPER, stroke_width=1.3)
    path(g, "M5 17.5V14.5M13 17.5V14.5", stroke_width=1)


def _gear(g: Element) -> None:
    for angle in range(0, 360, 45):
        add(g, "rect", x=7.5, y=0.5, width=3, height=4, rx=0.6, fill=INK, transform=f"rotate({angle} 9 9)")
    add(g, "circle", cx=9, cy=9, r=5.6, fill=PAPER, stroke=INK, stroke_width=1.4)
    add(g, "circle", cx=9, cy=9, r=2.2, fill="none", stroke=INK, stroke_width=1.3)


def _hand(g: Element) -> None:
    path(
        g,
        "M1 8L6 3.5C7.5 2.5 8.5 4 7.5 5L6.5 6H15.5C17.3 6 17.3 8.3 15.5 8.3H10.5"
        "H16C17.6 8.3 17.6 10.6 16 10.6H10.5H15.2C16.8 10.6 16.8 12.9 15.2 12.9H10.5"
        "H13.8C15.3 12.9 15.3 15.2 13.8 15.2H5.5C3 15.2 1 13.5 1 11Z",
        fill=PAPER,
        stroke_width=1.1,
    )


def _letter(g: Element) -> None:
    path(g, "M1 4H17V15H1ZM1 4L9 10.5L17 4", fill=PAPER, stroke_width=1.3)


def _sent_letter(g: Element) -> None:
    add(g, "rect", x=1, y=4, width=16, height=11, fill=INK)
    path(g, "M1 4.5L9 10.5L17 4.5", stroke=PAPER, stroke_width=1.3)


def _script(g: Element) -> None:
    path(g, "M5 1H15C11 6 16 11 12 17H2C6 11 1 6 5 1ZM5.5 5H11M6 9H12M6.5 13H11.5", stroke_width=1.2)


def _table(g: Element) -> None:
    add(g, "rect", x=1, y=2, width=16, height=4, fill="#c9c9c9")
    path(g, "M1 2H17V16H1ZM1 6H17M1 11H17M6 6V16", stroke_width=1.2)


TASK_SIGNS: dict[str, Callable[[Element], None]] = {
    "userTask": _person,
    "manualTask": _hand,
    "serviceTask": _gear,
    "sendTask": _sent_letter,
    "receiveTask": _letter,
    "scriptTask": _script,
    "businessRuleTask": _table,
}


# ---- markers: 14 by 14 pixels around a centre


def _plus_box(g: Element) -> None:
    path(g, "M-7 -7H7V7H-7ZM0 -4V4M-4 0H4", fill=PAPER, stroke_width=1.3)


def _loop(g: Element) -> None:
    path(g, "M-2.5 5.2A5.5 5.5 0 1 1 2.5 5M-6 5.2H-2.2V1.2", stroke_width=1.5)


def _bars(g: Element) -> None:
    path(g, "M-4 -6V6M0 -6V6M4 -6V6", stroke_width=2.2)


def _rungs(g: Element) -> None:
    path(g, "M-6 -4H6M-6 0H6M-6 4H6", stroke_width=2.2)


def markers_of(element: Element, *, collapsed: bool) -> list[Callable[[Element], None]]:
    """The markers at the middle of the lower border of an activity."""
    found: list[Callable[[Element], None]] = []
    for child in element:
        if local(child) == "standardLoopCharacteristics":
            found.append(_loop)
        elif local(child) == "multiInstanceLoopCharacteristics":
            found.append(_rungs if child.get("isSequential") == "true" else _bars)
    if local(element) == "callActivity" or collapsed:
        found.append(_plus_box)
    return found


# ---- events: within a circle of 11 pixels around the centre


def _message(g: Element, *, filled: bool) -> None:
    if filled:
        add(g, "rect", x=-9, y=-6.5, width=18, height=13, fill=INK)
        path(g, "M-9 -6L0 1L9 -6", stroke=PAPER)
    else:
        path(g, "M-9 -6.5H9V6.5H-9ZM-9 -6.5L0 0.5L9 -6.5", fill=PAPER, stroke_width=1.3)


def _timer(g: Element, *, filled: bool) -> None:
    add(g, "circle", cx=0, cy=0, r=10, fill=PAPER, stroke=INK, stroke_width=1.4)
    path(g, "M0 -10V-7.5M10 0H7.5M0 10V7.5M-10 0H-7.5M0 0V-6.5M0 0L5 2.5", stroke_width=1.3)


def _outline(d: str) -> Callable[..., None]:
    """A sign that is one shape: an outline when it is awaited, solid when it is sent."""

    def draw(g: Element, *, filled: bool) -> None:
        path(g, d, fill=INK if filled else PAPER, stroke_width=1.3)

    return draw


def _terminate(g: Element, *, filled: bool) -> None:
    add(g, "circle", cx=0, cy=0, r=10.5, fill=INK)


def _condition(g: Element, *, filled: bool) -> None:
    path(g, "M-7 -9H7V9H-7ZM-4.5 -5H4.5M-4.5 -1.5H4.5M-4.5 2H4.5M-4.5 5.5H4.5", stroke_width=1.2)


EVENT_SIGNS: dict[str, Callable[..., None]] = {
    "messageEventDefinition": _message,
    "timerEventDefinition": _timer,
    "signalEventDefinition": _outline("M0 -9L9 7H-9Z"),
    "errorEventDefinition": _outline("M-8 8L-3 -7L3 2L8 -8L3 7L-3 -1Z"),
    "escalationEventDefinition": _outline("M0 -9L6 8L0 2L-6 8Z"),
    "compensateEventDefinition": _outline("M-1 -6V6L-9 0ZM8 -6V6L0 0Z"),
    "linkEventDefinition": _outline("M-8 -4H2V-8L9 0L2 8V4H-8Z"),
    "cancelEventDefinition": _outline("M-8 -5L-5 -8L0 -3L5 -8L8 -5L3 0L8 5L5 8L0 3L-5 8L-8 5L-3 0Z"),
    "terminateEventDefinition": _terminate,
    "conditionalEventDefinition": _condition,
}


def event_sign(element: Element) -> Callable[..., None] | None:
    """The sign of what an event waits for or sends; none for a plain one."""
    definitions = [EVENT_SIGNS[local(child)] for child in element if local(child) in EVENT_SIGNS]
    if len(definitions) > 1:
        return _outline("M0 -10L9.5 -3L6 8H-6L-9.5 -3Z")
    return definitions[0] if definitions else None


# ---- gateways: around the centre


def _pentagon(g: Element) -> None:
    add(g, "circle", cx=0, cy=0, r=13, fill="none", stroke=INK, stroke_width=1.2)
    add(g, "circle", cx=0, cy=0, r=10, fill="none", stroke=INK, stroke_width=1.2)
    path(g, "M0 -7L6.7 -2.2L4.1 5.7H-4.1L-6.7 -2.2Z", stroke_width=1.3)


GATEWAY_SIGNS: dict[str, Callable[[Element], object]] = {
    "exclusiveGateway": lambda g: path(g, "M-6 -8L6 8M6 -8L-6 8", stroke_width=3.2),
    "parallelGateway": lambda g: path(g, "M0 -11V11M-11 0H11", stroke_width=3.6),
    "inclusiveGateway": lambda g: add(
        g, "circle", cx=0, cy=0, r=11, fill="none", stroke=INK, stroke_width=2.6
    ),
    "eventBasedGateway": _pentagon,
    "complexGateway": lambda g: path(g, "M0 -11V11M-11 0H11M-8 -8L8 8M8 -8L-8 8", stroke_width=2.6),
}
