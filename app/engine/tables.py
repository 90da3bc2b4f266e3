"""Reading decision tables: DMN 1.2 to 1.5, one table a file, cells in FEEL.

The types that a file declares for columns (`typeRef`) are notes to its author: a value that does not fit a
test stops the step with its name, whatever the file says of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app import feel
from app.engine import tabular
from app.engine.diagram import Node
from app.engine.errors import DiagramRefused
from app.engine.faults import Fault
from app.engine.reading import parse_xml
from app.engine.tabular.grid import children, text_of
from app.law.text import Text

MAX_XML = 2_000_000
"""Bytes of a file."""


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table by the id of its decision."""

    id: str
    name: str
    rules: feel.DecisionTable = field(repr=False)
    names: frozenset[str]
    """Dotted paths of all values that it takes from the process."""

    @property
    def outputs(self) -> frozenset[str]:
        """Names of the values that it leaves under the id of the task that decides by it."""
        return frozenset(output.name for output in self.rules.outputs)


@lru_cache(maxsize=256)
def read_table(xml: bytes, *, accepted: bool = False) -> Table:
    """Read a table and refuse what we do not decide by; raises DiagramRefused with every fault.

    `accepted` is for a table of an edition: it opens for ever, whatever rules are added.
    """
    if len(xml) > MAX_XML:
        raise DiagramRefused(
            Text(
                "判定表のファイルが大きすぎます。表を分けてください。",
                "The file of the decision table is too large. Split the table.",
            )
        )
    root = parse_xml(xml)
    faults = tabular.faults(root, accepted=accepted)
    if faults:
        raise DiagramRefused(faults[0].text, faults)
    decision = children(root, "decision")[0]
    name = decision.get("name", "")
    try:
        rules = _rules(children(decision, "decisionTable")[0], name)
    except feel.FeelError as error:
        text = Text(f"判定表「{name}」を読めません（{error}）。", f"{error}")
        raise DiagramRefused(text, [Fault("table_cell", decision.get("id"), text)]) from error
    faults = [] if accepted else tabular.cell_faults(rules, decision.get("id"))
    if faults:
        raise DiagramRefused(faults[0].text, faults)
    names = [feel.names_used(cell.text, unary=cell.unary) for cell in feel.cells(rules)]
    return Table(decision.get("id"), name, rules, frozenset().union(*names))


def read_tables(files: Mapping[str, bytes], *, accepted: bool = False) -> dict[str, Table]:
    """The tables of some files, by id; raises DiagramRefused. `accepted` as in `read_table`."""
    found: dict[str, Table] = {}
    for path, xml in sorted(files.items()):
        table = read_table(xml, accepted=accepted)
        if table.id in found:
            raise DiagramRefused(
                Text(
                    f"判定表「{table.id}」が2つのファイルにあります（{path}）。片方のidを変えてください。",
                    f"The decision table “{table.id}” stands in two files ({path}). Change the id of one.",
                )
            )
        found[table.id] = table
    return found


def no_table(node: Node) -> Text:
    """What to say of a task whose table there is not."""
    return Text(
        f"「{node.id}」が使う判定表「{node.table}」がありません。processes に同じidの判定表を置いてください。",
        f"The decision table “{node.table}” of “{node.id}” does not exist. Put a table of that id into processes.",
    )


def _rules(table: Any, name: str) -> feel.DecisionTable:
    return feel.DecisionTable(
        inputs=tuple(
            feel.Input(text_of(column, "inputExpression"), text_of(column, "inputValues"))
            for column in children(table, "input")
        ),
        outputs=tuple(
            feel.Output(
                column.get("name", ""), text_of(column, "outputValues"), text_of(column, "defaultOutputEntry")
            )
            for column in children(table, "output")
        ),
        rules=tuple(
            feel.Rule(
                tuple(text_of(cell) for cell in children(row, "inputEntry")),
                tuple(text_of(cell) for cell in children(row, "outputEntry")),
            )
            for row in children(table, "rule")
        ),
        hit_policy=table.get("hitPolicy", "UNIQUE"),
        aggregation=table.get("aggregation"),
        name=name,
    )
