"""Routes of the flows over a coarse grid: cell centres (odd column lines, row lines) and the channels between.

Every flow takes the cheapest path; occupied cells are walls, so no flow can run through a shape. Flows
into one target may merge and flows out of one port may fork; anything else that is shared costs.
"""

import heapq
from collections import defaultdict
from itertools import pairwise

from app.engine.drawing.graph import Cell, Edge, Graph, Node

STEP = {"R": (1, 0), "L": (-1, 0), "U": (0, -1), "D": (0, 1)}
OPPOSITE = {"R": "L", "L": "R", "U": "D", "D": "U"}
SIDE_ENTERED = {"R": "L", "D": "U", "U": "D"}
"""Direction of travel -> side of the target; nothing enters from the right."""
ROUNDS = 3
"""How often every flow is taken out and routed again, knowing the others."""

State = tuple[Cell, str]
"""A cell and the direction in which it is left."""


class Paths:
    """The routing grid of a graph whose nodes have cells, and the paths of its flows."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.line_lane: list[int] = []
        self.is_row: list[bool] = []
        self.row_line: dict[tuple[int, int], int] = {}
        self.lane_lines: list[tuple[int, int]] = []
        self._lines()
        self.column_lines = 2 * max((n.col + 1 for n in graph.cells), default=1) + 1
        self.occupied = {cell: node for node in graph.cells for cell in self._cells(node)}
        self.links: dict[tuple[Cell, Cell], dict[Edge, str]] = defaultdict(dict)
        self.turns: dict[Cell, dict[Edge, tuple[str, str]]] = defaultdict(dict)
        self.ports: dict[tuple[str, str], dict[Edge, str]] = defaultdict(dict)

    def _lines(self) -> None:
        """Row lines with a channel above and below each, lane by lane."""
        for lane in range(self.graph.lane_count):
            rows = (n.row + 1 for n in self.graph.cells if n.lane == lane and not n.spans)
            top = len(self.line_lane)
            for row in range(max(rows, default=1)):
                self._line(lane, is_row=False)
                self.row_line[lane, row] = self._line(lane, is_row=True)
            self.lane_lines.append((top, self._line(lane, is_row=False)))

    def _line(self, lane: int, *, is_row: bool) -> int:
        self.line_lane.append(lane)
        self.is_row.append(is_row)
        return len(self.line_lane) - 1

    # ---- where a node is on the grid

    def at(self, node: Node) -> Cell:
        """The cell of a node; for one that spans lanes its top one, for its boundary events the lowest."""
        owner = node.cell_owner
        if owner.last_lane is not None and node.host:
            return 2 * owner.col + 1, self.lane_lines[owner.last_lane][1] - 1
        return 2 * owner.col + 1, self.row_line[owner.lane, owner.row]

    def _cells(self, node: Node) -> list[Cell]:
        """Every grid point that a node covers: more than one only where it spans lanes."""
        if node.last_lane is None:
            return [self.at(node)]
        x, top = self.at(node)
        return [(x, y) for y in range(top, self.lane_lines[node.last_lane][1])]

    def _doors(self, node: Node) -> list[Cell]:
        """The cells where a flow may leave or enter a node."""
        if node.host or node.last_lane is None:
            return [self.at(node)]
        return [(x, y) for x, y in self._cells(node) if self.is_row[y]]

    # ---- costs

    def _port_cost(self, node: Node, side: str, edge: Edge, way: str) -> float:
        """Price of leaving ("out") or entering ("in") a node on a side."""
        if node.host:
            return 0 if side == "D" else 1e6
        straight = side == ("R" if way == "out" else "L")
        cost = 0.0
        if not straight:
            level = edge.source.col == edge.target.col and not edge.source.host
            task = 0.5 if edge.back or level else 2.2
            cost = {"gateway": 0.6, "task": task, "event": 3.0}[node.kind]
        if side == "D" and node.boundaries:
            cost += 30
        if side == "D" and node.name and node.kind == "event":
            cost += 2
        if side == "U" and node.name and node.kind == "gateway":
            cost += 0.4
        for other, other_way in self.ports[node.id, side].items():
            if other is not edge:
                cost += self._sharing_cost(node, edge, way, other_way, straight=straight)
        return cost

    @staticmethod
    def _sharing_cost(node: Node, edge: Edge, way: str, other_way: str, *, straight: bool) -> float:
        """Price of a port that another flow uses: free to merge, dear to fork with a label."""
        if other_way == way and (node.kind != "task" or straight):
            return 0.0 if way == "in" else 7.0 if edge.name else 4.0
        return 2.0 if node.kind == "task" else 9.0

    def _step_cost(self, cost: float, edge: Edge, start: Cell, end: Cell, direction: str) -> float:
        """`cost` plus the price of one step: length, leftward, lane borders, company."""
        horizontal = direction in "RL"
        on_row = self.is_row[start[1]] if horizontal else start[0] % 2 == 1
        cost += 0.75 if horizontal else 0.5
        if direction == "L":
            cost += (1.0 if on_row else 0) if edge.back else 1.5
        if not horizontal and self.line_lane[start[1]] != self.line_lane[end[1]]:
            cost += 0.3
        for other, other_direction in self.links[min(start, end), max(start, end)].items():
            same_way = other_direction == direction
            if other.target is edge.target and same_way:
                cost += 0.1
            elif same_way and self._same_exit(edge, other):
                cost += 0.3
            else:
                cost += 5.0 if on_row else 0.9
        return cost

    @staticmethod
    def _same_exit(edge: Edge, other: Edge) -> bool:
        """Whether two flows leave one node, boundary events of one host included."""
        source, host = edge.source, edge.source.host
        return other.source is source or (host is not None and other.source.host is host)

    def _turn_cost(self, cost: float, edge: Edge, cell: Cell, direction: str, onward: str) -> float:
        """`cost` plus the price of going on, straight or round a corner, through what others do there."""
        straight = onward == direction
        if not straight:
            cost += 1.5
        for other, (into, out) in self.turns[cell].items():
            if straight and into == out and (into in "RL") != (direction in "RL"):
                cost += 4.5
            elif (other.target is not edge.target and other.source is not edge.source) and not (
                straight and into == out
            ):
                both_turn = not straight and into != out
                cost += 2.5 if self.is_row[cell[1]] and both_turn else 0.5
        return cost

    # ---- search

    def _route(self, edge: Edge) -> None:
        """Find the cheapest path of one flow (Dijkstra over cells and directions)."""
        goals = set(self._doors(edge.target))
        heap = self._starts(edge)
        best: dict[State, float] = {}
        came: dict[State, State | None] = {}
        count = len(heap)
        while heap:
            cost, _, cell, direction, before = heapq.heappop(heap)
            if before is not None and cell in goals:
                self._finish(edge, cell, before, came)
                return
            if (cell, direction) in came:
                continue
            came[cell, direction] = before
            after = (cell[0] + STEP[direction][0], cell[1] + STEP[direction][1])
            if not (0 <= after[0] < self.column_lines and 0 <= after[1] < len(self.line_lane)):
                continue
            if after in self.occupied and after not in goals:
                continue
            cost = self._step_cost(cost, edge, cell, after, direction)
            if after in goals:
                if direction in SIDE_ENTERED:
                    cost = self._entry_cost(cost, edge, after, direction)
                    heapq.heappush(heap, (cost, count, after, direction, (cell, direction)))
                    count += 1
                continue
            for onward in "RLUD":
                if onward == OPPOSITE[direction]:
                    continue
                price = self._turn_cost(cost, edge, after, direction, onward)
                if price < best.get((after, onward), float("inf")):
                    best[after, onward] = price
                    heapq.heappush(heap, (price, count, after, onward, (cell, direction)))
                    count += 1

    def _starts(self, edge: Edge) -> list[tuple[float, int, Cell, str, State | None]]:
        """The first entries of the search: every door of the source in every direction it allows."""
        heap: list[tuple[float, int, Cell, str, State | None]] = []
        doors = self._doors(edge.source)
        for door in doors:
            for direction in self._exits(edge.source, door, doors):
                price = self._port_cost(edge.source, direction, edge, "out")
                heapq.heappush(heap, (price, len(heap), door, direction, None))
        return heap

    @staticmethod
    def _exits(node: Node, door: Cell, doors: list[Cell]) -> str:
        """The directions in which a flow may leave a node through a door."""
        if node.host:
            return "D"
        if not node.spans:
            return "RUD"
        return "R" + ("U" if door == doors[0] else "") + ("D" if door == doors[-1] else "")

    def _entry_cost(self, cost: float, edge: Edge, goal: Cell, direction: str) -> float:
        """`cost` plus the price of the port by which the target is entered."""
        cost += self._port_cost(edge.target, SIDE_ENTERED[direction], edge, "in")
        straight_below = direction == "D" and goal[0] == self.at(edge.source)[0]
        if straight_below and edge.source.host and edge.target.kind != "task":
            cost += 50
        return cost

    @staticmethod
    def _finish(edge: Edge, goal: Cell, last: State, came: dict[State, State | None]) -> None:
        """Write the path that was found, from its source to its target."""
        edge.enters, edge.path = last[1], [goal]
        state: State | None = last
        while state is not None:
            edge.path.append(state[0])
            state = came[state]
        edge.path.reverse()

    @staticmethod
    def directions(edge: Edge) -> list[str]:
        """The direction of every step of a path."""
        names = {step: name for name, step in STEP.items()}
        steps = zip(edge.path, edge.path[1:], strict=False)
        return [names[b[0] - a[0], b[1] - a[1]] for a, b in steps]

    def _mark(self, edge: Edge, *, on: bool) -> None:
        """Enter a path into the books that the costs look at, or take it out."""
        path, ways = edge.path, self.directions(edge)
        if not on:
            for a, b in pairwise(path):
                self.links[min(a, b), max(a, b)].pop(edge, None)
            for cell in path[1:-1]:
                self.turns[cell].pop(edge, None)
            self.ports[edge.source.id, ways[0]].pop(edge, None)
            self.ports[edge.target.id, SIDE_ENTERED[ways[-1]]].pop(edge, None)
            return
        for a, b, way in zip(path, path[1:], ways, strict=False):
            self.links[min(a, b), max(a, b)][edge] = way
        for cell, into, out in zip(path[1:-1], ways, ways[1:], strict=False):
            self.turns[cell][edge] = (into, out)
        self.ports[edge.source.id, ways[0]][edge] = "out"
        self.ports[edge.target.id, SIDE_ENTERED[ways[-1]]][edge] = "in"

    def route_all(self) -> None:
        """Route every flow, short ones first and loops last, and again knowing the others."""

        def rank(edge: Edge) -> tuple[bool, bool, int, str]:
            (a, b), (c, d) = self.at(edge.source), self.at(edge.target)
            return edge.back, bool(edge.source.host), abs(b - d) + abs(a - c), edge.id

        edges = sorted(self.graph.edges, key=rank)
        for _ in range(ROUNDS):
            for edge in edges:
                if edge.path:
                    self._mark(edge, on=False)
                self._route(edge)
                self._mark(edge, on=True)
