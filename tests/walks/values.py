"""Random values that a walk hands to the engine: answers, inputs, payloads and what acts give back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any, cast

from app import clock
from app.cases import acts
from app.cases.forms import FormLibrary
from app.cases.parts import Parts
from app.engine import Diagram, Node
from app.formkit.profile import FieldSpec

OUTPUTS = {name: act.outputs for name, act in acts.table(cast(Parts, None)).items()}
"""What each act declares that it gives back; no act is run."""

_MENTION = re.compile(
    r'\b([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)(?:\s*(?:!=|<=|>=|=|<|>)\s*("[^"]*"|-?\d+\b|true\b|false\b))?'
)
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_LITERALS: dict[str, Any] = {"true": True, "false": False}


class Mentioned:
    """The names `<node>.<field>` that the texts of diagrams read, with what they are compared to."""

    def __init__(self, diagrams: Iterable[Diagram]) -> None:
        diagrams = list(diagrams)
        self._fields: dict[tuple[str, str], dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
        for diagram in diagrams:
            for text in _texts(diagram):
                for node, name, literal in _MENTION.findall(text):
                    found = self._fields[diagram.process_id, node][name]
                    if literal:
                        found.add(_read(literal))
        self._lists = {
            (diagram.process_id, *node.repeat.times.strip().split(".", 1))
            for diagram in diagrams
            for node in diagram.nodes.values()
            if node.repeat is not None and _NAME.fullmatch(node.repeat.times.strip())
        }
        # A caller hands its own inputs on: what any process compares an input to concerns them all.
        inputs = [fields for (_, node), fields in self._fields.items() if node == "input"]
        for name in {name for fields in inputs for name in fields}:
            every = set[Any]().union(*(fields[name] for fields in inputs if name in fields))
            for fields in inputs:
                if name in fields:
                    fields[name] = every

    def values(self, random: Random, process_id: str, node: str, also: Iterable[str] = ()) -> dict[str, Any]:
        """A value for every field of a node that is read anywhere, and for the names in `also`."""
        fields = self._fields.get((process_id, node), {})
        return {
            name: _people(random)
            if (process_id, node, name) in self._lists
            else _value(random, name, fields.get(name, set()))
            for name in sorted(fields.keys() | set(also))
        }


class RandomActs:
    """Acts that give back random values, the same ones for the same seed."""

    def __init__(self, random: Random, mentioned: Mentioned, owners: Mapping[str, str]) -> None:
        self._random, self._mentioned, self._owners = random, mentioned, owners

    def __call__(self, operation: str, node: Node, inputs: dict[str, Any]) -> dict[str, Any]:
        return self._mentioned.values(
            self._random, self._owners[node.id], node.id, OUTPUTS.get(operation, frozenset())
        )


def answers(
    random: Random, mentioned: Mentioned, forms: FormLibrary, process_id: str, node: str
) -> dict[str, Any]:
    """Routing values of a human step: what its form may give, or what is read where it has none."""
    form = forms.forms.get(f"{process_id}.{node}")
    if form is None:
        return mentioned.values(random, process_id, node)
    return {spec.key: _answer(random, spec) for spec in form.fields if spec.routing}


def _answer(random: Random, spec: FieldSpec) -> Any:
    if spec.options:
        return random.choice([option.value for option in spec.options])
    if spec.kind == "checkbox":
        return random.random() < 0.5
    if spec.kind == "number":
        low, high = spec.limits.minimum, spec.limits.maximum
        return random.randint(
            int(low) if low is not None else -3, int(high) if high is not None else 1_000_000
        )
    return _value(random, "seen_on" if spec.kind == "datetime" else spec.key, set())


def _value(random: Random, name: str, literals: set[Any]) -> Any:
    if literals:
        literal = random.choice(sorted(literals, key=repr))
        if isinstance(literal, bool):
            return random.random() < 0.5
        if isinstance(literal, int):
            return literal + random.choice((-1, 0, 1))
        return literal if random.random() < 0.6 else "別の値"
    if name.endswith(("_on", "_until", "_at", "_by")):
        return (clock.today() + timedelta(days=random.randint(-2, 40))).isoformat()
    return f"値{random.randint(0, 999)}"


def _people(random: Random) -> list[int]:
    """Whom a repeated step asks, where a value of the procedure says so: nobody, or some."""
    return random.sample(range(1, 9), random.randint(0, 3))


def _texts(diagram: Diagram) -> Iterator[str]:
    for flow in diagram.flows:
        yield flow.condition
    for node in diagram.nodes.values():
        yield from node.properties.values()
        yield from node.parameters.values()
        yield node.timer
        if node.repeat is not None:
            yield from (node.repeat.times, node.repeat.until)


def _read(literal: str) -> Any:
    if literal.startswith('"'):
        return literal[1:-1]
    return _LITERALS[literal] if literal in _LITERALS else int(literal)
