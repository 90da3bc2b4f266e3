"""Pixels for routed flows: widths of columns, heights of rows and lanes, points of the lines."""

from collections import defaultdict

from app.engine.drawing.graph import Graph, Node, Point
from app.engine.drawing.labels import boundary_foot, place_flow_labels, reserve
from app.engine.drawing.lettering import TASK_SIZE, text_width
from app.engine.drawing.reading import FRAME_FOOT, FRAME_TITLE
from app.engine.drawing.tracks import Tracks

MARGIN, ROW_MARGIN = 16, 10
"""Free space on both sides of the tracks of a channel, along x and y."""
LOWEST_LANE = 100


class Placement:
    """Column and row positions of one graph; `stretch` draws again with at least these lane heights."""

    def __init__(self, tracks: Tracks) -> None:
        self.tracks, self.paths = tracks, tracks.paths
        self.graph: Graph = tracks.paths.graph
        self.columns: list[float] = []
        self.rows: list[float] = []
        self.lowest = [0.0] * self.graph.lane_count
        self.channel: list[tuple[float, float]] = []  # height of the first and last channel of each lane
        self.offsets: dict[tuple[bool, int], list[float]] = defaultdict(list)
        for wire in tracks.wires:
            self.offsets[wire.horizontal, wire.line].append(wire.offset)
        reserve(tracks)
        self.graph.stretch = self.stretch
        self.place()

    def stretch(self, lanes: list[float]) -> None:
        """Place everything again with lanes at least so high."""
        self.lowest = lanes
        self.place()

    def place(self) -> None:
        """Set the places of nodes, flows and their labels, and the size of the graph."""
        self._place_columns()
        self._place_rows()
        for node in self.graph.cells:
            node.x = self.columns[2 * node.col + 1]
            if node.spans:
                self._place_frame(node)
            else:
                node.y = self.rows[self.paths.at(node)[1]]
            for event in node.boundaries:
                event.x, event.y = node.x + event.seat, node.y + node.h / 2
        self._place_flows()
        place_flow_labels(self.graph)

    def _extent(self, horizontal: bool, line: int) -> tuple[float, float, bool]:
        """Smallest and largest offset on a grid line, and whether anything runs on it."""
        offsets = self.offsets.get((horizontal, line))
        return (min(offsets), max(offsets), True) if offsets else (0, 0, False)

    def _place_columns(self) -> None:
        self.columns, x = [], 0.0
        last = self.paths.column_lines - 1
        for line in range(last + 1):
            low, high, used = self._extent(False, line)
            if line % 2:
                nodes = [n for n in self.graph.cells if 2 * n.col + 1 == line]
                left = max([n.room.left for n in nodes] + [-low + 8])
                right = max([n.room.right for n in nodes] + [high + 8])
                self.columns.append(x + left)
                x += left + right
            else:
                width = max(high - low + 2 * MARGIN if used else 0, 24 if line in (0, last) else 30)
                self.columns.append(x + width / 2)
                x += width
        self.graph.width = x

    # ---- rows and lanes

    def _place_rows(self) -> None:
        """Lay the lanes under each other; a lane that needs more than its rows spreads them."""
        self.rows, self.channel, self.graph.lane_spans = [], [], []
        top = 0.0
        for lane in range(self.graph.lane_count):
            lines, content = self._lane_lines(lane, top)
            height = max(content, self.lowest[lane], self._lane_need(lane))
            spare = height - content
            if any(n.spans and n.covers(lane) for n in self.graph.cells):
                # the outer channels stay at the border: between them stands the subprocess
                shifts = [0.0] + [spare / 2] * (len(lines) - 2) + [spare]
            else:
                shifts = [spare / 2] * len(lines)
            self.rows += [y + shift for y, shift in zip(lines, shifts, strict=True)]
            self.graph.lane_spans.append((top, top + height))
            top += height
        self.graph.height = top

    def _lane_lines(self, lane: int, top: float) -> tuple[list[float], float]:
        """Positions of the rows and channels of a lane that starts at `top`, and the height they need."""
        first, last = self.paths.lane_lines[lane]
        y, lines, heights = top, [], []
        for line in range(first, last + 1):
            low, high, used = self._extent(True, line)
            if self.paths.is_row[line]:
                nodes = [n for n in self.graph.cells if not n.spans and self.paths.at(n)[1] == line]
                above = max([n.room.top for n in nodes] + [-low + 8])
                below = max([n.room.bottom for n in nodes] + [high + 8])
                lines.append(y + above)
                heights.append(above + below)
            else:
                least = 14 if line in (first, last) else 12
                height = max(high - low + 2 * ROW_MARGIN if used else 0, least)
                lines.append(y + height / 2)
                heights.append(height)
            y += heights[-1]
        self.channel.append((heights[0], heights[-1]))
        return lines, y - top

    def _lane_need(self, lane: int) -> float:
        """The least height of a lane: its name, and the lanes of a subprocess that spans it."""
        need = 0.0
        if self.graph.lanes:
            name = self.graph.lanes[lane][-1].get("name") or ""
            need = max(text_width(name, TASK_SIZE) + 24, LOWEST_LANE)
        for node in self.graph.cells:
            if node.spans and node.inner and node.covers(lane):
                above, below = self._frame_insets(node, lane)
                need = max(need, node.inner_heights[lane - node.lane] + above + below)
        return need

    def _frame_insets(self, node: Node, lane: int) -> tuple[float, float]:
        """What a spanning subprocess keeps free of its own lanes above and below within a lane."""
        above = below = 0.0
        if lane == node.lane:
            above = self.channel[lane][0] + FRAME_TITLE
        if lane == node.last_lane:
            below = self.channel[lane][1] + boundary_foot(node) + FRAME_FOOT
        return above, below

    def _place_frame(self, node: Node) -> None:
        """Stretch a subprocess over its lanes and let its own lanes meet theirs."""
        assert node.inner is not None
        assert node.inner.stretch is not None
        assert node.last_lane is not None
        heights = []
        for lane in range(node.lane, node.last_lane + 1):
            top, bottom = self.graph.lane_spans[lane]
            heights.append(bottom - top - sum(self._frame_insets(node, lane)))
        node.inner.stretch(heights)
        top = self.graph.lane_spans[node.lane][0] + self.channel[node.lane][0]
        bottom = self.graph.lane_spans[node.last_lane][1] - self.channel[node.last_lane][1]
        bottom -= boundary_foot(node)
        node.y, node.h = (top + bottom) / 2, bottom - top

    # ---- flows

    def _place_flows(self) -> None:
        for edge in self.graph.edges:
            runs, points = self.tracks.runs[edge.id], []
            lines = [
                (self.rows if run.horizontal else self.columns)[run.line]
                + self.tracks.wire_of[edge.id, k].offset
                for k, run in enumerate(runs)
            ]
            first, last = runs[0], runs[-1]
            points.append(_port(edge.source, first.horizontal, first.forward, lines[0]))
            for before, run, line in zip(lines, runs[1:], lines[1:], strict=False):
                points.append((before, line) if run.horizontal else (line, before))
            points.append(_port(edge.target, last.horizontal, last.end < last.start, lines[-1]))
            edge.points = _without_straight(points)


def _port(node: Node, horizontal: bool, positive: bool, line: float) -> Point:
    """Where a line meets the border of a node: right or bottom if `positive`, else left or top."""
    sign = 1 if positive else -1
    if horizontal:
        return node.x + sign * node.w / 2, line
    return (node.x if node.kind != "task" else line), node.y + sign * node.h / 2


def _without_straight(points: list[Point]) -> list[Point]:
    """The points without those that lie in the middle of a straight line."""
    middle = [
        p
        for before, p, after in zip(points, points[1:], points[2:], strict=False)
        if not (before[0] == p[0] == after[0] or before[1] == p[1] == after[1])
    ]
    return [points[0], *middle, points[-1]]
