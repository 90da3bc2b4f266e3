"""When a visit was held, wholly or in part, and what was said of it when its record was closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models.procedures import Submission
from app.store.models.visits import Visit


@dataclass(frozen=True, slots=True)
class Held:
    """A day of a visit; `reason` says why it was not the day agreed on, "" where it was."""

    day: date
    part: bool
    reason: str
    opening: str
    closing: str
    differing: str


def days(session: Session, visit: Visit) -> list[Held]:
    """The days on which a visit was held, the first first; none before its record tells one."""
    return by_visit(session, [visit])[visit.id]


def by_visit(session: Session, visits: Sequence[Visit]) -> dict[int, list[Held]]:
    """The same of several visits. Those of one case follow each other: a day belongs to the newest begun before."""
    cases = {visit.case_id for visit in visits}
    begun = session.execute(
        select(Visit.id, Visit.case_id, Visit.created_at).where(Visit.case_id.in_(cases)).order_by(Visit.id)
    ).all()
    told = session.execute(
        select(Submission.case_id, Submission.at, Submission.answers)
        .where(Submission.case_id.in_(cases), Submission.node == "record_visit")
        .order_by(Submission.id)
    )
    found: dict[int, list[Held]] = {visit.id: [] for visit in visits}
    for case_id, at, answers in told:
        before = [number for number, case, created in begun if case == case_id and created <= at]
        if answers.get("held_on") and before and before[-1] in found:
            found[before[-1]].append(
                Held(
                    date.fromisoformat(answers["held_on"]),
                    answers.get("held") == "part",
                    answers.get("off_day_reason") or "",
                    answers.get("opening") or "",
                    answers.get("closing") or "",
                    answers.get("differing") or "",
                )
            )
    return found
