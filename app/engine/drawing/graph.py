"""One process, or one expanded subprocess, as a graph that the layout can place.

Coordinates are pixels relative to the graph's own upper left corner; a label's box is relative to the
centre of its node.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.engine.drawing.document import EVENTS, GATEWAYS, Element

Point = tuple[float, float]
Cell = tuple[int, int]
"""A place on the routing grid: column line (odd: centre of a column) and row line."""


class Box(NamedTuple):
    """A rectangle: upper left corner and size."""

    x: float
    y: float
    w: float
    h: float

    def moved(self, dx: float, dy: float) -> Box:
        """The same rectangle somewhere else."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)


@dataclass(slots=True)
class Room:
    """What a node and its labels need around its centre."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


@dataclass(eq=False, slots=True)
class Node:
    """A flow node: what it is, its cell (lane, row, column) and its place (centre x, y)."""

    id: str
    tag: str
    name: str
    lane: int = 0
    w: float = 100
    h: float = 80
    has_marker: bool = False  # a marker at the middle of the lower border (call, loop)
    boundaries: list[Node] = field(default_factory=list)
    host: Node | None = None
    inner: Graph | None = None
    last_lane: int | None = None  # only for a subprocess that spans lanes: the last one
    inner_heights: list[float] = field(default_factory=list)  # and how high its own lanes are at least
    col: int = 0
    row: int = 0
    first_line: int = 0  # rows of the whole graph that the node takes, counted by the estimate
    last_line: int = 0
    x: float = 0
    y: float = 0
    seat: float = 0  # boundary event: distance from the centre of its host
    room: Room = field(default_factory=Room)
    label: Box | None = None

    @property
    def kind(self) -> str:
        """event, gateway or task (anything with a rectangle)."""
        return "event" if self.tag in EVENTS else "gateway" if self.tag in GATEWAYS else "task"

    @property
    def spans(self) -> bool:
        """Whether this is a subprocess whose own lanes continue those of its process."""
        return self.last_lane is not None

    @property
    def cell_owner(self) -> Node:
        """The node whose cell this one sits in: itself, or the host of a boundary event."""
        return self.host or self

    def covers(self, lane: int) -> bool:
        """Whether the node stands in a lane of its graph."""
        return self.lane <= lane <= (self.lane if self.last_lane is None else self.last_lane)


@dataclass(eq=False, slots=True)
class Edge:
    """A sequence flow, its path over the routing grid and the points of its line."""

    id: str
    name: str
    source: Node
    target: Node
    is_default: bool = False
    back: bool = False  # closes a loop
    enters: str = ""  # direction of travel into the target: R, L, U or D
    label_is_bad: bool = False
    path: list[Cell] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    label: Box | None = None


@dataclass(eq=False, slots=True)
class Graph:
    """Nodes and flows of one level, its leaf lanes (each with the headings above it) and its size."""

    nodes: dict[str, Node]
    edges: list[Edge]
    lanes: list[list[Element]]
    width: float = 0
    height: float = 0
    lane_spans: list[tuple[float, float]] = field(default_factory=list)  # top and bottom of each leaf lane
    stretch: Callable[[list[float]], None] | None = None  # draws again with at least these lane heights

    @property
    def cells(self) -> list[Node]:
        """The nodes that have a cell of their own: all but boundary events."""
        return [n for n in self.nodes.values() if not n.host]

    @property
    def lane_count(self) -> int:
        """Number of bands; a graph without lanes has one."""
        return max(1, len(self.lanes))

    @property
    def lane_depth(self) -> int:
        """How many headings stand side by side left of the lanes."""
        return max((len(path) for path in self.lanes), default=0)

    def lane_names(self) -> list[str]:
        """Names of the leaf lanes from top to bottom."""
        return [path[-1].get("name") or "" for path in self.lanes]
