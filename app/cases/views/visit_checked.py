"""The newest version of a visit's report with what was objected to any version and what came of it."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases.views.report_checks import Checked as Item
from app.cases.views.report_checks import checks
from app.cases.visits import found, held, settled
from app.cases.visits.letters import KINDS
from app.cases.visits.reporting import SUMMARY
from app.cases.visits.settled import Outcome
from app.law import visits as law
from app.law.text import Text
from app.store.models.visits import Visit, VisitReport

OPENING = Text("初めの打合せ", "Opening meeting")
CLOSING = Text("終わりの打合せ", "Closing meeting")
STATES: dict[str, Text] = {
    "open": Text("所見とする", "Stands"),
    "fixed": Text("その場で是正された", "Corrected on the spot"),
    "withdrawn": Text("取り消した", "Withdrawn"),
}
CHECKED: dict[str, Text] = {
    "agreed": Text("違う所はないとの回答", "Answered that nothing differs"),
    "objects": Text("指摘があった", "Objections were made"),
    "silent": Text("回答なし（同意とはみなしません）", "No answer (which is not taken for consent)"),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection to a version; `outcome` is None until it is settled, or where one reason was given for all."""

    version: int
    number: int
    about: Text
    kind: Text
    words: str
    files: int
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of the newest version; a withdrawn one is struck through with its reason and never left out (case 59)."""

    key: str
    grade: Text
    criterion: str
    statement: str
    state: Text
    stands: bool
    withdrawn: bool
    reason: str
    outside: bool
    changed: bool
    objections: list[Objection]


@dataclass(frozen=True, slots=True)
class Answered:
    """The check of a version: how it was answered, in what other words, and what was said of all of it."""

    version: int
    result: Text | None
    text: str
    settled: bool
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a page shows of the report. `changed` is the reason of the newest version's changes, `final` whether nothing
    of it is to be checked any more."""

    version: int
    summary: str
    summary_changed: bool
    about_summary: list[Objection]
    findings: list[Finding]
    answers: list[Answered]
    changed: str
    hash: str
    final: bool
    checks: tuple[Item, ...]
    meetings: list[tuple[Text, str]]

    @property
    def objections(self) -> list[Objection]:
        """All of them, those to the summary first."""
        return [*self.about_summary, *(each for row in self.findings for each in row.objections)]


def checked(session: Session, visit: Visit) -> Checked | None:
    """The report of a visit that the caller has found readable; None before its first version."""
    versions = found.reports(session, visit)
    if not versions:
        return None
    last = versions[-1][0]
    came = settled.by_version(session, visit)
    said: dict[str, list[Objection]] = defaultdict(list)
    answers = []
    for version, check in versions:
        of = came.get(version.version)
        for number, row in enumerate(check.objections if check is not None else [], 1):
            said[row["key"]].append(
                Objection(
                    version.version,
                    number,
                    settled.about(row["key"]),
                    KINDS[row["kind"]],
                    row["words"],
                    len(row["files"]),
                    of.outcomes.get(number) if of is not None else None,
                )
            )
        answers.append(
            Answered(
                version.version,
                CHECKED[check.result] if check is not None else None,
                check.text if check is not None and check.result != "silent" else "",
                of is not None,
                of.reason if of is not None else "",
            )
        )
    return Checked(
        last.version,
        last.summary,
        SUMMARY in last.changed,
        said[SUMMARY],
        _findings(last, said),
        answers,
        last.reason,
        last.hash,
        visit.state == "returned",
        checks(last),
        _meetings(session, visit),
    )


def _meetings(session: Session, visit: Visit) -> list[tuple[Text, str]]:
    """What was said at the first and the last meeting on the spot, as the report files it."""
    days = held.days(session, visit)
    if not days:
        return []
    told = [(OPENING, days[-1].opening), (CLOSING, days[-1].closing)]
    return [(title, words) for title, words in told if words]


def _findings(report: VisitReport, said: dict[str, list[Objection]]) -> list[Finding]:
    grades = {grade.key: grade.text for grade in law.grades()}
    return [
        Finding(
            row["key"],
            grades.get(row["grade"], Text(row["grade"], row["grade"])),
            row["criterion"],
            row["statement"],
            STATES[row["state"]],
            row["state"] == "open",
            row["state"] == "withdrawn",
            row["reason"],
            bool(row.get("outside")),
            row["key"] in report.changed,
            said[row["key"]],
        )
        for row in report.findings
    ]
