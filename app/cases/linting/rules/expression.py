"""Every expression is FEEL and calls only functions that there are."""

from collections.abc import Iterator

from app import feel
from app.cases.linting.expressions import expressions
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.cases.linting.rules.timer import bare
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Texts that cannot be read, and unknown functions."""
    for path, diagram in proposal.diagrams.items():
        for each in expressions(diagram):
            if each.what == "timer" and (not each.text or bare(each.text)):
                continue
            try:
                unknown = sorted(feel.functions_used(each.text) - feel.FUNCTION_NAMES)
            except feel.FeelError as error:
                yield Found(
                    path,
                    each.element,
                    Text(
                        f"式「{each.text}」（{each.what}）を読めません。FEELで、値の名前は 作業のid.項目 のように書いてください。",
                        f"The expression “{each.text}” ({each.what}) cannot be read: {error}. "
                        "Write FEEL, and values as step.field.",
                    ),
                )
                continue
            if unknown:
                yield Found(
                    path,
                    each.element,
                    Text(
                        f"式「{each.text}」（{each.what}）の関数「{unknown[0]}」はありません。FEELの関数を使ってください。",
                        f"The expression “{each.text}” ({each.what}) calls “{unknown[0]}”, which does not exist. "
                        "Use a function of FEEL.",
                    ),
                )
