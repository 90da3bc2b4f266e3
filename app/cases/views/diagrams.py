"""The diagram of a case: what is done, what waits now, as a picture and as a list of steps."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy.orm import Session

from app.cases.runtime import Runtime
from app.engine import Diagram
from app.engine.drawing import DrawingError, to_svg
from app.engine.drawing.picture import read_picture
from app.law import roles
from app.law.text import Text
from app.store.reading.cases import Step

State = Literal["done", "current", "next"]
NEAR = (360, 240)
"""Width and height of the piece of a diagram that is shown around the present step."""
_BOX = re.compile(r'viewBox="[^"]*"')
_WIDTH, _HEIGHT = re.compile(r' width="[^"]*"'), re.compile(r' height="[^"]*"')


@dataclass(frozen=True, slots=True)
class StepLine:
    """A human step, or a procedure called by this one, as a line of the list beside the picture."""

    name: Text
    role: str
    state: State
    citation: str
    called: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram with the marks of one case."""

    process_id: str
    name: Text
    citation: str
    lines: tuple[StepLine, ...]
    current: frozenset[str]
    done: frozenset[str]


def picture(
    runtime: Runtime, session: Session, edition_id: int, process_id: str, steps: Iterable[Step]
) -> Picture | None:
    """The marks of a case on one of its diagrams; None where the edition has no such diagram."""
    library = runtime.engine.library(session, edition_id)
    diagram = library.diagrams.get(process_id)
    if diagram is None:
        return None
    steps = list(steps)
    current = {step.node for step in steps if step.process_id == process_id and step.state == "open"}
    done = {step.node for step in steps if step.process_id == process_id and step.state == "done"}
    for node in diagram.nodes.values():
        inner = _within(library.diagrams, node.called)
        if any(step.process_id in inner and step.state == "open" for step in steps):
            current.add(node.id)
        elif any(step.process_id in inner for step in steps):
            done.add(node.id)
    lines = tuple(
        StepLine(
            Text(node.name, node.name_en or node.name),
            found.key if (found := roles.role_of_lane(node.lane)) else "",
            "current" if node.id in current else "done" if node.id in done else "next",
            node.citation,
            node.called,
        )
        for node in diagram.nodes.values()
        if node.kind in {"userTask", "callActivity"}
    )
    return Picture(
        process_id,
        Text(diagram.name, diagram.name_en or diagram.name),
        diagram.citation,
        lines,
        frozenset(current),
        frozenset(done - current),
    )


def _within(diagrams: dict[str, Diagram], called: str) -> set[str]:
    """The processes that a call runs, those that it calls in turn included."""
    found: set[str] = set()
    waiting = [called] if called else []
    while waiting:
        process_id = waiting.pop()
        if process_id in diagrams and process_id not in found:
            found.add(process_id)
            waiting += [node.called for node in diagrams[process_id].nodes.values() if node.called]
    return found


def svg(
    runtime: Runtime, session: Session, edition_id: int, shown: Picture, language: str, near: str = ""
) -> str | None:
    """The picture as SVG text: the whole, or the piece around a node; None where the file has no drawing."""
    diagram = runtime.engine.library(session, edition_id).diagrams[shown.process_id]
    try:
        return _drawn(diagram.xml, shown.current, shown.done, language, near)
    except DrawingError:
        return None


@lru_cache(maxsize=256)
def _drawn(xml: bytes, current: frozenset[str], done: frozenset[str], language: str, near: str) -> str:
    whole = to_svg(xml, highlight=current, done=done, language=language)
    box = read_picture(xml).boxes.get(near) if near else None
    if box is None:
        return whole
    width, height = NEAR
    left, top = box.x + box.w / 2 - width / 2, box.y + box.h / 2 - height / 2
    head, end, rest = whole.partition(">")
    head = _BOX.sub(f'viewBox="{left:g} {top:g} {width} {height}"', head, count=1)
    head = _HEIGHT.sub(f' height="{height}"', _WIDTH.sub(f' width="{width}"', head, count=1), count=1)
    return head + end + rest
