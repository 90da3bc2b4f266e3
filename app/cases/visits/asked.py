"""What the provider was last asked on a visit, and whether and how it can still be answered."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.visits import fact_check, found
from app.law.text import Text
from app.store.models.cases import Deadline
from app.store.models.procedures import WorkItem
from app.store.models.visits import Visit, VisitLetter


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer would be about: the request or a version of the report; `sent_on` is when it was sent."""

    about: Literal["visit", "facts"]
    sent_on: date
    due_on: date | None
    report_id: int | None
    choices: list[tuple[str, Text]]
    answered: bool
    """Whether the provider has answered it already, in whatever way."""
    step: int | None
    """The provider's step, while it waits."""


def asked(session: Session, visit: Visit) -> Asked | None:
    """What the provider was last asked on a visit; None before anything was."""
    report = found.report(session, visit)
    node = "check_facts" if report is not None else "answer_visit"
    began = report.written_at if report is not None else visit.created_at
    step = session.execute(
        select(WorkItem.id, WorkItem.state, WorkItem.due_on, WorkItem.created_at)
        .where(WorkItem.case_id == visit.case_id, WorkItem.node == node, WorkItem.created_at >= began)
        .order_by(WorkItem.id.desc())
        .limit(1)
    ).first()
    if step is None:
        return None
    written = session.scalar(
        select(VisitLetter.id)
        .where(VisitLetter.visit_id == visit.id, VisitLetter.at >= step.created_at)
        .where(VisitLetter.about == ("visit" if report is None else "facts"))
        .limit(1)
    )
    answered = written is not None or (bool(visit.answer) if report is None else _checked(session, visit))
    return Asked(
        "facts" if report is not None else "visit",
        clock.date_in_japan(step.created_at),
        _due(session, visit.case_id) if report is not None else step.due_on,
        report.id if report is not None else None,
        fact_check.choices(report) if report is not None else [],
        answered,
        step.id if step.state == "open" else None,
    )


def _checked(session: Session, visit: Visit) -> bool:
    _, check = found.reports(session, visit)[-1]
    return check is not None and check.result != "silent"


def _due(session: Session, case_id: int) -> date | None:
    """The last day for the facts as it was last set."""
    return session.scalar(
        select(Deadline.due_on)
        .where(Deadline.case_id == case_id, Deadline.kind == "fact_check")
        .order_by(Deadline.id.desc())
        .limit(1)
    )
