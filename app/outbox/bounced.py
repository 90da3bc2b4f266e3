"""A mail server refused a mail for good: it is not tried again, and a person hears of it another way."""

import re
import smtplib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.law.text import Text
from app.outbox.failure import DeliveryError
from app.store.models.bounced import Bounce
from app.store.models.cases import Notice
from app.store.models.people import User

REFUSED = Text(
    "メールサーバーが受け取りを断りました。送り直さず、「連絡不達」に載せます。",
    "The mail server refused the mail for good. It is not sent again but stands among the undelivered.",
)
_KEPT = 200
_NUMBERED = re.compile(r"（[^（）]*[0-9][^（）]*）")
"""A number of a case or a visit in a subject: nothing of a case stands in a list of undelivered mails."""


class RefusedForGoodError(DeliveryError):
    """The server will not take this mail at a later time either; `code` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(REFUSED)
        self.code = code


def code_of(error: Exception) -> int | None:
    """The answer with which a server refused recipient or content for good (5xx); None for any other trouble."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPDataError):
        codes = [error.smtp_code]
    else:
        return None
    return codes[0] if codes and all(500 <= code < 600 for code in codes) else None


def keep(session: Session, key: str, payload: dict[str, Any], code: int) -> None:
    """Put a mail among the undelivered, once for its key. A link that signs somebody in is not kept."""
    if session.scalar(select(Bounce.id).where(Bounce.key == key)) is not None:
        return
    notice = session.get(Notice, payload.get("notice_id") or 0)
    session.add(
        Bounce(
            key=key,
            to=payload["to"],
            user_id=session.scalar(select(User.id).where(User.email == payload["to"])),
            case_id=notice.case_id if notice is not None else None,
            subject=_NUMBERED.sub("", payload["subject"].partition(" / ")[0])[:_KEPT],
            payload={} if payload.get("private") else payload,
            code=code,
            at=clock.now(),
        )
    )
