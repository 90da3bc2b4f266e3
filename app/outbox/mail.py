"""Mail: handed to an SMTP server once the row's step is committed, never twice by itself, and kept in `Mail`.

What a server refuses for good is not tried again (`app.outbox.bounced`); any other failure is.

Payload: `to`, `subject`, `body`, optionally `reply_to`, `notice_id` (the notice whose sending is recorded),
`calendar` (the text of an iCalendar file to attach) and `private` (a link that signs somebody in: once the mail server has it, its text is not kept).
"""

import hashlib
import re
import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.law.text import Text
from app.outbox import bounced, handover
from app.outbox.drain import Handler
from app.outbox.failure import DeliveryError
from app.store import retry
from app.store.models.cases import Notice
from app.store.models.procedures import Mail
from app.store.session import Database

TIMEOUT_SECONDS = 30
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SUBJECT_KEPT = 200


def handler(db: Database, settings: Settings) -> Handler:
    """The handler "mail". In demo mode, or without a mail server, mails are only kept."""

    def send(key: str, payload: dict[str, Any]) -> None:
        if _is_sent(db, key):
            return  # we stopped between keeping the mail and marking the row
        message = compose(settings, key, payload)
        goes_out = bool(settings.smtp_host) and not settings.demo
        if goes_out:
            try:
                with handover.handing_over(db, key):
                    _hand_over(settings, message)
            except bounced.RefusedForGoodError as error:
                code = error.code
                retry.again(db, lambda session: bounced.keep(session, key, payload, code))
                return
        kept = not (goes_out and payload.get("private"))
        # The mail is out: a busy moment of the database must not make its fate a matter of doubt.
        retry.again(db, lambda session: keep(session, key, payload, with_body=kept))

    return send


def compose(settings: Settings, key: str, payload: dict[str, Any]) -> EmailMessage:
    """The mail of a key; its Message-ID is always the same. Refuses what would add header lines."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = _address(payload["to"])
    message["Subject"] = _line(payload["subject"])
    message["Date"] = clock.real_now()
    message["Message-ID"] = message_id(settings, key)
    message["Auto-Submitted"] = "auto-generated"
    if payload.get("reply_to"):
        message["Reply-To"] = _address(payload["reply_to"])
    # Base64 passes every server; not all take eight-bit lines.
    message.set_content(payload["body"], cte="base64")
    if payload.get("calendar"):
        told = re.search(r"^METHOD:([A-Z]+)\r?$", payload["calendar"], re.MULTILINE)
        message.add_attachment(
            payload["calendar"].encode(),
            maintype="text",
            subtype="calendar",
            filename="meeting.ics",
            params={"charset": "utf-8", **({"method": told[1]} if told else {})},
        )
    return message


def message_id(settings: Settings, key: str) -> str:
    """The Message-ID of a key: a repeated mail can be recognised as such."""
    domain = settings.mail_from.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _address(value: str) -> str:
    if len(value) > 254 or not _ADDRESS.fullmatch(value):
        raise DeliveryError(
            Text(
                "宛先がメールアドレスとして正しくありません。登録内容を直してください。",
                "The recipient is not a mail address. Correct it where it is registered.",
            )
        )
    return value


def _line(value: str) -> str:
    if _CONTROL.search(value):
        raise DeliveryError(
            Text(
                "件名に改行などの制御文字があるため送りません。",
                "The subject holds a line break or another control character, so the mail is not sent.",
            )
        )
    return value


def _hand_over(settings: Settings, message: EmailMessage) -> None:
    server = handover.Conversation(timeout=TIMEOUT_SECONDS)
    try:
        with closing(server):
            # Given a host, the constructor would connect where a failure leaves us no connection to ask.
            server._host = settings.smtp_host  # type: ignore[attr-defined] # STARTTLS checks this name
            server.connect(settings.smtp_host, settings.smtp_port)
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(message)
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # however the farewell goes, the mail has been taken
    except (smtplib.SMTPException, OSError) as error:
        if server.in_data:
            raise handover.DoubtfulError(handover.DOUBTFUL) from None
        if (refused := bounced.code_of(error)) is not None:
            raise bounced.RefusedForGoodError(refused) from None
        kind = type(error).__name__
        code = getattr(error, "smtp_code", "")
        raise DeliveryError(
            Text(
                f"メールサーバーに渡せませんでした（{kind} {code}）。あとで自動的に送り直します。",
                f"The mail server did not take the mail ({kind} {code}). It is tried again later.",
            )
        ) from None  # the answer of the server may name the recipient


def _is_sent(db: Database, key: str) -> bool:
    with db.read() as session:
        return session.scalar(select(Mail.id).where(Mail.key == key)) is not None


def keep(session: Session, key: str, payload: dict[str, Any], *, with_body: bool) -> None:
    """Record that a mail went out (or is shown in the demo): once for a key, with the notice it carried."""
    handover.settle(session, key)
    if session.scalar(select(Mail.id).where(Mail.key == key)) is not None:
        return
    session.add(
        Mail(
            key=key,
            to=payload["to"],
            subject=payload["subject"][:_SUBJECT_KEPT],
            body=payload["body"] if with_body else "",
            sent_at=clock.real_now(),
        )
    )
    if "notice_id" in payload:
        sent = update(Notice).where(Notice.id == payload["notice_id"], Notice.sent_at.is_(None))
        session.execute(sent.values(sent_at=clock.now()))
