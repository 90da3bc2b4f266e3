"""Mails to inspectors: that something waits, never what the case is about."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.law.text import Text
from app.outbox import queue
from app.store.models.people import User


def tell(
    session: Session, user_ids: Iterable[int], key: str, subject: Text, body: Text, address: str
) -> None:
    """A mail to each person, once for ever by `key`; `address` is where the work is done."""
    people = session.execute(
        select(User.id, User.email).where(User.id.in_(sorted(user_ids)), User.active).order_by(User.id)
    )
    for number, to in people:
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
