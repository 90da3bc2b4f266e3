"""A file holds one decision by one table, and its id is a plain word that a task can name."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import NAME
from app.engine.faults import Fault
from app.engine.tabular.grid import children
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Files with no or several decisions, and decisions without a table or a usable id."""
    decisions = children(root, "decision")
    if len(decisions) != 1:
        yield Fault(
            "table_id",
            "",
            Text(
                f"1つのファイルには判定を1つだけ置いてください（いまは{len(decisions)}）。分けたファイルにしてください。",
                f"A file must hold exactly one decision; this one holds {len(decisions)}. Give each its own file.",
            ),
        )
        return
    own = decisions[0].get("id", "")
    if not NAME.match(own):
        yield Fault(
            "table_id",
            own,
            Text(
                f"判定のid「{own}」は使えません。小文字・数字・下線だけで書いてください（例：fee_class）。",
                f"The id “{own}” of the decision cannot be used. Write it in lower-case letters, digits and "
                "underscores, such as fee_class.",
            ),
        )
    if len(children(decisions[0], "decisionTable")) != 1:
        yield Fault(
            "table_id",
            own,
            Text(
                f"判定「{own}」に判定表がありません。判定表を1つ書いてください。",
                f"The decision “{own}” has no decision table. Write one.",
            ),
        )
