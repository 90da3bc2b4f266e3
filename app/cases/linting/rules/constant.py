"""A value that is written out is one that its place can use."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from app import feel
from app.cases.linting.expressions import expressions
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.engine.errors import StepFailed
from app.engine.votes import asked
from app.feel import tree
from app.law.text import Text

_SOME_DAY = datetime(2027, 1, 4, tzinfo=UTC)
_TIMES = Text(
    "は人数になりません。0から200までの整数か、異なる短い文字の一覧を書いてください。",
    "says neither how many nor whom. Write a whole number from 0 to 200, or a list of different short texts.",
)
_DUE = Text(
    'は日付になりません。date("2027-04-01") のような日付を書いてください。',
    'is no date. Write a date such as date("2027-04-01").',
)
_PERSON = Text(
    "は、いつも同じ人を指します。担当者は、入力や前の作業が与える値（作業のid.項目）で書いてください。",
    "always names the same person. Take whom to ask from an input or an earlier step (step.field).",
)
_CONDITION = Text(
    "は真偽になりません。条件は比較か、はい・いいえの値で書いてください。",
    "is neither true nor false. Write a comparison, or a value that is yes or no.",
)


def findings(proposal: Proposal) -> Iterator[Found]:
    """Counts, days, people and conditions that would stop the case at every run."""
    for path, diagram in proposal.diagrams.items():
        for each in expressions(diagram):
            try:
                fault = _fault(each.what, each.text)
            except feel.FeelError:
                continue  # told by another rule
            if fault is not None:
                text = Text(f"式「{each.text}」{fault.ja}", f"The expression “{each.text}” {fault.en}")
                yield Found(path, each.element, text)


def _fault(what: str, text: str) -> Text | None:
    if what in ("condition", "until"):
        return None if _may_hold(feel.parse(text)) else _CONDITION
    if what == "person":
        return None if feel.names_used(text) else _PERSON
    if what not in ("times", "due") or feel.names_used(text):
        return None
    value = feel.evaluate(text, {}, now=_SOME_DAY)
    if what == "times":
        return None if _countable(value) else _TIMES
    return None if _is_day(value) else _DUE


def _may_hold(node: tree.Node) -> bool:
    """Whether nothing that must be true or false is plainly something else."""
    if isinstance(node, tree.Conjunction | tree.Disjunction):
        return all(_may_hold(each) for each in node.terms)
    if isinstance(node, tree.Literal):
        return isinstance(node.value, bool)
    return not isinstance(node, tree.Negation | tree.Arithmetic | tree.ListOf)


def _countable(value: Any) -> bool:
    try:
        asked(value)
    except StepFailed:
        return False
    return True


def _is_day(value: Any) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value[:10])
        except ValueError:
            return False
        return True
    return isinstance(value, date)
