"""The commands of an operator: migrate, serve, worker, events; a wrong state is one clear sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from app import cli
from app.config import Settings
from app.outbox import queue
from app.store import migrate
from app.store.models.procedures import Mail
from app.store.session import Database
from tests.cli.conftest import KEY, Nintei, populate

pytestmark = pytest.mark.slow


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", secret_key=KEY)


def change(settings: Settings, sql: str) -> None:
    """What somebody with access to the database could do."""
    database = Database(settings.url)
    with database.step() as session:
        session.execute(text(sql))
    database.dispose()


@contextmanager
def process(settings: Settings, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A `nintei …` of its own, ended at the end."""
    env = {**os.environ, "NINTEI_DATA": str(settings.data), "NINTEI_SECRET_KEY": KEY}
    command = [sys.executable, "-c", "from app.cli import main; main()", *arguments]
    running = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        assert running.stderr is not None
        running.stderr.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_of(url: str, running: subprocess.Popen[str]) -> int:
    """The status of a page, once the server listens."""
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url) as response:
                return int(response.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            assert running.poll() is None, running.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.05)


def test_every_command_that_is_offered_can_be_loaded() -> None:
    listed = CliRunner().invoke(cli.main, ["--help"]).output
    for name in cli.COMMANDS:
        if f"  {name} " in listed:
            assert CliRunner().invoke(cli.main, [name, "--help"]).exit_code == 0


def test_a_command_whose_module_is_not_there_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cli.COMMANDS, "later", "app.cli.not_written_yet:later")
    assert "later" not in CliRunner().invoke(cli.main, ["--help"]).output
    assert "No such command" in CliRunner().invoke(cli.main, ["later"]).output


def test_a_missing_setting_is_a_sentence(nintei: Nintei, tmp_path: Path) -> None:
    result = nintei(Settings(data=tmp_path), "migrate")
    assert result.exit_code == 1
    assert result.output.strip() == "Error: NINTEI_SECRET_KEY must be set to at least 32 characters."


def test_migrating_says_from_where_to_where(installation: Settings, nintei: Nintei) -> None:
    assert f"none → {migrate.head()}" in nintei(installation, "migrate").output
    assert "is current" in nintei(installation, "migrate").output


@pytest.mark.parametrize("command", ["serve", "worker", "events"])
def test_nothing_runs_on_an_old_schema(embedded: Settings, nintei: Nintei, command: str) -> None:
    result = nintei(embedded, command, *(["verify"] if command == "events" else []))
    assert result.exit_code == 1
    assert "run: nintei migrate" in result.output


@pytest.mark.parametrize("arguments", [["serve"], ["serve", "--migrate"], ["migrate"], ["worker"]])
def test_nothing_touches_the_database_of_a_newer_version(
    embedded: Settings, nintei: Nintei, arguments: list[str]
) -> None:
    migrate.upgrade(embedded.url)
    change(embedded, "UPDATE alembic_version SET version_num = '9999'")
    result = nintei(embedded, *arguments)
    assert result.exit_code == 1
    assert "newer version" in result.output
    assert migrate.current(embedded.url) == "9999"


def test_the_server_answers_and_ends_when_it_is_told_to(embedded: Settings) -> None:
    port = free_port()
    with process(embedded, "serve", "--migrate", "--port", str(port)) as running:
        assert answer_of(f"http://127.0.0.1:{port}/healthz", running) == 200
        assert answer_of(f"http://127.0.0.1:{port}/readyz", running) == 200
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0


@pytest.mark.slow
def test_a_port_that_is_taken_is_a_sentence(embedded: Settings) -> None:
    migrate.upgrade(embedded.url)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with process(embedded, "serve", "--port", str(other.getsockname()[1])) as running:
            _, said = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "Choose another one with --port" in said
    assert "Traceback" not in said


def put_mail(settings: Settings) -> None:
    database = Database(settings.url)
    with database.step() as session:
        queue.put(session, "mail", "m1", {"to": "a@example.jp", "subject": "件名", "body": "本文"})
    database.dispose()


def mails(settings: Settings) -> list[str]:
    database = Database(settings.url)
    with database.read() as session:
        found = list(session.scalars(select(Mail.key)))
    database.dispose()
    return found


def test_a_worker_can_do_one_round(embedded: Settings, nintei: Nintei) -> None:
    migrate.upgrade(embedded.url)
    put_mail(embedded)
    result = nintei(embedded, "worker", "--once")
    assert result.exit_code == 0, result.output
    assert mails(embedded) == ["m1"]


@pytest.mark.parametrize("told", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_worker_works_until_it_is_told_to_end(embedded: Settings, told: signal.Signals) -> None:
    migrate.upgrade(embedded.url)
    put_mail(embedded)
    with process(embedded, "worker") as running:
        end = time.monotonic() + 60
        while not mails(embedded):
            assert running.poll() is None, running.communicate()[1]
            assert time.monotonic() < end
            time.sleep(0.05)
        running.send_signal(told)
        assert running.wait(20) == 0


def test_whole_chains_of_events_are_confirmed(installation: Settings, nintei: Nintei) -> None:
    populate(installation)
    result = nintei(installation, "events", "verify")
    said = "2 cases, broken chains: 0\nbroken anchors: 0; the last one is none\n"
    assert (result.exit_code, result.output) == (0, said)


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("UPDATE event SET reason = '別の理由' WHERE case_id = 2 AND seq = 2", "2"),
        ("UPDATE event SET data = '{}' WHERE case_id = 2 AND seq = 1", "1"),
        ("DELETE FROM event WHERE case_id = 2 AND seq = 2", "3"),
        ("DELETE FROM event WHERE case_id = 2 AND seq = 3", "3"),
    ],
)
def test_a_history_that_was_changed_is_named(
    installation: Settings, nintei: Nintei, sql: str, place: str
) -> None:
    populate(installation)
    change(installation, sql)
    result = nintei(installation, "events", "verify")
    assert result.exit_code == 1
    assert f"A-2: the chain does not hold at event {place}" in result.output
    assert "broken chains: 1" in result.output
