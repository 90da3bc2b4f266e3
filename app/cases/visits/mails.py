"""Mails to inspectors: that something waits, never what the case is about."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.viewers import viewer_of
from app.law.text import Text
from app.outbox import queue
from app.store import standing
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.reading.visible import case_visible


def tell(
    session: Session,
    user_ids: Iterable[int],
    key: str,
    subject: Text,
    body: Text,
    address: str,
    *,
    case_id: int | None,
) -> int:
    """A mail to each person, once for ever by `key`; returns to how many. `address` is where the work is done.

    Of a mail about the case `case_id` nobody hears who may not see that case now; None for what tells of no case.
    """
    people = session.execute(
        select(User.id, User.email).where(User.id.in_(sorted(user_ids)), User.active).order_by(User.id)
    ).all()
    told = [row for row in people if case_id is None or _sees(session, row.id, case_id)]
    for number, to in told:
        queue.put(
            session,
            "mail",
            f"{key}:{number}",
            {
                "to": to,
                "subject": subject.ja,
                "body": f"{body.ja}\n\n{address}\n\n----\n{subject.en}\n\n{body.en}\n",
            },
        )
    return len(told)


def tell_planners(
    session: Session,
    user_ids: Iterable[int],
    key: str,
    subject: Text,
    body: Text,
    address: str,
    *,
    case_id: int,
) -> None:
    """A mail to whoever planned a visit; where none of them may see its case any more, to the deciders who may."""
    if not tell(session, user_ids, key, subject, body, address, case_id=case_id):
        held = standing.held(clock.today())
        deciders = session.scalars(select(held.c.user_id).where(held.c.role == "decider"))
        tell(session, set(deciders), key, subject, body, address, case_id=case_id)


def _sees(session: Session, user_id: int, case_id: int) -> bool:
    viewer = viewer_of(session, user_id, clock.today())
    if viewer is None:
        return False
    return session.scalar(select(Case.id).where(Case.id == case_id, case_visible(viewer))) is not None
