"""Working for an absent colleague, from a day until a day (both included)."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import users
from app.accounts.refused import RefusedError
from app.law.roles import STAFF
from app.law.text import Text
from app.store.models.people import Substitution


def appoint(
    session: Session, *, absent_id: int, substitute_id: int, since: date, until: date, reason: str = ""
) -> Substitution:
    """Let one person of the certification body work the items of another for a while.

    A seat in the committee or a place in a team is its person's: nobody stands in there (第7条).
    """
    if absent_id == substitute_id:
        raise RefusedError(
            Text("本人を代理にはできません。別の人を選んでください。", "Choose somebody else as substitute."),
            "substitute_id",
        )
    if until < since:
        raise RefusedError(
            Text("終わりの日を始めの日以後にしてください。", "The last day must not be before the first."),
            "until",
        )
    for person in (absent_id, substitute_id):
        if STAFF.isdisjoint(users.roles_of(session, person)):
            raise RefusedError(
                Text(
                    "代理は、認証機関の役割を持つ人どうしでのみ定められます。委員や調査員の代わりは務められません。",
                    "Only people who hold a role of the body stand in for each other; nobody does for a member.",
                ),
                "substitute_id",
            )
    row = Substitution(
        absent_id=absent_id, substitute_id=substitute_id, since=since, until=until, reason=reason.strip()
    )
    session.add(row)
    session.flush()
    return row


def absent_ids(session: Session, substitute_id: int, today: date) -> frozenset[int]:
    """Whose items a person may work today."""
    return frozenset(
        session.scalars(
            select(Substitution.absent_id).where(
                Substitution.substitute_id == substitute_id,
                Substitution.since <= today,
                Substitution.until >= today,
            )
        )
    )


def end(session: Session, substitution_id: int, absent_id: int, today: date) -> None:
    """End a substitution of one's own at once: yesterday was its last day."""
    row = session.get(Substitution, substitution_id)
    if row is not None and row.absent_id == absent_id and row.until >= today:
        row.until = today - timedelta(days=1)
