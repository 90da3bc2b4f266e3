"""The diagrams of an edition as specs that can be run, cached by the edition's content."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from app.engine.allowed import B
from app.engine.diagram import Diagram
from app.engine.errors import DiagramRefused
from app.engine.reading import parse_xml, priority, read
from app.engine.specs import Parser, serializer
from app.engine.tables import Table, no_table, read_tables
from app.law.text import Text


@dataclass(frozen=True, slots=True)
class Library:
    """The processes of one edition: diagrams by process id, specs ready to run, tables by decision id."""

    diagrams: dict[str, Diagram] = field(hash=False)
    specs: dict[str, Any] = field(hash=False, repr=False)
    parts: dict[str, dict[str, Any]] = field(hash=False, repr=False)
    owners: dict[str, Diagram] = field(hash=False, repr=False)
    """The diagram that a spec (process or embedded subprocess) belongs to, by the spec's name."""
    tables: dict[str, Table] = field(hash=False, default_factory=dict)

    def spec(self, process_id: str) -> tuple[Any, dict[str, Any]]:
        """The spec of a process and of everything it contains or calls."""
        return self.specs[process_id], self.parts[process_id]

    def node_of(self, task_spec: Any) -> Any:
        """The diagram node behind a task of the engine, or None for the engine's own tasks."""
        diagram = self.owners.get(task_spec._wf_spec.name)
        return diagram.nodes.get(task_spec.bpmn_id) if diagram and task_spec.bpmn_id else None


def build(files: Mapping[str, bytes], *, accepted: bool = False) -> Library:
    """Parse diagrams and decision tables (by path) together; raises DiagramRefused. `accepted` as in `read`.

    Specs are passed through the serializer once: only its converter connects what multi-instances and
    loops need when one spec serves many instances.
    """
    parser, found = Parser(), {}
    tables = read_tables(
        {path: xml for path, xml in files.items() if path.endswith(".dmn")}, accepted=accepted
    )
    for path, xml in sorted(files.items()):
        if path.endswith(".dmn"):
            continue
        diagram = read(xml, accepted=accepted)
        if diagram.process_id in found:
            raise DiagramRefused(
                Text(
                    f"工程「{diagram.process_id}」が2つのファイルにあります（{path}）。",
                    f"The process “{diagram.process_id}” stands in two files ({path}).",
                )
            )
        found[diagram.process_id] = diagram
        parser.add_bpmn_xml(_by_priority(parse_xml(xml)), filename=path)
    _require_tables(found, tables)
    codec = serializer()
    specs, parts = {}, {}
    for process_id in found:
        try:
            spec = parser.get_spec(process_id)
            inner = parser.get_subprocess_specs(process_id)
        except (ValidationException, KeyError) as error:
            raise DiagramRefused(
                Text(
                    f"工程「{process_id}」か、その中で呼び出す工程を読み込めません。図をシステム運用者に送ってください。",
                    f"The process “{process_id}” cannot be loaded: {error}",
                )
            ) from error
        specs[process_id] = codec.from_dict(codec.to_dict(spec))
        parts[process_id] = {name: codec.from_dict(codec.to_dict(each)) for name, each in inner.items()}
    return Library(found, specs, parts, _owners(found), tables)


def _require_tables(diagrams: Mapping[str, Diagram], tables: Mapping[str, Table]) -> None:
    for diagram in diagrams.values():
        for node in diagram.nodes.values():
            if node.kind == "businessRuleTask" and node.table not in tables:
                raise DiagramRefused(no_table(node))


def _by_priority(root: Any) -> Any:
    """The document with its flows in the order in which their conditions are to be asked.

    Conditions without a priority exclude each other, so their order makes no difference.
    """
    for around in root.iter(f"{B}process", f"{B}subProcess"):
        flows = around.findall(f"{B}sequenceFlow")
        for flow in sorted(flows, key=lambda flow: priority(flow) or 0):
            around.append(flow)
    return root


def _owners(diagrams: dict[str, Diagram]) -> dict[str, Diagram]:
    inner = {
        node.id: diagram
        for diagram in diagrams.values()
        for node in diagram.nodes.values()
        if node.kind == "subProcess"
    }
    return diagrams | inner


class Shelf:
    """Libraries by edition id; building one is done once per process."""

    def __init__(self, limit: int = 32) -> None:
        self._libraries: dict[int, Library] = {}
        self._lock = threading.Lock()
        self._limit = limit

    def get(self, edition_id: int, load: Any) -> Library:
        """The library of an edition; `load(edition_id)` gives its diagrams by path when it is new here."""
        library = self._libraries.get(edition_id)
        if library is None:
            with self._lock:
                library = self._libraries.get(edition_id)
                if library is None:
                    library = build(load(edition_id), accepted=True)
                    if len(self._libraries) >= self._limit:
                        self._libraries.pop(next(iter(self._libraries)))
                    self._libraries[edition_id] = library
        return library
