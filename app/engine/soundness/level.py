"""One level of a diagram as a net: where tokens can stand, and how they move.

A token stands at a node, or on a flow into a join where it waits for the others. Steps that wait for
nobody (gateways, acts, what throws or ends) are run at once, as the engine does: nothing else can happen
in between. A non-interrupting event can happen once for each time its host is entered, which is what the
engine does with a timer or message of that kind; were it to happen twice, the second token would go the
same way as the first, and two tokens on one way are seen as soon as the host is entered twice.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.engine.diagram import Diagram, Flow, Node

Token = tuple[str, tuple[str, ...]]
"""A place, and the non-interrupting events that have already happened to the token's host there."""
State = tuple[Token, ...]
"""The tokens of a level, sorted. None left: the level has ended."""

ON_FLOW, AT_DEAD_END = ">", "!"
_AT_ONCE = {
    "startEvent",
    "endEvent",
    "exclusiveGateway",
    "parallelGateway",
    "serviceTask",
    "businessRuleTask",
    "intermediateThrowEvent",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens: `node` is done, or is an event that comes; `host` is what an event is on."""

    node: str
    after: State
    how: Literal["done", "event", "interrupted"] = "done"
    host: str = ""


def levels(diagram: Diagram) -> Iterator["Level"]:
    """The process itself, then each embedded subprocess, outer ones first."""
    waiting = [""]
    while waiting:
        level = Level(diagram, waiting.pop(0))
        yield level
        waiting += [node.id for node in level.nodes.values() if node.kind == "subProcess"]


class Level:
    """A process, or the inside of an embedded subprocess."""

    def __init__(self, diagram: Diagram, parent: str) -> None:
        self.diagram, self.parent = diagram, parent
        self.nodes: dict[str, Node] = {node.id: node for node in diagram.inside(parent)}
        self.leaving: dict[str, list[Flow]] = {node: diagram.leaving(node) for node in self.nodes}
        self.entering: dict[str, list[Flow]] = {node: diagram.entering(node) for node in self.nodes}
        self.events: dict[str, list[Node]] = {node: diagram.boundary_events(node) for node in self.nodes}
        self.starts = [node.id for node in self.nodes.values() if node.kind == "startEvent"]
        self.connected = self._connected()
        """Nodes that flows and events lead to from a start. The engine does not even see the others."""
        self.joins = {
            node: [ON_FLOW + flow.id for flow in flows]
            for node in self.nodes
            if self.nodes[node].kind == "parallelGateway" and len(flows := self.seen(node)) > 1
        }
        self._join_of = {place: join for join, places in self.joins.items() for place in places}

    def _connected(self) -> set[str]:
        found: set[str] = set()
        stack = list(self.starts)
        while stack:
            node = stack.pop()
            if node in self.nodes and node not in found:
                found.add(node)
                stack += [flow.target for flow in self.leaving[node]]
                stack += [event.id for event in self.events[node]]
        return found

    def seen(self, node: str) -> list[Flow]:
        """The flows into a node that something can come by."""
        return [flow for flow in self.entering[node] if flow.source in self.connected]

    def at_once(self, place: str) -> bool:
        """Whether a token there moves on without anybody's doing."""
        node = self.nodes.get(place)
        return node is not None and node.kind in _AT_ONCE and not self.events[place]

    def join_behind(self, place: str) -> str:
        """The join for which a token on that flow waits; empty for other places."""
        return self._join_of.get(place, "")

    def quiet(self, state: State) -> bool:
        """Whether the level waits: every token needs a person, a message, a time or another token."""
        return not any(self.at_once(place) for place, _ in state) and not self._ready_join(state)

    def moves(self, state: State, apart: frozenset[str] = frozenset()) -> Iterator[Move]:
        """What can happen next; what moves at once goes first, unless the node is one of `apart`."""
        join = self._ready_join(state)
        if join and join not in apart:
            yield self._joined(state, join)
            return
        for token in state:
            if token[0] not in apart and self.at_once(token[0]):
                yield from self._of(state, token)
                return
        if join:
            yield self._joined(state, join)
        for token, _ in groupby(state):
            yield from self._of(state, token)

    def _of(self, state: State, token: Token) -> Iterator[Move]:
        place, fired = token
        node = self.nodes.get(place)
        if node is None:
            return
        rest = _without(state, token)
        flows = self.leaving[place]
        if node.kind == "endEvent":
            yield Move(place, rest)
        elif not flows:
            yield Move(place, _with(rest, (AT_DEAD_END + place, ())))
        elif node.kind == "exclusiveGateway":
            yield from (Move(place, _with(rest, self._behind(flow))) for flow in flows)
        else:
            yield Move(place, _with(rest, *(self._behind(flow) for flow in flows)))
        for event in self.events[place]:
            on = [self._behind(flow) for flow in self.leaving[event.id]] or [(AT_DEAD_END + event.id, ())]
            if event.interrupting:
                yield Move(event.id, _with(rest, *on), "interrupted", place)
            elif event.id not in fired:
                still = (place, tuple(sorted((*fired, event.id))))
                yield Move(event.id, _with(rest, still, *on), "event", place)

    def _behind(self, flow: Flow) -> Token:
        return (ON_FLOW + flow.id if flow.target in self.joins else flow.target, ())

    def _ready_join(self, state: State) -> str:
        held = {place for place, _ in state}
        return next((join for join, places in self.joins.items() if held.issuperset(places)), "")

    def _joined(self, state: State, join: str) -> Move:
        rest = state
        for place in self.joins[join]:
            rest = _without(rest, (place, ()))
        flows = self.leaving[join]
        on = [self._behind(flow) for flow in flows] or [(AT_DEAD_END + join, ())]
        return Move(join, _with(rest, *on))


def covers(more: State, less: State) -> bool:
    """Whether a state has all the tokens of another one and some besides."""
    return len(more) > len(less) and not Counter(less) - Counter(more)


def _with(state: State, *tokens: Token) -> State:
    return tuple(sorted((*state, *tokens)))


def _without(state: State, token: Token) -> State:
    at = state.index(token)
    return state[:at] + state[at + 1 :]
