"""The record is closed, the visit ends, its report goes into the case."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.visits import found
from app.cases.visits.recording import UNCONFIRMED, record_of
from app.engine import StepFailed
from app.law import visits as law
from app.law.text import Text
from app.outbox import queue
from app.store.models.visits import Visit, VisitLetter, VisitOp

NO_REASON = Text(
    "確かめられなかった項目の理由がないため、記録を確定できません。",
    "The record cannot be closed: nothing says why an item was not confirmed.",
)


def leave_open(session: Session, visit: Visit, reason: str, by_id: int) -> None:
    """Items of the scope without a result become «not confirmed» with the reason; a second day can change them.

    What was not confirmed gets the reason where nothing was noted. Raises StepFailed where one is missing.
    """
    if visit.started_at is None:
        visit.started_at = _begun(session, visit)
    left = record_of(session, visit).unexplained
    if left and not reason.strip():
        raise StepFailed(NO_REASON)
    for check in left:
        given = {
            **({} if check.result else {"result": UNCONFIRMED}),
            **({} if check.note.strip() else {"note": reason}),
        }
        for name, value in given.items():
            session.add(
                VisitOp(
                    op_id=str(uuid4()),
                    visit_id=visit.id,
                    target=f"check:{check.key}",
                    field=name,
                    value=value,
                    base=session.scalar(select(func.max(VisitOp.id)).where(VisitOp.visit_id == visit.id))
                    or 0,
                    by_id=by_id,
                    received_at=clock.now(),
                )
            )
            session.flush()


def _begun(session: Session, visit: Visit) -> datetime:
    first = session.scalar(select(func.min(VisitOp.received_at)).where(VisitOp.visit_id == visit.id))
    return first or clock.now()


def close_record(session: Session, visit: Visit) -> None:
    """Fix what was noted: what a device sends later is kept beside it, as an addendum."""
    if visit.started_at is None:
        visit.started_at = _begun(session, visit)
    visit.state, visit.closed_at = "recorded", clock.now()
    session.flush()


def end(session: Session, visit: Visit, outcome: str) -> None:
    """The visit ends without a report: `declined` or `cancelled`."""
    visit.state = outcome
    session.flush()


def give_back(session: Session, visit: Visit) -> None:
    """The report is settled: the newest version is filed with the case as a PDF, from the outbox."""
    report = found.report(session, visit)
    if report is None:
        raise LookupError(f"visit {visit.number} has no report")
    visit.state = "returned"
    session.flush()
    queue.put(session, "visit_report", f"visit_report:{visit.id}:{report.version}", {"report_id": report.id})


def add_to_report(session: Session, visit: Visit, letter: VisitLetter) -> None:
    """File the report once more, with an answer that came late as its addendum; what was filed before stays."""
    report = found.report(session, visit)
    if report is not None:
        key = f"visit_report:{visit.id}:{report.version}:{letter.id}"
        queue.put(session, "visit_report", key, {"report_id": report.id, "letter_id": letter.id})


def declined(session: Session, case_id: int) -> bool:
    """Whether the last visit that the case asked for was not received (第6条第3項)."""
    visit = found.latest(session, case_id)
    return visit is not None and visit.state == "declined"


def found_against(session: Session, case_id: int) -> bool:
    """Whether the settled report of the last visit tells something against the applicant (第6条第3項).

    A finding that stands and says what does not conform, or an item that was found wanting or not confirmed.
    """
    visit = found.latest(session, case_id)
    report = found.report(session, visit) if visit is not None and visit.state == "returned" else None
    if report is None:
        return False
    against = {grade.key for grade in law.grades() if grade.against}
    findings = any(row["grade"] in against and row["state"] != "withdrawn" for row in report.findings)
    return findings or any(row["result"] not in law.MET for row in report.checks)


def cancel_open(session: Session, case_id: int) -> None:
    """The case ends otherwise (a withdrawal): what was still open of its visits is called off."""
    visit = found.under_way(session, case_id)
    if visit is not None:
        end(session, visit, "cancelled")
