"""Whether a mail may have gone out: giving it to a mail server cannot be undone and is no transaction.

Before a mail is handed over, that this began is committed. When the result is known, the mark goes: with the
kept mail, or with the refusal of the server. A mark that stays (the process was killed, the connection broke
in the middle) stands on the operators' desk, and a person decides: nothing is sent twice by itself.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app import clock
from app.law.text import Text
from app.outbox.failure import DeliveryError
from app.store import retry
from app.store.models.procedures import OutboxRow
from app.store.session import Database

TAKEN_OVER = Text(
    "同じメールを別の処理が渡し始めているため、こちらからは渡しません。",
    "Another process has begun to hand this mail over, so this one does not.",
)
DOUBTFUL = Text(
    "メールサーバーに渡している途中で接続が切れ、届いたかどうか分かりません。自動では送り直しません。運用の画面で、送り直すか送信済みとするかを決めてください。",
    "The connection broke while the mail was handed over; nobody knows whether it went out. It is not sent again by itself: decide on the operators' desk.",
)


class DoubtfulError(DeliveryError):
    """The mail may or may not have gone out."""


class Conversation(smtplib.SMTP):
    """A connection that tells whether the content of a mail was being handed over when it broke."""

    in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.in_data = True
        try:
            answer = super().data(msg)
        except smtplib.SMTPDataError:
            self.in_data = False  # refused before any content went over
            raise
        # An answer in digits is a result; anything else is none.
        self.in_data = not 200 <= answer[0] < 600
        return answer


@contextmanager
def handing_over(db: Database, key: str) -> Iterator[None]:
    """Mark that the hand-over of a key began; a body that fails for certain takes the mark away.

    Raises DeliveryError when another process has begun it. The mark stays after success, for `settle`.
    """
    with db.step() as session:
        if not _update(session, OutboxRow.handing_over_at.is_(None), key, clock.real_now()):
            raise DeliveryError(TAKEN_OVER)
    try:
        yield
    except DoubtfulError:
        raise
    except DeliveryError:
        retry.again(db, lambda session: settle(session, key))
        raise


def settle(session: Session, key: str) -> None:
    """The result of a hand-over is known: take the mark away, in the transaction that keeps the result."""
    _update(session, OutboxRow.handing_over_at.is_not(None), key, None)


def _update(session: Session, where: ColumnElement[bool], key: str, at: Any) -> bool:
    """Set the mark of an undone row; True if there was one. A mail without a row (a test's) has no mark."""
    known = session.scalar(select(OutboxRow.id).where(OutboxRow.key == key))
    if known is None:
        return True
    changed = session.execute(
        update(OutboxRow)
        .where(OutboxRow.key == key, OutboxRow.done_at.is_(None), where)
        .values(handing_over_at=at, error="")
        .returning(OutboxRow.id)
    ).all()
    return bool(changed)
