"""What the checker says, with the way that leads there."""

from dataclasses import dataclass
from typing import Literal

from app.engine.diagram import Diagram
from app.law.text import Text

Kind = Literal[
    "no_start",
    "dead_node",
    "dead_end",
    "deadlock",
    "orphan",
    "no_end",
    "unbounded",
    "surplus",
    "too_big",
    "passage",
    "requires",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """`node` is the element at fault, empty for the whole process; `path` are the ids of the steps that
    lead there, from the start, as a process owner can follow them in the drawing."""

    process_id: str
    node: str
    kind: Kind
    text: Text
    path: tuple[str, ...] = ()


def told(diagram: Diagram, node_id: str) -> str:
    """How a person knows a node: its name in the drawing, else its id."""
    node = diagram.nodes.get(node_id)
    return f"「{node.name}」" if node is not None and node.name else f"「{node_id}」"


def told_en(diagram: Diagram, node_id: str) -> str:
    """The same in English."""
    node = diagram.nodes.get(node_id)
    return f"“{(node.name_en or node.name or node_id) if node is not None else node_id}”"


def along(ja: str, en: str, names: list[tuple[str, str]]) -> Text:
    """The sentence, followed by the way that shows it."""
    if not names:
        return Text(ja, en)
    return Text(
        f"{ja}経路：{' → '.join(name for name, _ in names)}。",
        f"{en} The way there: {' → '.join(name for _, name in names)}.",
    )
