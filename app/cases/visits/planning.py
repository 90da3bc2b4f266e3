"""The plan of a visit (第6条第3項, 第15条第2項): its basis, what for, where, who, and when it might be."""

import unicodedata
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import numbers
from app.cases.visits import team
from app.law import visits as law
from app.law.text import Ground
from app.store.models.cases import Case
from app.store.models.procedures import Submission
from app.store.models.visits import Visit

JUDGED = "judge_explanation"
"""The step of an investigation that judges an explanation; its field `answer` is sufficient or insufficient."""


def insufficient_answer(session: Session, case_id: int) -> int | None:
    """The judgement that an explanation was insufficient, if it is the last one of the case (第15条第2項)."""
    last = session.execute(
        select(Submission.id, Submission.answers)
        .where(Submission.case_id == case_id, Submission.node == JUDGED)
        .order_by(Submission.id.desc())
        .limit(1)
    ).first()
    if last is None or last.answers.get("answer") != "insufficient":
        return None
    return int(last.id)


def grounds(session: Session, case: Case, basis: str) -> list[Ground]:
    """What stands against asking for a visit on this basis (X56)."""
    return law.visit_grounds(basis, insufficient_answer(session, case.id) is not None)


def begin(session: Session, case: Case, basis: str, actor_id: int) -> Visit:
    """The row of a visit that is being planned; what stands against it was asked before."""
    visit = Visit(
        number=f"V{clock.today():%Y}-{numbers.take(session, f'visit-{clock.today():%Y}'):04d}",
        case_id=case.id,
        basis=basis,
        answer_id=insufficient_answer(session, case.id) if basis == "15_2" else None,
        necessity="",
        site="",
        scope=[],
        date_options=[],
        created_at=clock.now(),
        created_by=actor_id,
    )
    session.add(visit)
    session.flush()
    return visit


def write(session: Session, visit: Visit, answers: dict[str, Any]) -> None:
    """Put the plan of the form `plan_visit` into the visit, and name its team."""
    visit.state = "planned"
    visit.necessity, visit.site = answers["necessity"], answers["site"]
    more = [line.strip() for line in (answers.get("scope_more") or "").splitlines() if line.strip()]
    visit.scope = [*(answers.get("scope") or []), *more]
    visit.people = answers.get("people") or ""
    visit.date_options = options(answers["dates"])
    team.name(session, visit, [int(each) for each in answers["team"]], int(answers["lead"]))


def options(rows: list[dict[str, Any]]) -> list[str]:
    """The rows of proposed days as they are kept and chosen from: `2026-12-10 10:00`, each once, in order."""
    return sorted({f"{row['day']} {hour(row.get('time') or '')}".strip() for row in rows})


def hour(typed: str) -> str:
    """A time or a span of time as it was typed, in half-width letters: `9:30` stays, `１３：００〜１６：００` is 13:00-16:00."""
    return unicodedata.normalize("NFKC", typed).replace("〜", "-").replace("~", "-").replace(" ", "")
