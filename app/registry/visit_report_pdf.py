"""The report of a site visit as a PDF (第6条第3項, 第15条第2項): what was looked at, what was seen, what was objected."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from app.law.text import Text
from app.registry.typeset import template


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the checklist with its result in words."""

    question: Text
    result: Text
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding; a withdrawn one is struck through with its reason and never left out."""

    key: str
    grade: Text
    criterion: Text
    statement: str
    state: Text
    withdrawn: bool
    reason: str
    evidence: Sequence[str]
    objections: Sequence[Text]


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the report says; the Japanese is the text of record.

    A Text has in English what the product knows, and "" or the same words where somebody wrote them. `facts` are lines of name and value at its head, `hash` tells the version, `addenda` are answers
    that came late.
    """

    number: str
    version: int
    dated: date
    title: Text
    facts: Sequence[tuple[Text, Text]]
    summary: str
    about_summary: Sequence[Text]
    checks: Sequence[Row]
    findings: Sequence[Finding]
    check: Text
    settled: str
    addenda: Sequence[Text]
    hash: str


def render(data: ReportData, fonts: Path) -> bytes:
    """The PDF; `fonts` is the folder of the built front end."""
    said = asdict(data)
    said["dated"] = list(data.dated.timetuple()[:3])
    said["facts"] = [[asdict(name), asdict(value)] for name, value in data.facts]
    return template("visit_report.typ", fonts).pdf(said)
