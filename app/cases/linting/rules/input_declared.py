"""A process reads only inputs that it declares; callers and starters know from there what to give."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.naming import named
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Names `input.…` that are not in the process's property `inputs`."""
    for each in named(proposal):
        name = each.rest.split(".")[0]
        if each.root == "input" and name and name not in each.diagram.inputs:
            yield Found(
                each.path,
                each.expression.element,
                Text(
                    f"入力「{name}」が宣言されていません。工程のプロパティ inputs に名前を加えてください。",
                    f"The input “{name}” is not declared. Add its name to the property inputs of the process.",
                ),
            )
