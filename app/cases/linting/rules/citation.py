"""The process and each node say what they rest on, and it exists."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law import articles
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Missing, unreadable and empty citations."""
    for path, diagram in proposal.diagrams.items():
        yield from _cited(path, "", diagram.citation)
        for node in diagram.nodes.values():
            yield from _cited(path, node.id, node.citation)


def _cited(path: str, node: str, citation: str) -> Iterator[Found]:
    if not citation:
        yield Found(
            path,
            node,
            Text(
                "documentation の1行目に根拠（第6条第2項、AMB-8、運用（理由））を書いてください。",
                "Begin its documentation with what it rests on: 第6条第2項, AMB-8 or 運用（reason）.",
            ),
        )
        return
    try:
        cited = articles.citations(citation)
    except articles.CitationError as error:
        yield Found(path, node, error.text)
        return
    for each in cited:
        if not articles.exists(each):
            yield Found(
                path,
                node,
                Text(
                    f"「{each}」は規程にないか、運用の理由が書かれていません。",
                    f"“{each}” names nothing in the rules, or 運用 stands without its reason.",
                ),
            )
