"""Random small diagrams, sound as they are drawn, and what a careless hand does to them."""

from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import strategies as st

from app.engine import Diagram, read
from tests.engine.sketch import HEAD

EXCLUSIVE, PARALLEL = "exclusiveGateway", "parallelGateway"
EVENT = '<bpmn:messageEventDefinition id="{id}_message" messageRef="message_{id}"/>'


@dataclass(frozen=True)
class Part:
    """A node of a drawing. `host` is what a boundary event (always of a message) is attached to."""

    id: str
    kind: str
    parent: str = ""
    host: str = ""
    interrupting: bool = True


@dataclass
class Drawing:
    """Nodes and flows; the order of the flows is that of the file."""

    parts: dict[str, Part] = field(default_factory=dict)
    flows: list[tuple[str, str]] = field(default_factory=list)

    def xml(self) -> str:
        """The drawing as BPMN; a choice is told by the texts `"<gateway>" = "<number>"`."""
        messages = "".join(
            f'<bpmn:message id="message_{part.id}" name="{part.id}"/>'
            for part in self.parts.values()
            if part.host
        )
        return f'{HEAD}{messages}<bpmn:process id="sketch" isExecutable="true">{self._inside("")}</bpmn:process></bpmn:definitions>'

    def diagram(self) -> Diagram:
        return read(self.xml().encode())

    def has_loop_without_choice(self) -> bool:
        """Whether a loop passes no exclusive gateway; another rule of the linter refuses it."""
        onward = [flow for flow in self.flows if self.parts[flow[0]].kind != EXCLUSIVE]
        onward += [(part.host, part.id) for part in self.parts.values() if part.host]
        left = set(self.parts)
        while True:
            # Whoever leads nowhere among those left lies on no ring.
            ends = left - {source for source, target in onward if source in left and target in left}
            if not ends:
                return bool(left)
            left -= ends

    def comes_back_to(self, node: str) -> bool:
        """Whether a way leads from a node to itself."""
        found: set[str] = set()
        stack = [node]
        while stack:
            at = stack.pop()
            ahead = {target for source, target in self.flows if source == at}
            ahead |= {part.id for part in self.parts.values() if part.host == at}
            stack += ahead - found
            found |= ahead
        return node in found

    def _inside(self, parent: str) -> str:
        own = [part for part in self.parts.values() if part.parent == parent]
        return "".join(map(self._node, own)) + "".join(
            self._flow(source, target) for source, target in self.flows if self.parts[source].parent == parent
        )

    def _leaving(self, node: str) -> list[str]:
        return [target for source, target in self.flows if source == node]

    def _node(self, part: Part) -> str:
        own, inner = "", ""
        if part.kind == EXCLUSIVE and len(self._leaving(part.id)) > 1:
            own = f' default="{part.id}__{self._leaving(part.id)[-1]}"'
        if part.host:
            own = f' attachedToRef="{part.host}" cancelActivity="{str(part.interrupting).lower()}"'
            inner = EVENT.format(id=part.id)
        if part.kind == "subProcess":
            inner = self._inside(part.id)
        return f'<bpmn:{part.kind} id="{part.id}"{own}>{inner}</bpmn:{part.kind}>'

    def _flow(self, source: str, target: str) -> str:
        ways = self._leaving(source)
        number = ways.index(target)
        inner = ""
        if self.parts[source].kind == EXCLUSIVE and number < len(ways) - 1:
            inner = f"<bpmn:conditionExpression>&quot;{source}&quot; = &quot;{number}&quot;</bpmn:conditionExpression>"
        return f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


class _Draws:
    """Draws blocks one into another; each has one way in and one way out."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.drawing, self._numbers = draw, Drawing(), count(1)
        self._in_loop = self._beside = False

    def node(self, kind: str, parent: str, letter: str, **own: object) -> str:
        part = Part(f"{letter}{next(self._numbers)}", kind, parent, **own)  # type: ignore[arg-type]
        self.drawing.parts[part.id] = part
        return part.id

    def flow(self, source: str, target: str) -> None:
        self.drawing.flows.append((source, target))

    def level(self, parent: str, depth: int) -> None:
        """A start, a human step, a block and an end."""
        start, first = self.node("startEvent", parent, "b"), self.node("userTask", parent, "u")
        self.flow(start, first)
        around = self._in_loop, self._beside
        self._in_loop = self._beside = False
        way_in, way_out = self.block(parent, depth)
        self._in_loop, self._beside = around
        self.flow(first, way_in)
        self.flow(way_out, self.node("endEvent", parent, "e"))

    def block(self, parent: str, depth: int) -> tuple[str, str]:
        kinds = (
            ["step"] if depth == 0 else ["step", "then", "choice", "together", "loop", "event", "embedded"]
        )
        return getattr(self, f"_{self.draw(st.sampled_from(kinds))}")(parent, depth - 1)  # type: ignore[no-any-return]

    def _step(self, parent: str, depth: int) -> tuple[str, str]:
        node = self.node("userTask", parent, "u")
        return node, node

    def _then(self, parent: str, depth: int) -> tuple[str, str]:
        first, second = self.block(parent, depth), self.block(parent, depth)
        self.flow(first[1], second[0])
        return first[0], second[1]

    def _choice(self, parent: str, depth: int) -> tuple[str, str]:
        return self._ways(EXCLUSIVE, "x", parent, depth)

    def _together(self, parent: str, depth: int) -> tuple[str, str]:
        return self._ways(PARALLEL, "p", parent, depth)

    def _ways(self, kind: str, letter: str, parent: str, depth: int) -> tuple[str, str]:
        split, join = self.node(kind, parent, letter), self.node(kind, parent, letter)
        around, self._beside = self._beside, self._beside or kind == PARALLEL
        for _ in range(2):
            way_in, way_out = self.block(parent, depth)
            self.flow(split, way_in)
            self.flow(way_out, join)
        self._beside = around
        return split, join

    def _loop(self, parent: str, depth: int) -> tuple[str, str]:
        begin, again = self.node(EXCLUSIVE, parent, "x"), self.node(EXCLUSIVE, parent, "x")
        around, self._in_loop = self._in_loop, True
        way_in, way_out = self.block(parent, depth)
        self._in_loop = around
        self.flow(begin, way_in)
        self.flow(way_out, again)
        self.flow(again, begin)
        return begin, again

    def _event(self, parent: str, depth: int) -> tuple[str, str]:
        kind = self.draw(st.sampled_from(["userTask", "subProcess"])) if depth > 0 else "userTask"
        host = self.node(kind, parent, "h")
        if kind == "subProcess":
            self.level(host, depth - 1)
        # A step beside the loop, begun in each round, would be there without limit.
        interrupting = self._in_loop or self.draw(st.booleans())
        event = self.node("boundaryEvent", parent, "m", host=host, interrupting=interrupting)
        step = self.node("userTask", parent, "u")
        self.flow(event, step)
        # A branch that ends by itself would leave the join of the others waiting.
        if interrupting and (self._beside or self.draw(st.booleans())):
            join = self.node(EXCLUSIVE, parent, "x")
            self.flow(host, join)
            self.flow(step, join)
            return host, join
        self.flow(step, self.node("endEvent", parent, "e"))
        return host, host

    def _embedded(self, parent: str, depth: int) -> tuple[str, str]:
        node = self.node("subProcess", parent, "s")
        self.level(node, depth)
        return node, node


@st.composite
def sound(draw: st.DrawFn) -> Drawing:
    """A diagram of blocks, sound by its construction."""
    draws = _Draws(draw)
    draws.level("", draw(st.integers(1, 3)))
    return draws.drawing


@st.composite
def careless(draw: st.DrawFn) -> Drawing:
    """The same after one or two mistakes: a gateway of the other kind, a flow cut or led elsewhere."""
    drawing = draw(sound())
    for _ in range(draw(st.integers(1, 2))):
        gateways = [part for part in drawing.parts.values() if part.kind in (EXCLUSIVE, PARALLEL)]
        mistake = draw(st.sampled_from(["cut", "elsewhere", *(["kind"] * 2 if gateways else [])]))
        if mistake == "kind":
            part = draw(st.sampled_from(gateways))
            drawing.parts[part.id] = replace(part, kind=PARALLEL if part.kind == EXCLUSIVE else EXCLUSIVE)
            continue
        at = draw(st.integers(0, len(drawing.flows) - 1))
        source, _ = drawing.flows.pop(at)
        alone = all(other != source for other, _ in drawing.flows)
        # Ways that stop at once would be most of what is drawn: they are cut where another way leaves.
        if mistake == "elsewhere" or alone:
            targets = [
                part.id
                for part in drawing.parts.values()
                if part.parent == drawing.parts[source].parent
                and part.kind not in ("startEvent", "boundaryEvent")
                and (source, part.id) not in drawing.flows
            ]
            drawing.flows.insert(at, (source, draw(st.sampled_from(targets))))
    return drawing
