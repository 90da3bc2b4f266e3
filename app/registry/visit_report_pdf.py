"""The report of a site visit as a PDF (第6条第3項, 第15条第2項): what was looked at, what was seen, what was objected."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from app.registry.typeset import template


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the checklist with its result in words."""

    question: str
    result: str
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding; a withdrawn one is struck through with its reason and never left out."""

    key: str
    grade: str
    criterion: str
    statement: str
    state: str
    withdrawn: bool
    reason: str
    evidence: Sequence[str]
    objections: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the report says. `facts` are lines of name and value at its head, `hash` tells the version, `addenda` are answers that came late."""

    number: str
    version: int
    dated: date
    title: str
    facts: Sequence[tuple[str, str]]
    summary: str
    about_summary: Sequence[str]
    checks: Sequence[Row]
    findings: Sequence[Finding]
    check: str
    settled: str
    addenda: Sequence[str]
    hash: str


def render(data: ReportData, fonts: Path) -> bytes:
    """The PDF; `fonts` is the folder of the built front end."""
    said = asdict(data)
    said["dated"] = list(data.dated.timetuple()[:3])
    said["facts"] = [list(fact) for fact in data.facts]
    return template("visit_report.typ", fonts).pdf(said)
