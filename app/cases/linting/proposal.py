"""Files proposed as an edition, read as far as they can be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol

from app.cases.forms import FormLibrary, compile_all
from app.engine import Diagram, DiagramRefused, Node, Table, read, read_table
from app.engine.faults import Fault
from app.law.text import Text


class Operation(Protocol):
    """What an act takes and gives."""

    @property
    def inputs(self) -> frozenset[str]: ...

    @property
    def outputs(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """What rules look at. Diagrams and tables go by path; a file that is refused by itself is not among them."""

    files: Mapping[str, str] = field(repr=False)
    diagrams: Mapping[str, Diagram]
    tables: Mapping[str, Table]
    faults: tuple[tuple[str, Fault], ...]
    forms: FormLibrary
    form_faults: tuple[tuple[str, Text], ...]
    acts: Mapping[str, Operation]

    @property
    def unread(self) -> frozenset[str]:
        """Names of the diagrams and tables that could not be read: nothing is said of what others expect of them."""
        return frozenset(PurePosixPath(path).stem for path, _ in self.faults)

    def process(self, process_id: str) -> Diagram | None:
        """The diagram of a process."""
        return next((each for each in self.diagrams.values() if each.process_id == process_id), None)

    def table(self, table_id: str) -> Table | None:
        """The decision table of an id."""
        return next((each for each in self.tables.values() if each.id == table_id), None)

    def nodes(self, *kinds: str) -> Iterator[tuple[str, Diagram, Node]]:
        """The nodes of all diagrams with their files, of these kinds or of all."""
        for path, diagram in self.diagrams.items():
            for node in diagram.nodes.values():
                if not kinds or node.kind in kinds:
                    yield path, diagram, node


def propose(files: Mapping[str, str], acts: Mapping[str, Operation]) -> Proposal:
    """Read the files of an edition; `acts` are the operations that exist."""
    diagrams: dict[str, Diagram] = {}
    tables: dict[str, Table] = {}
    faults: list[tuple[str, Fault]] = []
    for path, text in sorted(files.items()):
        try:
            if path.endswith(".bpmn"):
                diagrams[path] = read(text.encode())
            elif path.endswith(".dmn"):
                tables[path] = read_table(text.encode())
        except DiagramRefused as refused:
            faults += [(path, fault) for fault in refused.faults]
    forms, form_faults = compile_all(files)
    return Proposal(files, diagrams, tables, tuple(faults), forms, tuple(form_faults), acts)
