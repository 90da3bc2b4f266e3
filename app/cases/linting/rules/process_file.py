"""A diagram's file is named after its process, and a process stands in one file."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Files under another name."""
    for path, diagram in proposal.diagrams.items():
        name = diagram.process_id
        if path != f"processes/{name}.bpmn":
            yield Found(
                path,
                "",
                Text(
                    f"ファイル名を工程のid（{name}.bpmn）に合わせてください。",
                    f"Name the file after its process: {name}.bpmn.",
                ),
            )
