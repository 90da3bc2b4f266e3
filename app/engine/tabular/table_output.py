"""Every output has a name of its own, and a value in every rule."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.engine.allowed import NAME
from app.engine.faults import Fault
from app.engine.tabular.grid import children, decision_id, text_of
from app.law.text import Text

_RANKED = ("PRIORITY", "OUTPUT ORDER")


def faults(root: Any) -> Iterator[Fault]:
    """Outputs that a process could not find again, or that would be null unseen."""
    table = children(children(root, "decision")[0], "decisionTable")[0]
    columns = children(table, "output")
    names = [column.get("name", "") for column in columns]
    if not columns:
        yield _fault(table, "出力の列がありません。1つ以上作ってください。", "it has no output. Add one.")
    for name, times in Counter(names).items():
        if not NAME.match(name) or name == "typename" or times > 1:
            yield _fault(
                table,
                f"出力の名前「{name}」は使えません。列ごとに別の名前を、小文字・数字・下線で書いてください。",
                f"the name “{name}” of an output cannot be used. Give each output a name of its own in "
                "lower-case letters, digits and underscores.",
            )
    if len({bool(text_of(column, "defaultOutputEntry")) for column in columns}) > 1:
        yield _fault(
            table,
            "既定値は、すべての出力に書くか、どれにも書かないでください。",
            "give every output a default, or none.",
        )
    if table.get("aggregation") and len(columns) > 1:
        yield _fault(
            table, "集計する表の出力は1つだけにしてください。", "a table that sums up has one output only."
        )
    if table.get("hitPolicy") in _RANKED and not any(text_of(column, "outputValues") for column in columns):
        yield _fault(
            table,
            "優先順位を決めるため、出力の値を優先する順に並べてください（outputValues）。",
            "list the values of an output, the first in rank first (outputValues).",
        )
    for number, row in enumerate(children(table, "rule"), 1):
        if any(not text_of(cell) for cell in children(row, "outputEntry")):
            yield _fault(
                table,
                f"{number}行目の出力が空です。値を書いてください。値がないことを表すときは null と書きます。",
                f"an output of rule {number} is empty. Write its value; null says that there is none.",
            )


def _fault(table: Any, ja: str, en: str) -> Fault:
    where = decision_id(table)
    return Fault("table_output", where, Text(f"判定表「{where}」：{ja}", f"Decision table “{where}”: {en}"))
