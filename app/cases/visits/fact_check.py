"""The provider checks the facts of a version: only what differs is written, and silence is no consent."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import documents
from app.cases.visits import found
from app.cases.visits.reporting import SUMMARY
from app.law import visits as law
from app.law.text import Explanation, Text
from app.store.models.procedures import Submission
from app.store.models.visits import FactCheck, Visit, VisitLetter, VisitReport


def due(session: Session, visit: Visit, case_id: int, today: date) -> tuple[date, Explanation | None]:
    """By when the newest version is to be checked: as the law counts, or as a person gave more time."""
    report = found.report(session, visit)
    waited = session.scalar(
        select(Submission.answers)
        .where(
            Submission.case_id == case_id,
            Submission.node == "judge_facts",
            Submission.at >= (report.written_at if report is not None else clock.now()),
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )
    if waited and waited.get("choice") == "wait":
        return date.fromisoformat(waited["due_on"]), None
    return law.fact_check_due(today)


def after(day: date) -> date:
    """The day on which a person judges that nothing has come."""
    return day + timedelta(days=1)


SUMMARY_TEXT = Text(
    "調査の概要（確かめた項目と打合せの記録を含む）", "Summary of the visit (with items checked and meetings)"
)


def choices(report: VisitReport) -> list[tuple[str, Text]]:
    """What can be objected to in a version: key and words, only what is new in it."""
    known = {row["key"]: row for row in report.findings}
    said = [(SUMMARY, SUMMARY_TEXT)] if SUMMARY in report.changed else []
    for key in (key for key in report.changed if key in known):
        words = f"{key}　{known[key]['statement'][:60]}"
        said.append((key, Text(words, words)))
    return said


def answered(session: Session, visit: Visit, answers: dict[str, Any], by_id: int, today: date) -> None:
    """Keep the provider's answer with its papers."""
    report = _report(session, visit)
    objections = (answers.get("objections") or []) if answers["reply"] == "objects" else []
    session.add(
        FactCheck(
            report_id=report.id,
            result=answers["reply"],
            objections=[
                {
                    "key": row["no"],
                    "kind": row["kind"],
                    "words": row["words"],
                    "files": [upload["sha256"] for upload in row.get("documents") or []],
                }
                for row in objections
            ],
            text=answers.get("text") or "",
            by_id=by_id,
            received_on=today,
            at=clock.now(),
        )
    )
    for upload in (each for row in objections for each in row.get("documents") or []):
        documents.add(session, visit.case_id, "visit_objection", upload, by_id)
    visit.state = "checked"
    session.flush()


def by_letter(session: Session, visit: Visit, report: VisitReport, letter: VisitLetter) -> None:
    """The provider's check of a version as it came in a letter, with the day of its postmark."""
    session.add(
        FactCheck(
            report_id=report.id,
            result=letter.reply,
            objections=[{**row, "files": []} for row in letter.objections],
            text="\n".join(each for each in (posted(letter), letter.text) if each),
            by_id=letter.entered_by,
            received_on=letter.received_on,
            at=clock.now(),
        )
    )
    visit.state = "checked"
    session.flush()


def posted(letter: VisitLetter) -> str:
    """How an answer came that was no step, for the report."""
    if letter.channel != "post":
        return f"（期限の後、{letter.received_on:%Y-%m-%d}に画面から届いた回答）"
    mark = f"消印 {letter.posted_on:%Y-%m-%d}" if letter.posted_on is not None else "消印は読めない"
    late = "" if letter.in_time else "、期限の後"
    return f"（郵送、{mark}、受取り {letter.received_on:%Y-%m-%d}{late}）"


def unanswered(session: Session, visit: Visit, reason: str, today: date) -> None:
    """A person goes on without an answer: kept as silence, never as agreement."""
    session.add(
        FactCheck(
            report_id=_report(session, visit).id,
            result="silent",
            objections=[],
            text=reason,
            by_id=None,
            received_on=today,
            at=clock.now(),
        )
    )
    session.flush()


def _report(session: Session, visit: Visit) -> VisitReport:
    report = found.report(session, visit)
    if report is None:
        raise LookupError(f"visit {visit.number} has no report")
    return report
