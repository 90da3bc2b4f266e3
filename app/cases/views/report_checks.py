"""The items that a report of a visit was to look at, in words (第6条第3項)."""

from dataclasses import dataclass
from typing import Any

from app.law import visits as law
from app.law.text import Text
from app.store.models.visits import VisitReport

NOT_CONFIRMED = Text("未確認", "Not confirmed")
"""An item without a result."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An item with its result; `met`: nothing stands against the applicant, `note` says why where something does."""

    about: Text
    result: Text
    note: str
    met: bool
    paper: bool


def checks(report: VisitReport) -> tuple[Checked, ...]:
    """All items of a version, in its order."""
    questions = {item.key: item.text for item in law.checklist()}
    results = {each.key: each.text for each in law.results()}
    return tuple(
        Checked(
            questions.get(row["key"]) or _own(row),
            results.get(row["result"], NOT_CONFIRMED),
            row["note"] or "",
            row["result"] in law.MET,
            bool(row.get("paper")),
        )
        for row in report.checks
    )


def _own(row: dict[str, Any]) -> Text:
    words = row.get("text", row["key"])
    return Text(words, words)
