"""Mail: recognisable when repeated, kept once, and never more headers than we write."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.config import Settings
from app.outbox import mail
from app.outbox.drain import drain
from app.outbox.failure import DeliveryError
from app.store.models.procedures import Mail
from app.store.session import Database
from tests.outbox.conftest import Outbox
from tests.outbox.smtp import Received, mail_server

LETTER = {"to": "provider@example.jp", "subject": "申請を受け付けました", "body": "到達番号 2026-0001\n"}


@pytest.fixture
def server() -> Iterator[Received]:
    with mail_server() as received:
        yield received


def settings(server: Received | None = None, **other: Any) -> Settings:
    host = {"smtp_host": "127.0.0.1", "smtp_port": server.port} if server else {}
    return Settings(data=Path("/nowhere"), mail_from="nintei@body.example", **host, **other)


def kept(db: Database) -> list[Mail]:
    with db.read() as session:
        rows = list(session.scalars(select(Mail)))
        session.expunge_all()
        return rows


def test_a_mail_arrives_as_it_was_written(db: Database, outbox: Outbox, server: Received) -> None:
    outbox.put("m1", {**LETTER, "reply_to": "desk@body.example"})
    drain(db, {"mail": mail.handler(db, settings(server))})
    (arrived,) = server.mails
    assert server.recipients == ["provider@example.jp"]
    assert arrived["From"] == "nintei@body.example"
    assert arrived["Subject"] == "申請を受け付けました"
    assert arrived["Reply-To"] == "desk@body.example"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().replace("\r\n", "\n") == "到達番号 2026-0001\n"
    assert [(row.key, row.to, row.body) for row in kept(db)] == [("m1", LETTER["to"], LETTER["body"])]


def test_the_server_gets_the_name_and_password_that_are_set(
    db: Database, outbox: Outbox, server: Received
) -> None:
    outbox.put("m1", LETTER)
    drain(db, {"mail": mail.handler(db, settings(server, smtp_user="nintei", smtp_password="geheim"))})
    assert base64.b64decode(server.user) == b"\0nintei\0geheim"


@pytest.mark.parametrize("demo", [True, False])
def test_in_the_demo_or_without_a_server_mails_are_only_kept(
    db: Database, outbox: Outbox, server: Received, demo: bool
) -> None:
    outbox.put("m1", LETTER)
    drain(db, {"mail": mail.handler(db, settings(server if demo else None, demo=demo))})
    assert server.mails == []
    assert [row.subject for row in kept(db)] == ["申請を受け付けました"]


def test_a_crash_between_handler_and_mark_delivers_again_but_the_person_gets_one_mail(
    db: Database, outbox: Outbox, server: Received
) -> None:
    class DeathError(BaseException):
        """The process is gone."""

    send = mail.handler(db, settings(server))

    def sends_and_dies(key: str, payload: dict[str, Any]) -> None:
        send(key, payload)
        raise DeathError

    outbox.put("m1", LETTER)
    with pytest.raises(DeathError):
        drain(db, {"mail": sends_and_dies})
    assert outbox.row("m1").done_at is None
    outbox.let_time_pass()
    drain(db, {"mail": send})
    row = outbox.row("m1")
    assert (row.done_at is not None, row.tries) == (True, 2)
    assert [sent["Message-ID"] for sent in server.mails] == [mail.message_id(settings(), "m1")]
    assert len(kept(db)) == 1


def test_two_keys_never_share_a_message_id() -> None:
    assert mail.message_id(settings(), "m1") != mail.message_id(settings(), "m2")


def test_a_refused_recipient_is_tried_again_and_the_answer_of_the_server_is_not_kept(
    db: Database, outbox: Outbox, server: Received
) -> None:
    server.recipient = b"450 secret-recipient is busy\r\n"
    outbox.put("m1", LETTER)
    handlers = {"mail": mail.handler(db, settings(server))}
    drain(db, handlers)
    row = outbox.row("m1")
    assert "did not take the mail" in row.error
    assert "secret-recipient" not in row.error
    assert LETTER["to"] not in row.error
    server.recipient = b""
    outbox.let_time_pass()
    drain(db, handlers)
    assert len(server.mails) == 1


def test_a_mail_that_was_taken_counts_even_if_the_server_then_misbehaves(
    db: Database, outbox: Outbox, server: Received
) -> None:
    server.rude = True
    outbox.put("m1", LETTER)
    drain(db, {"mail": mail.handler(db, settings(server))})
    assert outbox.row("m1").done_at is not None
    assert len(server.mails) == 1


def test_a_server_that_is_down_keeps_the_mail_waiting(db: Database, outbox: Outbox) -> None:
    with mail_server() as gone:
        pass
    outbox.put("m1", LETTER)
    drain(db, {"mail": mail.handler(db, settings(gone))})
    assert outbox.row("m1").done_at is None
    assert outbox.row("m1").payload == LETTER
    assert kept(db) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "受付\r\nBcc: everyone@example.jp"),
        ("subject", "受付\nX: y"),
        ("subject", "受付\x00"),
        ("to", "a@example.jp\r\nBcc: everyone@example.jp"),
        ("to", "a@example.jp, b@example.jp"),
        ("to", "a@example.jp "),
        ("to", "<a@example.jp>"),
        ("to", "nobody"),
        ("to", ""),
        ("reply_to", "a@example.jp\nBcc: everyone@example.jp"),
    ],
)
def test_what_would_add_headers_or_recipients_is_not_sent(field: str, value: str) -> None:
    with pytest.raises(DeliveryError):
        mail.compose(settings(), "m1", {**LETTER, field: value})


def test_a_refused_mail_is_neither_sent_nor_kept(db: Database, outbox: Outbox, server: Received) -> None:
    outbox.put("m1", {**LETTER, "subject": "受付\r\nBcc: everyone@example.jp"})
    drain(db, {"mail": mail.handler(db, settings(server))})
    assert server.mails == []
    assert kept(db) == []
    assert "line break" in outbox.row("m1").error


def test_a_subject_of_any_length_goes_out_whole_and_is_kept_in_part(
    db: Database, outbox: Outbox, server: Received
) -> None:
    subject = "生成AIサービスの認定に関するお知らせ" * 20
    outbox.put("m1", {**LETTER, "subject": subject})
    drain(db, {"mail": mail.handler(db, settings(server))})
    assert server.mails[0]["Subject"] == subject
    assert kept(db)[0].subject == subject[:200]


def test_a_private_text_is_kept_only_while_no_server_has_it(
    db: Database, outbox: Outbox, server: Received
) -> None:
    outbox.put("sent", {**LETTER, "private": True})
    drain(db, {"mail": mail.handler(db, settings(server))})
    outbox.put("shown", {**LETTER, "private": True})
    drain(db, {"mail": mail.handler(db, settings())})
    assert {row.key: row.body for row in kept(db)} == {"sent": "", "shown": LETTER["body"]}
