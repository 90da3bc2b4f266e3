"""Answers on a visit that were no steps, and the visits of a case, as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.visits import found, letters
from app.cases.visits.asked import Asked, asked
from app.cases.visits.held import Held, by_visit
from app.law import visits as law
from app.law.text import Text
from app.store.models.cases import Document
from app.store.models.people import User
from app.store.models.visits import FactCheck, Visit, VisitLetter, VisitReport
from app.store.reading import visits as reading

ABOUT: dict[str, Text] = {
    "visit": Text("受入れの依頼への回答", "Answer to the request"),
    "facts": Text("報告書の事実についての回答", "Answer on the facts of the report"),
}
SUMMARY = Text("調査の概要", "Summary of the visit")


@dataclass(frozen=True, slots=True)
class Objection:
    """What was objected to, in words."""

    about: Text
    kind: Text
    words: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer, as a page shows it."""

    id: int
    about: Text
    reply: Text
    by_post: bool
    text: str
    objections: list[Objection]
    posted_on: date | None
    received_on: date
    due_on: date | None
    in_time: bool
    entered_by: str
    at: datetime
    papers: list[Document]
    treatment: Text
    waits: bool
    treatment_text: str
    treated_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfCase:
    """A visit as the page of its case shows it."""

    visit: Visit
    basis: Text
    held: list[Held]
    reports: list[tuple[VisitReport, FactCheck | None]]
    answers: list[Letter]
    asked: Asked | None


def shown(session: Session, visit: Visit) -> list[Letter]:
    """The answers of a visit that the caller has found readable, in the order of receipt."""
    return [one(session, visit.case_id, row) for row in letters.of_visit(session, visit)]


def one(session: Session, case_id: int, row: VisitLetter) -> Letter:
    """One of them."""
    name = session.scalar(select(User.name).where(User.id == row.entered_by)) or ""
    return Letter(
        row.id,
        ABOUT[row.about],
        letters.REPLIES[row.about][row.reply],
        row.channel == "post",
        row.text,
        [
            Objection(
                SUMMARY if each["key"] == "summary" else Text(each["key"], each["key"]),
                letters.KINDS[each["kind"]],
                each["words"],
            )
            for each in row.objections
        ],
        row.posted_on if row.channel == "post" else None,
        row.received_on,
        row.due_on,
        row.in_time,
        name,
        row.at,
        letters.papers(session, case_id, row),
        letters.TREATMENTS[row.treatment],
        row.treatment == "",
        row.treatment_text,
        row.treated_at,
    )


def of_case(session: Session, case_id: int) -> list[OfCase]:
    """The visits of a case that the caller has found visible."""
    visits = reading.of_case(session, case_id)
    held = by_visit(session, visits)
    return [
        OfCase(
            visit,
            law.BASES[visit.basis],  # type: ignore[index] # the database takes no other basis
            held[visit.id],
            found.reports(session, visit),
            shown(session, visit),
            asked(session, visit),
        )
        for visit in visits
    ]
