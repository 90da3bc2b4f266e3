"""What a placement of cells will roughly cost, without drawing it; annealing asks this thousands of times.

Rows of all lanes are counted through; occupied cells are bit masks, so that the nodes between two cells
are counted with one mask. `INFEASIBLE` means that two nodes share a cell or a flow would run backwards.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from app.engine.drawing.graph import Graph, Node

INFEASIBLE = 1e9

ROW, EMPTY_ROW, COLUMN, CROSSING = 7.0, 3.0, 6.0, 7.0
"""Prices of a used row, of the row of an empty lane, of a column and of a crossing."""
BLOCKED = 6
"""Price of a node in the way of a run."""

Run = tuple[float, float, float, int]
"""A straight run: its line, its two ends and the number of its arc."""
GridCell = tuple[int, int]
"""Column and row."""
Way = tuple[float, str, str]
"""One way to draw an arc: price, shape and the side of its source.

Shapes: `|` straight down or up, `-` straight right, `e` bend early, `l` bend late, `v` vertical first,
`t` into the top or bottom of the target, `d` down from a boundary event.
"""


@dataclass(eq=False, slots=True)
class Arc:
    """A sequence flow as the estimate sees it."""

    source: Node
    target: Node
    exit: str
    hosted: bool
    shared_port: float  # price of a gateway port used twice; 0 for other sources
    into_gateway: bool
    into_task: bool
    back: bool
    same_lane: bool


def arcs_of(graph: Graph) -> list[Arc]:
    """The flows between different cells."""
    arcs = []
    for edge in graph.edges:
        source, target = edge.source.cell_owner, edge.target
        if source is target:
            continue
        price = 0 if edge.source.kind != "gateway" else 5 if edge.source.tag == "parallelGateway" else 9
        hosted, same_lane = edge.source.host is not None, edge.source.lane == target.lane
        arcs.append(
            Arc(
                source=source,
                target=target,
                exit=edge.source.id,
                hosted=hosted,
                shared_port=price,
                into_gateway=target.kind == "gateway",
                into_task=target.kind == "task",
                back=edge.back,
                same_lane=same_lane,
            )
        )
    return arcs


def _between(mask: int, low: int, high: int) -> int:
    """How many bits are set strictly between two positions."""
    return (mask >> low + 1 & (1 << high - low - 1) - 1).bit_count() if high > low + 1 else 0


class Estimate:
    """The price of the cells that the nodes of a graph have at the moment."""

    def __init__(self, graph: Graph) -> None:
        self.nodes = graph.cells
        self.lanes = graph.lane_count
        self.arcs = arcs_of(graph)
        self.kin = [[self._related(a, b) for b in self.arcs] for a in self.arcs]
        self.in_row: list[int] = []
        self.in_column: dict[int, int] = {}
        self.horizontal: list[Run] = []
        self.vertical: list[Run] = []
        self.ports: dict[tuple[str, str], str] = {}
        self.total = 0.0

    @staticmethod
    def _related(a: Arc, b: Arc) -> bool:
        """Two flows that may meet without crossing: same target or same exit."""
        return a is b or a.target is b.target or a.exit == b.exit

    def cost(self, limit: float = INFEASIBLE) -> float:
        """The price; INFEASIBLE as soon as it is certain to be above `limit`."""
        if not self._occupy():
            return INFEASIBLE
        self.horizontal, self.vertical, self.ports = [], [], {}
        for number, arc in enumerate(self.arcs):
            if arc.back:
                self._loop(number, arc)
            elif not self._forward(number, arc):
                return INFEASIBLE
            if self.total > limit:
                return INFEASIBLE
        return self.total + CROSSING * self._crossings()

    def _occupy(self) -> bool:
        """Count rows through, mark occupied cells and price the size; False if two nodes share a cell."""
        rows = [0] * self.lanes
        for node in self.nodes:
            if node.row >= rows[node.lane] and node.last_lane is None:
                rows[node.lane] = node.row + 1
        base, count = [], 0
        for of_lane in rows:
            base.append(count)
            count += max(of_lane, 1)
        self.in_row, self.in_column, columns = [0] * count, defaultdict(int), 0
        for node in self.nodes:
            first = last = base[node.lane] + node.row
            if node.last_lane is not None:
                last = (base[node.last_lane + 1] if node.last_lane + 1 < self.lanes else count) - 1
            node.first_line, node.last_line = first, last
            for line in range(first, last + 1):
                if self.in_row[line] >> node.col & 1:
                    return False
                self.in_row[line] |= 1 << node.col
                self.in_column[node.col] |= 1 << line
            columns = max(columns, node.col)
        used = sum(1 for mask in self.in_row if mask)
        self.total = ROW * used + EMPTY_ROW * (count - used) + COLUMN * columns
        return True

    @staticmethod
    def _ends(arc: Arc) -> tuple[int, int]:
        """The rows an arc leaves from and arrives at; a node of several rows offers its nearest."""
        source, target = arc.source, arc.target
        leaves, arrives = source.first_line, target.first_line
        if source.last_line != leaves:
            nearest = min(max(arrives, leaves), source.last_line)
            leaves = source.last_line if arc.hosted else nearest
        if target.last_line != arrives:
            arrives = min(max(leaves, arrives), target.last_line)
        return leaves, arrives

    def _loop(self, number: int, arc: Arc) -> None:
        """A flow back to the left runs in the channel above both of its ends."""
        leaves, arrives = self._ends(arc)
        start, end = arc.source.col, arc.target.col
        self.total += 0.4 * (start - end) + 0.8 * abs(arrives - leaves)
        channel = min(leaves, arrives) - 0.45
        self.vertical += [(start + 0.1, channel, leaves, number), (end + 0.1, channel, arrives, number)]
        self.horizontal.append((channel, end + 0.1, start + 0.1, number))

    def _forward(self, number: int, arc: Arc) -> bool:
        """Choose the cheapest way for a forward flow, add its price and runs; False if it would run left."""
        start, end = arc.source.col, arc.target.col
        if end < start or (end == start and (arc.same_lane or arc.hosted)):
            return False
        leaves, arrives = self._ends(arc)
        self.total += 0.9 * max(end - start - 1, 0) + abs(arrives - leaves)
        price, shape, side = INFEASIBLE, "", ""
        for way_price, way_shape, way_side in self._ways(arc, leaves, arrives):
            if (arc.exit, way_side) in self.ports:
                way_price += arc.shared_port
            if way_price < price or (way_price == price and way_shape < shape):
                price, shape, side = way_price, way_shape, way_side
        into = ("U" if arrives > leaves else "D") if shape in "|t" else "L"
        if not arc.into_task and self.ports.get((arc.target.id, into)) == "out":
            price += 8
        self.ports[arc.exit, side] = "out"
        self.ports.setdefault((arc.target.id, into), "in")
        self.total += price
        self._record(number, shape, (start, leaves), (end, arrives))
        return True

    def _ways(self, arc: Arc, leaves: int, arrives: int) -> list[Way]:
        """The ways that a forward flow can be drawn."""
        start, end = arc.source.col, arc.target.col
        low, high = (leaves, arrives) if arrives > leaves else (arrives, leaves)
        side = "R" if low == high else "D" if arrives > leaves else "U"
        if start == end:
            blocked = 12 * _between(self.in_column[start], low, high)
            return [(blocked + (20 if arc.source.boundaries and arrives > leaves else 0), "|", side)]
        target_row = BLOCKED * _between(self.in_row[arrives], start, end)
        if arc.hosted:
            ways: list[Way] = [(target_row + (3 if arrives >= leaves else 7), "d", "D")]
        elif low == high:
            return [(target_row, "-", "R"), (4, "e", "R")]
        else:
            source_row = BLOCKED * _between(self.in_row[leaves], start, end)
            ways = [(target_row + 3, "e", "R"), (source_row + 3, "l", "R")]
        if low != high and ((arc.shared_port and not arc.hosted) or (arc.hosted and arrives > leaves)):
            column = BLOCKED * _between(self.in_column[start], low, high)
            corner = BLOCKED * (self.in_row[arrives] >> start & 1)
            ways.append((target_row + column + 1 + corner, "v", side))
        if low != high and arc.into_gateway and not arc.hosted:
            column = BLOCKED * _between(self.in_column[end], low, high)
            corner = BLOCKED * (self.in_row[leaves] >> end & 1)
            ways.append((source_row + column + 2 + corner, "t", "R"))
        return ways

    def _record(self, number: int, shape: str, start: GridCell, end: GridCell) -> None:
        """Remember the straight runs of a flow drawn in a shape from one cell (column, row) to another."""
        (from_col, leaves), (to_col, arrives) = start, end
        low, high = (leaves, arrives) if arrives > leaves else (arrives, leaves)
        if shape == "-":
            self.horizontal.append((leaves, from_col, to_col, number))
        elif shape == "|":
            self.vertical.append((from_col, low, high, number))
        elif shape == "v":
            self.vertical.append((from_col, low, high, number))
            self.horizontal.append((arrives, from_col, to_col, number))
        elif shape == "t":
            self.vertical.append((to_col, low, high, number))
            self.horizontal.append((leaves, from_col, to_col, number))
        else:
            leave_line = leaves + 0.45 if shape == "d" else leaves
            x = from_col + 0.6 if shape != "l" else to_col - 0.6
            second = x - 0.2 if shape != "l" else x
            self.horizontal += [(leave_line, from_col, x, number), (arrives, second, to_col, number)]
            self.vertical.append((x, min(leave_line, arrives), max(leave_line, arrives), number))

    def _crossings(self) -> float:
        """Crossings of unrelated runs; two unrelated runs on top of each other in a row count 0.8."""
        crossings, kin = 0.0, self.kin
        level = sorted(self.horizontal)
        heights = [run[0] for run in level]
        for x, top, bottom, i in self.vertical:
            related = kin[i]
            for _, left, right, j in level[bisect_right(heights, top) : bisect_left(heights, bottom)]:
                if left < x < right and not related[j]:
                    crossings += 1
        lines: dict[float, list[tuple[float, float, int]]] = defaultdict(list)
        for y, left, right, i in self.horizontal:
            lines[y].append((left, right, i))
        for runs in lines.values():
            for k, (left, right, i) in enumerate(runs):
                for other_left, other_right, j in runs[k + 1 :]:
                    if left < other_right and other_left < right and not kin[i][j]:
                        crossings += 0.8
        return crossings
