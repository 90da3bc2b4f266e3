"""All states of a level, as far as a limit, with the way to each."""

from collections import Counter, deque
from dataclasses import dataclass, field

from app.engine.soundness.level import ON_FLOW, Level, Move, State, covers

MOST_STATES = 20_000


@dataclass(slots=True)
class Explored:
    """States and the moves between them; `came` tells how each was first reached, by a shortest way."""

    moves: dict[State, list[Move]] = field(default_factory=dict)
    came: dict[State, tuple[State | None, str]] = field(default_factory=dict)
    reached: dict[str, State] = field(default_factory=dict)
    """A state in which the node is held or has just been passed, by node."""
    growing: list[State] = field(default_factory=list)
    surplus: list[tuple[State, str]] = field(default_factory=list)
    whole: bool = True

    def way(self, state: State) -> tuple[str, ...]:
        """The nodes passed on the way to a state, in order."""
        nodes: list[str] = []
        at: State | None = state
        while at is not None:
            at, node = self.came[at]
            if node:
                nodes.append(node)
        return tuple(reversed(nodes))

    def way_to(self, node: str) -> tuple[str, ...]:
        """The way to a node that has been reached, the node included."""
        way = self.way(self.reached[node])
        return way if way and way[-1] == node else (*way, node)

    def can_end(self) -> set[State]:
        """The states from which the end can be reached."""
        before: dict[State, list[State]] = {}
        for state, moves in self.moves.items():
            for move in moves:
                before.setdefault(move.after, []).append(state)
        found: set[State] = set()
        stack: list[State] = [()] if () in self.came else []
        while stack:
            state = stack.pop()
            if state not in found:
                found.add(state)
                stack.extend(before.get(state, ()))
        return found


def explore(level: Level, most_states: int = MOST_STATES) -> Explored:
    """Explore breadth first, so that the ways are short. Where tokens pile up it goes no further."""
    found = Explored()
    queue: deque[State] = deque()
    for start in level.starts:
        state: State = ((start, ()),)
        found.came[state] = (None, "")
        queue.append(state)
    while queue:
        state = queue.popleft()
        for place, _ in state:
            found.reached.setdefault(place, state)
        if _piles_up(found, state):
            continue
        found.moves[state] = list(level.moves(state))
        for move in found.moves[state]:
            if move.after not in found.came:
                if len(found.came) >= most_states:
                    found.whole = False
                    return found
                found.came[move.after] = (state, move.node)
                queue.append(move.after)
            found.reached.setdefault(move.node, move.after)
    return found


def _piles_up(found: Explored, state: State) -> bool:
    counts = Counter(place for place, _ in state)
    twice = [place for place, number in counts.items() if number > 1]
    if not twice:
        return False
    for place in twice:
        if place.startswith(ON_FLOW):
            found.surplus.append((state, place))
            return True
    before = found.came[state][0]
    while before is not None:
        if covers(state, before):
            found.growing.append(state)
            return True
        before = found.came[before][0]
    return False
