"""The applicant's own challenges (忌避), as its page shows them: nothing here depends on who is seated (第7条)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import challenged
from app.law.challenges import RESULTS
from app.law.interests import kind, kinds
from app.law.text import Text
from app.store.models.people import User
from app.store.reading.cases import Head


@dataclass(frozen=True, slots=True)
class Row:
    """One challenge; `result` is None while it waits, or where the case ended without a judgement."""

    number: str
    person: str
    kind: Text
    reason: str
    by: str
    on: date
    result: Text | None
    judged_on: date | None


def of_case(session: Session, head: Head) -> list[Row]:
    """Those of a case that the caller has found to be its own, the newest first."""
    rows = challenged.of_case(session, head.id)
    known = {row.user_id for row, _ in rows} | {row.by_id for row, _ in rows}
    found = session.execute(select(User.id, User.name).where(User.id.in_(sorted(known))))
    names = {number: name for number, name in found}
    return [
        Row(
            row.number,
            names[row.user_id],
            kind(row.kind).text,
            row.reason,
            names[row.by_id],
            clock.date_in_japan(row.at),
            RESULTS[judged.effect] if judged is not None else None,
            clock.date_in_japan(judged.at) if judged is not None else None,
        )
        for row, judged in reversed(rows)
    ]


def kind_choices() -> list[tuple[str, Text]]:
    """The kinds of ground that can be named: those of a declaration."""
    return [(each.key, each.text) for each in kinds() if not each.automatic]
