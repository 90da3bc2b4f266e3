"""From the states of a level to findings: one for each element at fault, by the shortest way to it."""

from collections.abc import Iterator

from app.engine.soundness.exploring import Explored
from app.engine.soundness.finding import Finding, Kind, along, told, told_en
from app.engine.soundness.level import AT_DEAD_END, ON_FLOW, Level, State


def judge(level: Level, explored: Explored, way: tuple[str, ...]) -> Iterator[Finding]:
    """What the states of a level show; `way` leads from the start of the process to the level."""
    tell = _Teller(level, explored, way)
    if not level.starts:
        yield tell.of(
            "no_start",
            level.parent,
            None,
            "始まりがありません。開始イベントを置いてください。",
            "There is no beginning. Add a start event.",
        )
        return
    if not explored.whole:
        yield tell.of(
            "too_big",
            level.parent,
            None,
            f"状態が{len(explored.came)}を超え、必ず終わることを確かめられません。並行する部分を呼び出す工程に分けてください。",
            f"It has more than {len(explored.came)} states, so that its end cannot be proved. "
            "Move what runs in parallel to called processes.",
        )
        return
    yield from _piling(tell)
    stuck = list(_stuck(tell))
    yield from stuck
    if not explored.growing and not explored.surplus:
        if not stuck:
            yield from _endless(tell)
        yield from _dead(tell, {finding.node for finding in stuck})


class _Teller:
    """Writes findings of one level."""

    def __init__(self, level: Level, explored: Explored, way: tuple[str, ...]) -> None:
        self.level, self.explored, self.way = level, explored, way

    def name(self, node: str) -> tuple[str, str]:
        return told(self.level.diagram, node), told_en(self.level.diagram, node)

    def of(self, kind: Kind, node: str, state: State | None, ja: str, en: str) -> Finding:
        path = (*self.way, *self.explored.way(state)) if state is not None else ()
        text = along(ja, en, [self.name(each) for each in path])
        return Finding(self.level.diagram.process_id, node, kind, text, path)


def _piling(tell: _Teller) -> Iterator[Finding]:
    seen = set()
    for state, place in tell.explored.surplus:
        join = tell.level.join_behind(place)
        if join not in seen:
            seen.add(join)
            ja, en = tell.name(join)
            yield tell.of(
                "surplus",
                join,
                state,
                f"{ja}に同じ流れから2度届きます。合流の前で分かれたものがすべて1度ずつ届くようにしてください。",
                f"{en} is reached twice by the same flow. Let each branch reach the join once.",
            )
    for state in tell.explored.growing[:1]:
        node = tell.explored.came[state][1]
        ja, en = tell.name(node)
        yield tell.of(
            "unbounded",
            node,
            state,
            f"{ja}を繰り返すたびに、同時に進む作業が増え続けます。繰返しの中で分けた流れは、繰返しの中で合流させてください。",
            f"Each round through {en} adds a step that goes on beside the others, without limit. "
            "Join inside the loop what is split inside it.",
        )


def _stuck(tell: _Teller) -> Iterator[Finding]:
    """States in which nothing can happen although something is left."""
    level, seen = tell.level, set()
    for state, moves in tell.explored.moves.items():
        if moves or not state:
            continue
        for place, _ in state:
            node = level.join_behind(place) or place.removeprefix(AT_DEAD_END)
            if node in seen:
                continue
            seen.add(node)
            ja, en = tell.name(node)
            if place.startswith(AT_DEAD_END):
                yield tell.of(
                    "dead_end",
                    node,
                    state,
                    f"{ja}の先がありません。終了イベントまで流れをつないでください。",
                    f"Nothing follows {en}. Draw a flow on to an end event.",
                )
                continue
            held = {each for each, _ in state}
            missing = [tell.name(flow.source) for flow in level.seen(node) if ON_FLOW + flow.id not in held]
            from_ja = "、".join(name for name, _ in missing)
            from_en = ", ".join(name for _, name in missing)
            ended = any(
                level.nodes[each].kind == "endEvent"
                for each in tell.explored.way(state)
                if each in level.nodes
            )
            if ended:
                yield tell.of(
                    "orphan",
                    node,
                    state,
                    f"終了に着いた後も{ja}に流れが残り、{from_ja}からの流れを待ち続けるため、終わりません。",
                    f"After an end has been reached something is left at {en}, which waits for ever for {from_en}.",
                )
            else:
                yield tell.of(
                    "deadlock",
                    node,
                    state,
                    f"{ja}が、来ることのない{from_ja}からの流れを待って止まります。分岐と合流の種類をそろえてください。",
                    f"{en} waits for {from_en}, which never comes. Let split and join be of the same kind.",
                )


def _endless(tell: _Teller) -> Iterator[Finding]:
    """States that go round for ever: something can always happen, but never the end."""
    can_end = tell.explored.can_end()
    state = next((each for each in tell.explored.moves if each not in can_end), None)
    if state is None:
        return
    node = state[0][0] if state else tell.level.parent
    ja, en = tell.name(node)
    yield tell.of(
        "no_end",
        node,
        state,
        f"{ja}からは、どう進んでも終わりに着きません。繰返しから出る流れを加えてください。",
        f"From {en} no way leads to the end. Add a way out of the loop.",
    )


def _dead(tell: _Teller, told_already: set[str]) -> Iterator[Finding]:
    """Nodes that no run reaches; of those that follow one another only the first is told."""
    level = tell.level
    dead = [node for node in level.nodes if node not in tell.explored.reached]
    first = [node for node in dead if not _before(level, node) & set(dead)] or dead[:1]
    for node in first:
        if node not in told_already:
            ja, en = tell.name(node)
            yield tell.of(
                "dead_node",
                node,
                None,
                f"{ja}には、どう進んでも着きません。つなぐか、取り除いてください。",
                f"No way leads to {en}. Connect it, or remove it.",
            )


def _before(level: Level, node: str) -> set[str]:
    return {flow.source for flow in level.entering[node]} | ({level.nodes[node].attached_to} - {""})
