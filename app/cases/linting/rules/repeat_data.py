"""A step that is repeated says how often or for whom."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Multi-instances without data, and on what cannot be repeated."""
    for path, _, node in proposal.nodes():
        if node.repeat is None:
            continue
        if node.kind != "userTask":
            yield Found(
                path,
                node.id,
                Text(
                    "くり返し（複数インスタンス）の印はユーザータスクにだけ付けられます。",
                    "Only a user task can be multi-instance.",
                ),
            )
        elif not node.repeat.times:
            yield Found(
                path,
                node.id,
                Text(
                    "くり返す回数か相手を、loopCardinality に式で書いてください。",
                    "Say how often or for whom it is repeated, as an expression in loopCardinality.",
                ),
            )
