"""Verdicts of an assessment: 適, 否 or 要確認 for each disclosed item, with note and evidence."""

from collections.abc import Mapping
from typing import Any

from app.formkit import values, wording
from app.formkit.answering import Problem, Typed, entry, is_untouched
from app.formkit.catalogue import Item
from app.law.text import Text

VERDICTS: Mapping[str, Text] = {
    "fit": Text("適", "Fit"),
    "unfit": Text("否", "Unfit"),
    "unclear": Text("要確認", "To be clarified"),
}
MAX_NOTE = 2000
Verdicts = Mapping[str, Mapping[str, Any]]
"""Item id -> {"verdict", "note", "evidence"}."""

_NO_VERDICT = Text("適・否・要確認のどれかを選んでください。", "Choose fit, unfit or to be clarified.")
_NO_NOTE = Text(
    "否と要確認には、理由や確かめたいことを所見に書いてください。",
    "For unfit and to be clarified, write in the note why or what to clarify.",
)


def is_to_assess(item: Item, shown: frozenset[str], disclosed: Typed) -> bool:
    """Required items and whatever else was disclosed; an optional item left empty needs no verdict."""
    return item.id in shown and (item.required or not is_untouched(entry(disclosed, item.id)))


def check_verdict(given: Mapping[str, Any]) -> tuple[dict[str, str] | None, tuple[Problem, ...]]:
    """Read what a reviewer gave for one item."""
    verdict = values.text(given.get("verdict")) or ""
    note = values.text(given.get("note")) or ""
    evidence = values.text(given.get("evidence")) or ""
    problems = []
    if not verdict:
        problems.append(Problem("empty", "value", _NO_VERDICT))
    elif verdict not in VERDICTS:
        problems.append(Problem("invalid", "value", wording.NOT_A_CHOICE))
        verdict = ""
    elif verdict != "fit" and not note:
        problems.append(Problem("reason", "note", _NO_NOTE))
    for text in (note, evidence):
        if len(text) > MAX_NOTE:
            problems.append(Problem("invalid", "note", wording.too_long(MAX_NOTE, len(text))))
    if not (verdict or note or evidence):
        return None, tuple(problems)
    return {"verdict": verdict, "note": note, "evidence": evidence}, tuple(problems)
