"""A mail that a server refuses for good is not tried for ever; any other trouble is tried again as before."""

from pathlib import Path

from sqlalchemy import select

from app import clock
from app.config import Settings
from app.outbox import mail
from app.outbox.drain import drain
from app.store.models.bounced import Bounce
from app.store.models.procedures import Mail, OutboxRow
from app.store.session import Database
from tests.outbox.conftest import Outbox
from tests.outbox.smtp import Received, mail_server

LETTER = {
    "to": "gone@example.jp",
    "subject": "まもなく現地調査です（V2026-0001） / soon",
    "body": "本文\n",
}


def settings(server: Received) -> Settings:
    return Settings(
        data=Path("/nowhere"), mail_from="nintei@body.example", smtp_host="127.0.0.1", smtp_port=server.port
    )


def bounces(db: Database) -> list[Bounce]:
    with db.read() as session:
        return list(session.scalars(select(Bounce)))


def sent(db: Database, outbox: Outbox, server: Received, **more: str) -> None:
    with db.read() as session:
        waits = session.scalar(select(OutboxRow.id)) is not None
    if not waits:
        outbox.put("m1", {**LETTER, **more})
    drain(db, {"mail": mail.handler(db, settings(server))})


def test_a_recipient_refused_for_good_is_listed_once_and_not_tried_again(
    db: Database, outbox: Outbox
) -> None:
    with mail_server() as server:
        server.refusing = True
        sent(db, outbox, server)
        row = outbox.row("m1")
        assert (row.done_at is not None, row.handing_over_at, row.error) == (True, None, "")
        outbox.let_time_pass()
        sent(db, outbox, server)
        assert server.recipients == ["gone@example.jp"]
    (bounce,) = bounces(db)
    assert (bounce.to, bounce.code, bounce.settled_at) == ("gone@example.jp", 550, None)
    assert bounce.subject == "まもなく現地調査です"
    assert bounce.at <= clock.now()
    with db.read() as session:
        assert session.scalars(select(Mail)).all() == []


def test_content_refused_for_good_is_listed_too(db: Database, outbox: Outbox) -> None:
    with mail_server() as server:
        server.content = b"554 no such content here\r\n"
        sent(db, outbox, server)
    (bounce,) = bounces(db)
    assert bounce.code == 554
    assert outbox.row("m1").done_at is not None


def test_data_refused_before_any_content_is_no_matter_of_doubt(db: Database, outbox: Outbox) -> None:
    with mail_server() as server:
        server.before_content = b"554 not now and not later\r\n"
        sent(db, outbox, server)
    assert [each.code for each in bounces(db)] == [554]
    assert outbox.row("m1").handing_over_at is None


def test_a_refusal_for_now_is_tried_again(db: Database, outbox: Outbox) -> None:
    with mail_server() as server:
        server.full = True
        sent(db, outbox, server)
        assert (bounces(db), outbox.row("m1").done_at) == ([], None)
        server.full, server.recipient = False, b"451 greylisted, come back\r\n"
        outbox.let_time_pass()
        sent(db, outbox, server)
        assert (bounces(db), outbox.row("m1").done_at) == ([], None)
        server.recipient = b""
        outbox.let_time_pass()
        sent(db, outbox, server)
        assert outbox.row("m1").done_at is not None
    assert bounces(db) == []


def test_a_server_that_is_down_refuses_nobody(db: Database, outbox: Outbox) -> None:
    with mail_server() as gone:
        pass
    sent(db, outbox, gone)
    assert (bounces(db), outbox.row("m1").done_at) == ([], None)


def test_a_link_that_signs_somebody_in_is_not_kept(db: Database, outbox: Outbox) -> None:
    with mail_server() as server:
        server.refusing = True
        sent(db, outbox, server, private="1")
    (bounce,) = bounces(db)
    assert bounce.payload == {}
