"""What completing a step would do: it is done in a transaction that is undone, and what changed is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import answering
from app.cases.answering import Post
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store.models.cases import Case, Deadline, Notice
from app.store.models.certificates import Certificate, Term
from app.store.models.people import Membership, User
from app.store.models.procedures import NO_DUE_DATE, WorkItem
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that would be sent: by what way, to whom, with what words."""

    subject: str
    body: Text
    channel: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that would wait next."""

    name: Text
    role: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What would follow."""

    letters: tuple[Letter, ...]
    steps: tuple[NextStep, ...]
    deadlines: tuple[tuple[date, str, Text], ...]
    stage: str
    arrival_no: str
    certificate_no: str
    term: tuple[date, date, Text] | None
    closes: bool


def consequences(
    runtime: Runtime, viewer: Viewer, item_id: int, version: int, *, party: bool
) -> Consequences:
    """What completing the stored draft would do. Raises what completing raises.

    To a party only the letters and dates that concern it are told.
    """
    with runtime.db.read() as session:
        item = session.get(WorkItem, item_id)
        case_id = item.case_id if item is not None else None
        before = _rows(session, case_id)
    after: dict[str, Any] = answering.rehearse(
        runtime, viewer, item_id, Post(draft_version=version), lambda session: _rows(session, case_id)
    )
    case = after["case"]
    new_certificate = before["certificate"] is None and after["certificate"] is not None
    return Consequences(
        letters=tuple(each for key, each in after["letters"].items() if key not in before["letters"]),
        steps=tuple(each for key, each in after["steps"].items() if key not in before["steps"]),
        deadlines=tuple(each for key, each in after["deadlines"].items() if key not in before["deadlines"]),
        stage=case["stage"] if case["stage"] != before["case"]["stage"] else "",
        arrival_no=case["arrival_no"] if case["arrival_no"] != before["case"]["arrival_no"] else "",
        certificate_no="" if party or not new_certificate else after["certificate"],
        term=None if not new_certificate else after["term"],
        closes=case["closed"] and not before["case"]["closed"],
    )


def _rows(session: Session, case_id: int | None) -> dict[str, Any]:
    case = session.get(Case, case_id) if case_id is not None else None
    if case is None:
        empty: dict[str, Any] = {"stage": "", "arrival_no": "", "closed": False}
        return {
            "case": empty,
            "letters": {},
            "steps": {},
            "deadlines": {},
            "certificate": None,
            "term": None,
        }
    return {
        "case": {
            "stage": case.stage,
            "arrival_no": case.arrival_no or "",
            "closed": case.closed_at is not None,
        },
        "letters": _letters(session, case),
        "steps": {
            item.id: NextStep(
                Text(item.name, item.name_en or item.name),
                item.role,
                None if item.due_on == NO_DUE_DATE else item.due_on,
            )
            for item in session.scalars(
                select(WorkItem)
                .where(WorkItem.case_id == case.id, WorkItem.state == "open")
                .order_by(WorkItem.id)
            )
        },
        "deadlines": {
            row.id: (row.due_on, row.article, Text(row.explanation, row.explanation_en))
            for row in session.scalars(
                select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.id)
            )
        },
        **_certificate(session, case),
    }


def _letters(session: Session, case: Case) -> dict[int, Letter]:
    people = tuple(
        session.scalars(
            select(User.name)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.provider_id == case.provider_id, Membership.until.is_(None))
            .order_by(User.id)
        )
    )
    return {
        row.id: Letter(
            row.subject,
            Text(row.body, row.body_en or row.body),
            row.channel,
            people if row.channel == "mail" else (),
        )
        for row in session.scalars(select(Notice).where(Notice.case_id == case.id).order_by(Notice.id))
    }


def _certificate(session: Session, case: Case) -> dict[str, Any]:
    row = session.execute(
        select(Certificate.no, Term)
        .join(Term, Term.certificate_no == Certificate.no)
        .where(Certificate.case_id == case.id)
        .order_by(Term.number.desc())
    ).first()
    if row is None:
        return {"certificate": None, "term": None}
    term = row[1]
    return {
        "certificate": row[0],
        "term": (term.valid_from, term.valid_until, Text(term.explanation, term.explanation_en)),
    }
