"""No mail goes out twice by itself: where nobody knows whether it went, a person decides."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.outbox import mail
from app.outbox.drain import drain
from app.store.models.procedures import Mail
from app.store.reading import desk
from app.store.session import Database
from tests.outbox.conftest import Outbox
from tests.outbox.smtp import Received, mail_server

LETTER = {"to": "provider@example.jp", "subject": "申請を受け付けました", "body": "到達番号 2026-0001\n"}
CHILD = """
import os, signal, sys
from pathlib import Path
from app.config import Settings
from app.outbox import drain, mail
from app.store.session import Database
url, port, point = sys.argv[1:]
def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)
if point == "BEFORE":
    mail._hand_over = die
if point == "ACCEPTED":
    mail.keep = die
if point == "KEPT":
    real = mail.handler
    def handler(db, settings):
        send = real(db, settings)
        return lambda key, payload: (send(key, payload), die())
    mail.handler = handler
settings = Settings(data=Path("/nowhere"), smtp_host="127.0.0.1", smtp_port=int(port))
db = Database(url)
drain.drain(db, {"mail": mail.handler(db, settings)})
"""


@pytest.fixture
def server() -> Any:
    with mail_server() as received:
        yield received


def work(db: Database, server: Received) -> None:
    """What any worker does afterwards, also long after the lease."""
    settings = Settings(data=Path("/nowhere"), smtp_host="127.0.0.1", smtp_port=server.port)
    drain(db, {"mail": mail.handler(db, settings)})


def kept(db: Database) -> int:
    with db.read() as session:
        return len(session.scalars(select(Mail.id)).all())


def in_doubt(db: Database) -> list[str]:
    with db.read() as session:
        return [row.key for row in desk.doubtful(session)]


@pytest.mark.parametrize(
    ("point", "sent", "doubtful"),
    [("BEFORE", 0, ["m1"]), ("ACCEPTED", 1, ["m1"]), ("KEPT", 1, [])],
)
def test_a_worker_killed_in_the_middle_sends_nothing_twice(
    db: Database, outbox: Outbox, server: Received, point: str, sent: int, doubtful: list[str]
) -> None:
    outbox.put("m1", LETTER)
    url = db.engine.url.render_as_string(hide_password=False)
    child = subprocess.run([sys.executable, "-c", CHILD, url, str(server.port), point], env=os.environ)
    assert child.returncode == -signal.SIGKILL
    assert len(server.mails) == sent
    assert in_doubt(db) == [], "the lease still runs: the worker might live"
    outbox.let_time_pass()
    for _ in range(2):
        work(db, server)
        outbox.let_time_pass()
    assert len(server.mails) == sent
    assert in_doubt(db) == doubtful
    assert (outbox.row("m1").done_at is not None) is (not doubtful)
    if doubtful:
        assert outbox.row("m1").payload == LETTER, "nothing is lost"


def test_a_worker_killed_before_it_began_loses_nothing(
    db: Database, outbox: Outbox, server: Received
) -> None:
    """The row is taken, its lease runs, and the process is gone: the next one sends it, once."""
    from app.outbox.drain import _take

    outbox.put("m1", LETTER)
    assert _take(db) is not None
    work(db, server)
    assert server.mails == [], "the lease still runs"
    outbox.let_time_pass()
    work(db, server)
    assert (len(server.mails), kept(db)) == (1, 1)


def test_a_connection_that_breaks_after_the_content_leaves_the_mail_in_doubt_at_once(
    db: Database, outbox: Outbox, server: Received
) -> None:
    server.breaking = True
    outbox.put("m1", LETTER)
    work(db, server)
    assert in_doubt(db) == ["m1"]
    server.breaking = False
    outbox.let_time_pass()
    work(db, server)
    assert len(server.mails) == 1
    assert "nobody knows" in outbox.row("m1").error


@pytest.mark.parametrize("how", ["content", "recipient"])
def test_a_mail_that_the_server_refused_for_now_is_tried_again_by_itself(
    db: Database, outbox: Outbox, server: Received, how: str
) -> None:
    setattr(server, how, b"452 not now\r\n")
    outbox.put("m1", LETTER)
    work(db, server)
    assert (server.mails, in_doubt(db)) == ([], [])
    setattr(server, how, b"")
    outbox.let_time_pass()
    work(db, server)
    assert (len(server.mails), kept(db)) == (1, 1)


def test_a_worker_that_slept_past_its_lease_does_not_send_what_another_is_sending(
    db: Database, outbox: Outbox, server: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.put("m1", LETTER)
    settings = Settings(data=Path("/nowhere"), smtp_host="127.0.0.1", smtp_port=server.port)
    compose, slept = mail.compose, []

    def sleeps(*arguments: Any) -> Any:
        if not slept:
            slept.append(clock.real_now())
            outbox.let_time_pass()
            work(db, server)
        return compose(*arguments)

    monkeypatch.setattr(mail, "compose", sleeps)
    drain(db, {"mail": mail.handler(db, settings)})
    assert len(server.mails) == 1
    assert kept(db) == 1
    assert outbox.row("m1").done_at is not None
