"""What a decision rests on besides the review (第6条第2項・第3項): the committee's opinion, and what a visit found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import lookup, record_opinions, recorded
from app.cases.views.report_checks import checks
from app.cases.views.visit import STATES
from app.cases.visits import found, held
from app.law import visits as law
from app.law.committee import OUTCOMES
from app.law.text import Text
from app.store.models.cases import Case, Document
from app.store.models.committee import Hearing, Minutes
from app.store.models.visits import Visit


@dataclass(frozen=True, slots=True)
class Heard:
    """An opinion that was delivered: the outcome, then conditions, counts, rulings and dissent in the minutes' words."""

    number: str
    outcome: Text
    lines: tuple[Text, ...]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a visit found: its mark (a result or a grade), what it is about, what was noted."""

    mark: Text
    about: Text
    note: str


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit: how far it is, the day it was held, what was not confirmed, the findings that stand."""

    number: str
    state: Text
    held_on: date | None
    checks: tuple[Remark, ...]
    findings: tuple[Remark, ...]
    report: int | None


def advice(session: Session, case: Case) -> dict[str, Any]:
    """The opinion delivered and the visits of a case, for the page of its decision."""
    heard = lookup.delivered(session, case.id)
    visits = session.scalars(select(Visit).where(Visit.case_id == case.id).order_by(Visit.id))
    return {
        "heard_by": _heard(session, heard) if heard is not None else None,
        "visited": [_visited(session, case, visit) for visit in visits],
    }


def _heard(session: Session, hearing: Hearing) -> Heard:
    record = recorded.read(session, hearing)
    minutes = session.scalar(
        select(Minutes.document_id)
        .where(Minutes.hearing_id == hearing.id, Minutes.addendum == 0, Minutes.document_id.is_not(None))
        .order_by(Minutes.version.desc())
        .limit(1)
    )
    return Heard(
        hearing.number,
        OUTCOMES[record.outcome],
        tuple(record_opinions.lines(record)),
        minutes,
    )


def _visited(session: Session, case: Case, visit: Visit) -> Visited:
    report = found.report(session, visit)
    document = session.scalar(
        select(Document.id)
        .where(
            Document.case_id == case.id,
            Document.kind == "visit_report",
            Document.name.contains(visit.number, autoescape=True),
        )
        .order_by(Document.id.desc())
        .limit(1)
    )
    grades = {grade.key: grade.text for grade in law.grades()}
    unmet = [
        Remark(each.result, each.about, each.note)
        for each in (checks(report) if report is not None else ())
        if not each.met
    ]
    findings = [
        Remark(grades[row["grade"]], Text(row["key"], row["key"]), row["statement"])
        for row in (report.findings if report is not None else [])
        if row["state"] != "withdrawn"
    ]
    done = visit.closed_at is not None
    days = held.days(session, visit)
    day = days[-1].day if done and days else None
    if day is None and visit.closed_at is not None:
        day = clock.date_in_japan(visit.closed_at)
    return Visited(visit.number, STATES[visit.state], day, tuple(unmet), tuple(findings), document)
