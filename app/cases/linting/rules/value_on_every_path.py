"""A value that an expression names is there on whichever way its place was come to."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.naming import named
from app.cases.linting.proposal import Proposal
from app.cases.linting.upstream import upstream
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Values of steps that some way to the place goes around: there the case would stop."""
    before = {path: upstream(diagram) for path, diagram in proposal.diagrams.items()}
    for each in named(proposal):
        passed = before[each.path][each.expression.at]
        if each.root in passed.may - passed.must:
            yield Found(
                each.path,
                each.expression.element,
                Text(
                    f"「{each.name}」は、「{each.root}」を通らずにここへ来た場合に値がありません。"
                    "その値を決める作業を必ず通るように描くか、流れを分けてください。",
                    f"“{each.name}” has no value where this place is come to without passing “{each.root}”. "
                    "Draw it so that every way passes that step, or keep the ways apart.",
                ),
            )
