"""The form of a repeated step has no routing field that is named like a part of its tally."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.engine.votes import RESERVED
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Fields that would overwrite the counts of those who have answered."""
    for path, diagram, node in proposal.nodes("userTask"):
        form = proposal.forms.forms.get(f"{diagram.process_id}.{node.id}")
        if node.repeat is None or form is None:
            continue
        for name in sorted(form.routing_names() & RESERVED):
            yield Found(
                path,
                node.id,
                Text(
                    f"複数の人が行う作業の様式では、routing の項目に「{name}」という名前を付けられません（集計の名前です）。",
                    f"“{name}” is part of the tally of a repeated step. Give the routing field of its form another name.",
                ),
            )
