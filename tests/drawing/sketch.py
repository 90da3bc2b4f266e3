"""A short way to write BPMN diagrams for the tests of the drawing: no DI, only what runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
EVENT_TAGS = {
    "message": "<bpmn:messageEventDefinition id='{id}_d'/>",
    "timer": "<bpmn:timerEventDefinition id='{id}_d'><bpmn:timeDuration>\"P14D\"</bpmn:timeDuration>"
    "</bpmn:timerEventDefinition>",
    "terminate": "<bpmn:terminateEventDefinition id='{id}_d'/>",
    "error": "<bpmn:errorEventDefinition id='{id}_d'/>",
    "signal": "<bpmn:signalEventDefinition id='{id}_d'/>",
    "": "",
}


@dataclass
class Sketch:
    """One process, or the inside of one subprocess."""

    id: str
    name: str = ""
    lanes: tuple[str, ...] = ()
    pool: bool = True
    parts: list[str] = field(default_factory=list)
    members: dict[str, list[str]] = field(default_factory=dict)
    inner: dict[str, tuple[str, str, Sketch]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)

    def _put(self, tag: str, id_: str, lane: str, attributes: str, content: str) -> str:
        self.ids.append(id_)
        if lane:
            self.members.setdefault(lane, []).append(id_)
        self.parts.append(f"<bpmn:{tag} id='{id_}' {attributes}>{content}</bpmn:{tag}>")
        return id_

    def node(self, tag: str, id_: str, name: str = "", lane: str = "", *, event: str = "",
             default: str = "", name_en: str = "", loop: bool = False) -> str:  # fmt: skip
        """A task, event or gateway; `default` is the target of the default flow."""
        content = f"<bpmn:documentation>第4条第1項\n{escape(name)}の案内</bpmn:documentation>"
        if name_en:
            content += (
                f"<bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name='name_en' "
                f"value={quoteattr(name_en)}/></spiffworkflow:properties></bpmn:extensionElements>"
            )
        content += EVENT_TAGS[event].format(id=id_)
        if loop:
            content += f"<bpmn:standardLoopCharacteristics id='{id_}_loop' loopMaximum='3'/>"
        attributes = f"name={quoteattr(name)}" if name else ""
        if default:
            attributes += f" default='{id_}-{default}'"
        return self._put(tag, id_, lane, attributes, content)

    def boundary(
        self, id_: str, on: str, name: str = "", *, event: str = "timer", interrupting: bool = True
    ) -> str:
        """A boundary event on an activity."""
        attributes = (
            f"name={quoteattr(name)} attachedToRef='{on}' cancelActivity='{str(interrupting).lower()}'"
        )
        return self._put("boundaryEvent", id_, "", attributes, EVENT_TAGS[event].format(id=id_))

    def sub(self, id_: str, name: str, inner: Sketch, lane: str = "") -> str:
        """An expanded subprocess."""
        if lane:
            self.members.setdefault(lane, []).append(id_)
        self.ids.append(id_)
        content = f"<bpmn:documentation>運用 まとまり</bpmn:documentation>{inner.body()}"
        self.parts.append(f"<bpmn:subProcess id='{id_}' name={quoteattr(name)}>{content}</bpmn:subProcess>")
        self.inner[id_] = (id_, name, inner)
        return id_

    def flow(self, *ids: str, name: str = "") -> None:
        """Sequence flows from each to the next; the name belongs to the first."""
        for i, (a, b) in enumerate(pairwise(ids)):
            label = f"name={quoteattr(name)}" if name and not i else ""
            self.parts.append(f"<bpmn:sequenceFlow id='{a}-{b}' sourceRef='{a}' targetRef='{b}' {label}/>")

    def body(self) -> str:
        """Lanes, nodes and flows."""
        lanes = "".join(
            f"<bpmn:lane id='{self.id}_lane{i}' name={quoteattr(lane)}>"
            + "".join(f"<bpmn:flowNodeRef>{escape(m)}</bpmn:flowNodeRef>" for m in self.members.get(lane, []))
            + "</bpmn:lane>"
            for i, lane in enumerate(self.lanes)
        )
        lane_set = f"<bpmn:laneSet id='{self.id}_lanes'>{lanes}</bpmn:laneSet>" if lanes else ""
        return lane_set + "\n".join(self.parts)

    def xml(self) -> bytes:
        """The whole file."""
        pool = (
            f"<bpmn:collaboration id='c'><bpmn:participant id='pool' name={quoteattr(self.name)} "
            f"processRef='{self.id}'/></bpmn:collaboration>"
        )
        return (
            f"<?xml version='1.0' encoding='UTF-8'?>\n<bpmn:definitions xmlns:bpmn='{BPMN}' "
            f"xmlns:spiffworkflow='{SPIFF}' id='d' targetNamespace='https://nintei.example'>"
            f"{pool if self.pool else ''}<bpmn:process id='{self.id}' name={quoteattr(self.name)} "
            f"isExecutable='true'>\n{self.body()}\n</bpmn:process></bpmn:definitions>"
        ).encode()

    def all_ids(self) -> list[str]:
        """Ids of every node, the insides of subprocesses included."""
        return self.ids + [i for _, _, inner in self.inner.values() for i in inner.all_ids()]
