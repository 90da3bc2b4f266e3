"""Which flows close a loop, and a first cell for every node: the longest path from the left."""

from collections import defaultdict
from collections.abc import Iterator

from app.engine.drawing.graph import Edge, Graph, Node


def mark_back_edges(graph: Graph) -> None:
    """Mark the flows that close a loop, walking depth first from the nodes that nothing leads to."""
    outgoing: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        edge.back = False
        outgoing[edge.source.cell_owner.id].append(edge)
    entered = {edge.target.id for edge in graph.edges}
    roots = [n.id for n in graph.cells if n.id not in entered]
    open_, done = set[str](), set[str]()
    for root in roots + [n.id for n in graph.cells]:
        if root in open_ or root in done:
            continue
        open_.add(root)
        stack: list[tuple[str, Iterator[Edge]]] = [(root, iter(outgoing[root]))]
        while stack:
            node, edges = stack[-1]
            for edge in edges:
                target = edge.target.id
                if target in open_:
                    edge.back = True
                elif target not in done:
                    open_.add(target)
                    stack.append((target, iter(outgoing[target])))
                    break
            else:
                open_.discard(node)
                done.add(node)
                stack.pop()


class FirstCells:
    """Columns by longest path and the first free row; `tight` lets a hand-over to another lane share a column."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.predecessors: dict[str, list[Node]] = defaultdict(list)
        self.successors: dict[str, list[Node]] = defaultdict(list)
        self.by_boundary: set[tuple[str, str]] = set()
        for edge in graph.edges:
            source = edge.source.cell_owner
            if edge.back or source is edge.target:
                continue
            self.predecessors[edge.target.id].append(source)
            self.successors[source.id].append(edge.target)
            if source is not edge.source:
                self.by_boundary.add((source.id, edge.target.id))

    def assign(self, tight: bool) -> dict[str, set[Node]]:
        """Give every node a cell; returns for each node itself and all that follows it."""
        order = self._topological()
        for node in order:
            node.col = max(
                (self._column_after(before, node, tight) for before in self.predecessors[node.id]), default=0
            )
        following: dict[str, set[Node]] = {}
        for node in reversed(order):
            following[node.id] = {node}.union(*(following[after.id] for after in self.successors[node.id]))
        for node in reversed(order):  # a node without predecessors sits next to its successor
            if not self.predecessors[node.id] and self.successors[node.id]:
                node.col = min(after.col for after in self.successors[node.id]) - 1
        least = min(node.col for node in order)
        for node in order:
            node.col -= least
        self._clear_columns(order)
        self._rows(order)
        return following

    def _column_after(self, before: Node, node: Node, tight: bool) -> int:
        apart = not tight or before.lane == node.lane or (before.id, node.id) in self.by_boundary
        return before.col + apart

    def _topological(self) -> list[Node]:
        """Every node after those that lead to it."""
        order: list[Node] = []
        seen: set[str] = set()

        def visit(node: Node) -> None:
            if node.id not in seen:
                seen.add(node.id)
                for before in self.predecessors[node.id]:
                    visit(before)
                order.append(node)

        for node in self.graph.cells:
            visit(node)
        return order

    @staticmethod
    def _clear_columns(order: list[Node]) -> None:
        """Leave a subprocess that spans lanes alone in its column."""
        for tall in sorted((n for n in order if n.spans), key=lambda n: n.col):
            column = tall.col
            others = [n for n in order if n is not tall]
            if any(n.col == column for n in others):
                for node in others:
                    node.col += node.col >= column

    def _rows(self, order: list[Node]) -> None:
        """Every row and column of a lane holds one node; a node prefers the row it is reached from."""
        used: set[tuple[int, int, int]] = set()
        for node in sorted(order, key=lambda n: n.col):
            same_lane = [before.row for before in self.predecessors[node.id] if before.lane == node.lane]
            node.row = same_lane[0] if same_lane and not node.spans else 0
            while not node.spans and (node.lane, node.col, node.row) in used:
                node.row += 1
            used.add((node.lane, node.col, node.row))
