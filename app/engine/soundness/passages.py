"""What must lie on every way to a step, or follow it on every way to the end.

The whole of a case is one way: steps inside an embedded subprocess and inside called processes count. A
way begins at a process that no other one calls. A repeated step may have no instance and proves nothing.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.engine.diagram import Diagram, Node
from app.engine.soundness.exploring import MOST_STATES
from app.engine.soundness.finding import Finding, along, told, told_en
from app.engine.soundness.level import Level, Move, State
from app.law.text import Text

Marks = frozenset[str]
Way = tuple[tuple[str, str], ...]
"""Pairs of process id and node."""


@dataclass(frozen=True, slots=True)
class Sign:
    """How a step is recognised: by the act it runs (and the `kind` it is given), or as a human step by id."""

    act: str = ""
    kind: str = ""
    task: str = ""

    def at(self, node: Node) -> bool:
        """Whether the node is such a step."""
        if self.task:
            return node.kind == "userTask" and node.id == self.task
        return node.operation == self.act and (
            not self.kind or node.parameters.get("kind", "").strip() == f'"{self.kind}"'
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A rule of the scheme: one of `needs` lies on every way to a step of `before`; or follows on every
    way to the end that has passed one of `after` and none of `unless`. `text` says what to do."""

    name: str
    citation: str
    needs: tuple[Sign, ...]
    text: Text
    before: tuple[Sign, ...] = ()
    after: tuple[Sign, ...] = ()
    unless: tuple[Sign, ...] = ()


@dataclass(slots=True)
class _Ways:
    """How a level can be left, by what has been passed: at its end, and while it waits."""

    ended: dict[Marks, Way] = field(default_factory=dict)
    waits: dict[Marks, Way] = field(default_factory=dict)


def passed(
    diagrams: Mapping[str, Diagram], passages: tuple[Passage, ...], *, most_states: int = MOST_STATES
) -> list[Finding]:
    """What the ways through these diagrams (by process id, all of an edition) do not pass but must."""
    walk = _Walk(diagrams, passages, most_states)
    called = {node.called for diagram in diagrams.values() for node in diagram.nodes.values() if node.called}
    for process_id, diagram in diagrams.items():
        walk.unknown_requirements(diagram)
        if process_id not in called:
            walk.whole(diagram)
    return list(walk.found.values())


class _Walk:
    def __init__(
        self, diagrams: Mapping[str, Diagram], passages: tuple[Passage, ...], most_states: int
    ) -> None:
        self.diagrams, self.passages, self.most_states = diagrams, passages, most_states
        self.found: dict[tuple[str, str, str], Finding] = {}
        self._known: dict[tuple[str, str, Marks], _Ways] = {}
        self._required = {
            (diagram.process_id, name)
            for diagram in diagrams.values()
            for node in diagram.nodes.values()
            for name in requirements(node)
        }

    def whole(self, diagram: Diagram) -> None:
        """All ways from the start of a process to its ends."""
        for marks, way in self._through(Level(diagram, ""), frozenset(), ()).ended.items():
            for rule in self.passages:
                after, unless, needs = (f"{rule.name}:{part}" for part in ("after", "unless", "needs"))
                if after in marks and unless not in marks and needs not in marks:
                    self._tell(rule, way[-1][0], way[-1][1], way)

    def unknown_requirements(self, diagram: Diagram) -> None:
        """`requires` must name human steps of the same process: nothing else is sure to be on record."""
        for node in diagram.nodes.values():
            for name in requirements(node):
                other = diagram.nodes.get(name)
                if other is None or other.kind != "userTask" or node.kind != "serviceTask":
                    self.found["requires", diagram.process_id, node.id] = Finding(
                        diagram.process_id,
                        node.id,
                        "requires",
                        Text(
                            f"requires の「{name}」は使えません。処理の requires には、同じ工程の人の作業のidを書いてください。",
                            f"requires names “{name}”. On an act, name human steps of the same process there.",
                        ),
                    )

    def _through(self, level: Level, marks: Marks, prefix: Way) -> _Ways:
        key = (level.diagram.process_id, level.parent, marks)
        if key not in self._known:
            self._known[key] = _Ways()  # a process that calls itself has no way of its own to add
            self._known[key] = self._explore(level, marks, prefix)
        return self._known[key]

    def _explore(self, level: Level, marks: Marks, prefix: Way) -> _Ways:
        apart = frozenset(node.id for node in level.nodes.values() if self._marks_at(level, node))
        ways = _Ways()
        first = [(((start, ()),), marks) for start in level.starts]
        queue: deque[tuple[State, Marks]] = deque(first)
        came: dict[tuple[State, Marks], Way] = {each: prefix for each in first}
        while queue and len(came) < self.most_states:
            state, had = queue.popleft()
            way = came[state, had]
            if not state:
                ways.ended.setdefault(had, way)
            elif level.quiet(state):
                ways.waits.setdefault(had, way)
            for move in level.moves(state, apart):
                for has, inner in self._results(level, move, had, way):
                    after = (move.after, has)
                    if after not in came and _bounded(move.after):
                        came[after] = inner
                        queue.append(after)
        if queue:
            self._too_big(level, len(came))
        return ways

    def _too_big(self, level: Level, states: int) -> None:
        process = level.diagram.process_id
        self.found.setdefault(
            ("too_big", process, level.parent),
            Finding(
                process,
                level.parent,
                "too_big",
                Text(
                    f"経路が多すぎて（状態が{states}以上）、認定や通知の前に必要なものをすべて通るかを確かめられません。"
                    "並行する部分を呼び出す工程に分けてください。",
                    f"There are too many ways ({states} states or more) to prove that each passes what the scheme "
                    "demands. Move what runs in parallel to called processes.",
                ),
            ),
        )

    def _results(self, level: Level, move: Move, had: Marks, way: Way) -> Iterator[tuple[Marks, Way]]:
        """What has been passed after a move, with the way; nothing where the move cannot happen."""
        process = level.diagram.process_id
        here: Way = (*way, (process, move.node))
        node = level.nodes[move.node]
        if move.how == "interrupted":
            inner = self._inside(level.nodes[move.host], level)
            if inner is None:
                yield had | self._marks_at(level, node), here
            else:
                for has in self._through(inner, had, way).waits:
                    yield has | self._marks_at(level, node), here
            return
        if move.how == "event":
            yield had | self._marks_at(level, node), here
            return
        if any(f"at:{process}.{name}" not in had for name in requirements(node)):
            return
        for rule in self.passages:
            if any(sign.at(node) for sign in rule.before) and f"{rule.name}:needs" not in had:
                self._tell(rule, process, node.id, here)
        inner = self._inside(node, level)
        if inner is None:
            yield had | self._marks_at(level, node), here
            return
        if node.repeat is not None:
            yield had, here
        for has, through in self._through(inner, had, here).ended.items():
            yield has | self._marks_at(level, node), through

    def _inside(self, node: Node, level: Level) -> Level | None:
        if node.kind == "subProcess":
            return Level(level.diagram, node.id)
        return Level(self.diagrams[node.called], "") if node.called in self.diagrams else None

    def _marks_at(self, level: Level, node: Node) -> Marks:
        """What passing a node puts on record."""
        if node.repeat is not None:
            return frozenset()
        marks = {
            f"{rule.name}:{part}"
            for rule in self.passages
            for part in ("needs", "after", "unless")
            if any(sign.at(node) for sign in getattr(rule, part))
        }
        if (level.diagram.process_id, node.id) in self._required:
            marks.add(f"at:{level.diagram.process_id}.{node.id}")
        return frozenset(marks)

    def _tell(self, rule: Passage, process: str, node: str, way: Way) -> None:
        key = (rule.name, process, node)
        if key not in self.found or len(way) < len(self.found[key].path):
            names = [
                (told(self.diagrams[each], step), told_en(self.diagrams[each], step)) for each, step in way
            ]
            text = along(f"{rule.text.ja}（{rule.citation}）", f"{rule.text.en} ({rule.citation})", names)
            self.found[key] = Finding(process, node, "passage", text, tuple(step for _, step in way))


def requirements(node: Node) -> list[str]:
    """The steps without which the engine does not run the act (property `requires`)."""
    return [name.strip() for name in node.properties.get("requires", "").split(",") if name.strip()]


def _bounded(state: State) -> bool:
    # Tokens that pile up are told by the exploration of the level; here they would only go on for ever.
    return len(state) <= len(set(state)) + 2
