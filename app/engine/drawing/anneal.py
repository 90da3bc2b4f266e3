"""Cells for the nodes of a graph: a first placement, improved by annealing with a fixed seed."""

import math
from collections.abc import Callable
from random import Random

from app.engine.drawing.estimate import INFEASIBLE, Estimate
from app.engine.drawing.graph import Graph, Node
from app.engine.drawing.order import FirstCells

Cells = list[tuple[int, int]]
"""Column and row of every node that has a cell, in file order."""


class Annealing:
    """Moves nodes between cells of their lane; equal seeds give equal results."""

    def __init__(self, graph: Graph, seed: int) -> None:
        self.graph, self.random = graph, Random(seed)  # noqa: S311 - a repeatable search, no secret
        self.nodes = graph.cells
        self.estimate = Estimate(graph)
        self.following = FirstCells(graph).assign(tight=seed % 2 == 1)
        self.undo: list[tuple[Node, int, int]] = []

    def cells(self) -> Cells:
        """The present cells."""
        return [(node.col, node.row) for node in self.nodes]

    def place(self, cells: Cells) -> None:
        """Put the nodes into these cells."""
        for node, (col, row) in zip(self.nodes, cells, strict=True):
            node.col, node.row = col, row

    def solve(self, steps: int, heat: float = 8.0) -> None:
        """Anneal for so many steps and leave the nodes in the best cells found, rows and columns closed up."""
        current = best = self.estimate.cost()
        keep = self.cells()
        for step in range(steps):
            temperature = heat * (1 - step / steps) ** 2 + 0.05
            self.undo = []
            self._move()
            price = self.estimate.cost(current + 6 * temperature)
            if price <= current or (
                price < INFEASIBLE / 10 and self.random.random() < math.exp((current - price) / temperature)
            ):
                current = price
                if price < best - 1e-9:
                    best, keep = price, self.cells()
            else:
                for node, col, row in reversed(self.undo):
                    node.col, node.row = col, row
        self.place(keep)
        self._close_up()

    def _set(self, node: Node, col: int, row: int) -> None:
        """Move a node and remember where it was; one that spans lanes has no row to choose."""
        self.undo.append((node, node.col, node.row))
        node.col, node.row = col, 0 if node.spans else row

    def _move(self) -> None:
        """One random change."""
        node, dice = self.random.choice(self.nodes), self.random.random()
        moves: tuple[tuple[float, Callable[[Node], None]], ...] = (
            (0.45, self._change_row),
            (0.65, self._change_column),
            (0.75, self._shift_row_segment),
            (0.85, self._swap_rows),
            (0.90, self._shift_following),
            (0.94, self._shift_columns),
            (1.00, self._swap_cells),
        )
        next(move for share, move in moves if dice < share)(node)

    def _change_row(self, node: Node) -> None:
        self._set(node, node.col, max(0, node.row + self.random.choice((-1, 1, 1, -2, 2))))

    def _change_column(self, node: Node) -> None:
        self._set(node, max(0, node.col + self.random.choice((-1, 1))), node.row)

    def _shift_row_segment(self, node: Node) -> None:
        """The node and those right of it move up or down; once it has moved, its new row is looked at."""
        by = self.random.choice((-1, 1))
        for other in self.nodes:
            if other.lane == node.lane and other.row == node.row and other.col >= node.col:
                self._set(other, other.col, max(0, other.row + by))

    def _swap_rows(self, node: Node) -> None:
        """Two neighbouring rows of a lane change places."""
        row, lane = node.row, node.lane
        other_row = row + self.random.choice((-1, 1))
        for other in self.nodes:
            if other_row >= 0 and other.lane == lane and other.row in (row, other_row):
                self._set(other, other.col, other_row if other.row == row else row)

    def _shift_following(self, node: Node) -> None:
        """The node and all that follows it move sideways."""
        by = self.random.choice((-1, -1, 1))
        for other in self.nodes:
            if other in self.following[node.id]:
                self._set(other, max(0, other.col + by), other.row)

    def _shift_columns(self, node: Node) -> None:
        """Everything from the node's column on moves sideways; its column is looked at as it stands by then."""
        by = self.random.choice((-1, 1))
        for other in self.nodes:
            if other.col >= node.col and other.col + by >= 0:
                self._set(other, other.col + by, other.row)

    def _swap_cells(self, node: Node) -> None:
        """Two nodes of a lane change places."""
        other = self.random.choice([n for n in self.nodes if n.lane == node.lane])
        if other is not node:
            here, there = (node.col, node.row), (other.col, other.row)
            self._set(node, *there)
            self._set(other, *here)

    def _close_up(self) -> None:
        """Number columns, and the rows of each lane, without gaps."""
        columns = sorted({node.col for node in self.nodes})
        for node in self.nodes:
            node.col = columns.index(node.col)
        for lane in range(self.graph.lane_count):
            here = [node for node in self.nodes if node.lane == lane and not node.spans]
            rows = sorted({node.row for node in here})
            for node in here:
                node.row = rows.index(node.row)
