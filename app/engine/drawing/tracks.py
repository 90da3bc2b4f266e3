"""Tracks: flows that run side by side in one channel get lines of their own, ordered to cross least.

A *run* is a straight part of a path; runs that fork from one port or merge into one target are one *wire*.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from app.engine.drawing.graph import Edge, Node
from app.engine.drawing.paths import Paths

TRACK = 12
"""Distance of two tracks."""


@dataclass(slots=True)
class Run:
    """A straight part of a path: the grid line it lies on, where it starts and ends along it."""

    horizontal: bool
    line: int
    start: int
    end: int

    @property
    def on(self) -> tuple[bool, int]:
        """The line it lies on."""
        return self.horizontal, self.line

    @property
    def forward(self) -> bool:
        """Whether it runs right or down."""
        return self.start < self.end


@dataclass(eq=False, slots=True)
class Wire:
    """Runs drawn as one line; `offset` is its distance from the middle of the grid line."""

    horizontal: bool
    line: int
    low: int
    high: int
    fixed: float | None = None
    limit: float | None = None
    offset: float = 0
    joints: dict[tuple["Wire", int], None] = field(
        default_factory=dict
    )  # wire met, +1 if it goes on right/down
    ports: list[Node] = field(default_factory=list)

    def touches(self, other: "Wire") -> bool:
        """Whether both need the same stretch of their line."""
        return self.low <= other.high and other.low <= self.high

    @property
    def fine(self) -> float:
        """The grid line with the offset as a small fraction, to order wires."""
        return self.line + self.offset * 0.001


class Tracks:
    """The wires of routed flows, with their offsets."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.edges = paths.graph.edges
        self.runs = {edge.id: self._runs(edge) for edge in self.edges}
        self.parent = {(edge, k): (edge, k) for edge, runs in self.runs.items() for k in range(len(runs))}
        self._merge()
        self.wire_of: dict[tuple[str, int], Wire] = {}
        self.wires = self._wires()
        self._join()
        self._assign_all()

    def _runs(self, edge: Edge) -> list[Run]:
        runs: list[Run] = []
        steps = zip(edge.path, edge.path[1:], self.paths.directions(edge), strict=False)
        for (x1, y1), (x2, y2), direction in steps:
            horizontal = direction in "RL"
            if runs and runs[-1].horizontal == horizontal:
                runs[-1].end = x2 if horizontal else y2
            else:
                runs.append(Run(True, y1, x1, x2) if horizontal else Run(False, x1, y1, y2))
        return runs

    # ---- which runs are one wire

    def _find(self, key: tuple[str, int]) -> tuple[str, int]:
        while self.parent[key] != key:
            key = self.parent[key]
        return key

    def _merge(self) -> None:
        """Join the runs of flows that end together or start together."""
        for i, edge in enumerate(self.edges):
            for other in self.edges[i + 1 :]:
                if edge.target is other.target and edge.enters == other.enters:
                    self._merge_ends(edge, other)
                a, b = self.runs[edge.id][0], self.runs[other.id][0]
                if edge.source is other.source and (a.horizontal, a.forward) == (b.horizontal, b.forward):
                    self._merge_starts(edge, other)

    def _merge_ends(self, edge: Edge, other: Edge) -> None:
        a, b = self.runs[edge.id], self.runs[other.id]
        for k in range(1, min(len(a), len(b)) + 1):
            x, y = a[-k], b[-k]
            if x.on != y.on or x.end != y.end or x.forward != y.forward:
                return
            if (k == len(a) and edge.source.host) or (k == len(b) and other.source.host):
                return  # every boundary event leaves at its own place
            self.parent[self._find((edge.id, len(a) - k))] = self._find((other.id, len(b) - k))
            if x.start != y.start:
                return

    def _merge_starts(self, edge: Edge, other: Edge) -> None:
        for k, (x, y) in enumerate(zip(self.runs[edge.id], self.runs[other.id], strict=False)):
            if x.on != y.on or x.start != y.start:
                return
            self.parent[self._find((edge.id, k))] = self._find((other.id, k))
            if x.end != y.end:
                return

    def _wires(self) -> list[Wire]:
        wires: dict[tuple[str, int], Wire] = {}
        for edge in self.edges:
            runs = self.runs[edge.id]
            for k, run in enumerate(runs):
                new = Wire(run.horizontal, run.line, run.start, run.start)
                wire = wires.setdefault(self._find((edge.id, k)), new)
                self.wire_of[edge.id, k] = wire
                wire.low = min(wire.low, run.start, run.end)
                wire.high = max(wire.high, run.start, run.end)
                if k == 0:
                    self._attach(wire, edge.source)
                if k == len(runs) - 1:
                    self._attach(wire, edge.target)
        return list(wires.values())

    @staticmethod
    def _attach(wire: Wire, node: Node) -> None:
        """A wire at a port keeps to the middle, or within the width of a task."""
        wire.ports.append(node)
        if wire.horizontal or node.kind != "task":
            wire.fixed = node.seat if node.host else wire.fixed or 0
        else:
            wire.limit = min(wire.limit or 99, node.w / 2 - 14)

    def _join(self) -> None:
        """Note which wires meet, and to which side each goes on."""
        for edge in self.edges:
            runs = self.runs[edge.id]
            for k, (run, onward) in enumerate(pairwise(runs)):
                a, b = self.wire_of[edge.id, k], self.wire_of[edge.id, k + 1]
                a.joints[b, 1 if onward.end > run.line else -1] = None
                b.joints[a, 1 if run.start > onward.line else -1] = None

    # ---- offsets

    def _assign_all(self) -> None:
        """Order the tracks of every line, three times, since each order depends on the others."""
        lines: dict[tuple[bool, int], list[Wire]] = defaultdict(list)
        for wire in self.wires:
            wire.offset = wire.fixed or 0
            lines[wire.horizontal, wire.line].append(wire)
        for _ in range(3):
            for horizontal, line in sorted(lines):
                centre = self.paths.is_row[line] if horizontal else line % 2 == 1
                (self._beside_nodes if centre else self._in_channel)(lines[horizontal, line])

    def _span(self, wire: Wire) -> tuple[float, float]:
        """First and last position along a wire where something is joined to it."""
        axis = 0 if wire.horizontal else 1
        points = [other.fine for other, _ in wire.joints]
        points += [float(self.paths.at(node)[axis]) for node in wire.ports]
        return min(points), max(points)

    def _crossings(self, a: Wire, b: Wire) -> int:
        """Crossings when wire a lies left of or above wire b; an overlap of their joints counts four."""
        (a_low, a_high), (b_low, b_high) = self._span(a), self._span(b)
        overlaps = sum(
            s > 0 > t and c is not d and abs(c.fine - d.fine) < 0.008
            for c, s in a.joints
            for d, t in b.joints
        )
        over_b = sum(s > 0 and b_low < c.fine < b_high for c, s in a.joints)
        over_a = sum(s < 0 and a_low < c.fine < a_high for c, s in b.joints)
        return 4 * overlaps + over_b + over_a

    def _beside_nodes(self, wires: list[Wire]) -> None:
        """Offsets on the centre line of a row or column: as near to the middle as the others allow."""
        done = [w for w in wires if w.fixed is not None]
        free = [w for w in wires if w.fixed is None]
        for wire in sorted(free, key=lambda w: (not w.ports, w.high - w.low, w.low)):
            limit = wire.limit or 60
            offsets = [o for k in range(6) for o in (k * TRACK, -k * TRACK) if abs(o) <= limit]
            near = [o for o in done if o.touches(wire)]
            prices = {o: (self._price(wire, near, o), abs(o)) for o in offsets}
            wire.offset = min(offsets, key=lambda o: prices[o])
            done.append(wire)

    def _price(self, wire: Wire, near: list[Wire], offset: float) -> float:
        """Price of an offset beside the wires already there."""
        if any(abs(other.offset - offset) < TRACK - 2 for other in near):
            return 1e6
        crossings = (
            self._crossings(wire, other) if offset < other.offset else self._crossings(other, wire)
            for other in near
        )
        return abs(offset) * 0.02 + sum(crossings)

    def _in_channel(self, wires: list[Wire]) -> None:
        """Offsets in a channel: the order with the fewest crossings, spread around the middle."""
        order = sorted(wires, key=lambda w: (sum(s for _, s in w.joints), w.low, w.high))
        cost = {
            (a, b): self._crossings(a, b) if a.touches(b) else 0 for a in wires for b in wires if a is not b
        }

        def total(candidate: list[Wire]) -> int:
            return sum(cost[a, b] for i, a in enumerate(candidate) for b in candidate[i + 1 :])

        best = total(order)
        for _ in range(4 if len(order) > 1 else 0):
            for wire in list(order):
                rest = [o for o in order if o is not wire]
                for i in range(len(order)):
                    candidate = [*rest[:i], wire, *rest[i:]]
                    price = total(candidate)
                    if price < best:
                        best, order = price, candidate
        level: dict[Wire, int] = {}
        for i, wire in enumerate(order):
            level[wire] = max((level[o] + 1 for o in order[:i] if wire.touches(o)), default=0)
        last = max(level.values())
        for wire in wires:
            wire.offset = (level[wire] - last / 2) * TRACK
