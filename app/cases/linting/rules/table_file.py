"""A decision table's file is named after its decision, so that a task finds it by name."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Files under another name."""
    for path, table in proposal.tables.items():
        if path != f"processes/{table.id}.dmn":
            yield Found(
                path,
                "",
                Text(
                    f"ファイル名を判定のid（{table.id}.dmn）に合わせてください。",
                    f"Name the file after its decision: {table.id}.dmn.",
                ),
            )
