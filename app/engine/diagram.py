"""A diagram as plain data: its nodes, its flows, and the questions that its shape answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

FEEL_PROPERTIES = ("due", "key", "person")
FEEL_PREFIXES = ("input", "output", "payload")
"""Properties of a node that are FEEL, and beginnings of the names of such."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is FEEL, empty where there is none.

    `priority` orders the conditions of a gateway that may hold together: the smallest is asked first.
    """

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""
    is_default: bool = False
    name_en: str = ""
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A step that several people do at once (multi-instance). Every text is FEEL.

    `times` gives how many, or the list of those who are asked; `until`, when not empty, ends it before
    all have answered. What `until` and later steps see of it: app.engine.votes.
    """

    times: str = ""
    until: str = ""
    sequential: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a diagram. `citation` is the first line of its documentation, `guidance` the rest.

    `parent` is the embedded subprocess around it, empty at the top. `event` is "timer" or "message" on an
    event that has one; `timer` is its FEEL text, `message` its message's name. A boundary event names its
    host in `attached_to`.
    """

    id: str
    kind: str
    name: str
    name_en: str
    citation: str
    guidance: str
    guidance_en: str
    lane: str
    properties: dict[str, str] = field(hash=False)
    operation: str = ""
    table: str = ""
    """The decision table of a business rule task."""
    parameters: dict[str, str] = field(default_factory=dict, hash=False)
    called: str = ""
    parent: str = ""
    attached_to: str = ""
    interrupting: bool = True
    event: str = ""
    timer: str = ""
    message: str = ""
    repeat: Repeat | None = None

    def prefixed(self, prefix: str) -> dict[str, str]:
        """The properties `prefix.<name>`, by name: FEEL texts."""
        return {
            key[len(prefix) + 1 :]: value
            for key, value in self.properties.items()
            if key.startswith(prefix + ".")
        }

    def expressions(self) -> Iterator[tuple[str, str]]:
        """Every FEEL text of the node, each with the name of the place where it stands."""
        for name in FEEL_PROPERTIES:
            if name in self.properties:
                yield name, self.properties[name]
        for prefix in FEEL_PREFIXES:
            for name, text in self.prefixed(prefix).items():
                yield f"{prefix}.{name}", text
        for name, text in self.parameters.items():
            yield f"parameter {name}", text
        if self.event == "timer":
            yield "timer", self.timer
        if self.repeat is not None:
            for name, text in (("times", self.repeat.times), ("until", self.repeat.until)):
                if text:
                    yield name, text


@dataclass(frozen=True, slots=True)
class Diagram:
    """One file: a process, its nodes by id, its flows in the order of the file, and the XML it came from.

    `inputs` are the names of what it must be given when it is started or called.
    """

    process_id: str
    name: str
    name_en: str
    citation: str
    nodes: dict[str, Node] = field(hash=False)
    xml: bytes = field(repr=False)
    flows: tuple[Flow, ...] = ()
    inputs: frozenset[str] = frozenset()

    def user_tasks(self) -> list[Node]:
        """The human steps."""
        return [node for node in self.nodes.values() if node.kind == "userTask"]

    def leaving(self, node_id: str) -> list[Flow]:
        """The flows that leave a node, in the order of the file."""
        return [flow for flow in self.flows if flow.source == node_id]

    def entering(self, node_id: str) -> list[Flow]:
        """The flows that enter a node."""
        return [flow for flow in self.flows if flow.target == node_id]

    def boundary_events(self, node_id: str) -> list[Node]:
        """The events attached to a node."""
        return [node for node in self.nodes.values() if node.attached_to == node_id]

    def inside(self, parent: str) -> list[Node]:
        """The nodes of an embedded subprocess, or of the process itself for an empty id."""
        return [node for node in self.nodes.values() if node.parent == parent]
