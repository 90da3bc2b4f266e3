"""Two web processes and two workers on PostgreSQL: whatever happens between them happens once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock, create_app
from app.cases import acts, doubtful, editions
from app.cases.runtime import Runtime
from app.config import Settings
from app.outbox import mail
from app.store import history, migrate
from app.store.models.cases import Case
from app.store.models.procedures import (
    Event,
    Incident,
    Instance,
    Mail,
    Message,
    OutboxRow,
    Timer,
    WorkItem,
)
from app.store.reading import desk
from tests.grown.edition import files
from tests.grown.machines import SECRET, Machines, Person, answers, until
from tests.outbox.smtp import Received, mail_server
from tests.people import People, people
from tests.setup import brokers

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

FILINGS = 12
LETTERS, MEMBERS, MESSAGES = 2, 2, 3
WHOLE_CASE = Counter(
    {
        ("started", "application"): 1,
        ("started", "desk"): 1,
        ("completed", "ask"): 1,
        ("completed", "check"): 1,
        ("timer", "pause"): 1,
        ("timer", "think"): 1,
        ("message", "asked"): 1,
        ("message", "answered"): 1,
    }
)


@dataclass(slots=True)
class Grown:
    """The processes, the mail server, and this process's own look at the database."""

    app: Flask
    people: People
    machines: Machines
    server: Received
    ports: tuple[int, ...] = ()

    @property
    def runtime(self) -> Runtime:
        found: Runtime = self.app.extensions["nintei"]
        return found

    def count(self, of: type, *where: object) -> int:
        with self.runtime.db.read() as session:
            return session.scalar(select(func.count()).select_from(of).where(*where)) or 0  # type: ignore[arg-type] # conditions


@pytest.fixture(params=["redis", "rabbitmq"])
def grown(request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> Iterator[Grown]:
    clock.fix(None)  # the other processes live in real time
    migrate.upgrade(postgres_url)
    settings = Settings(data=tmp_path, database_url=postgres_url, secret_key=SECRET, background=False)
    with getattr(brokers, request.param)() as broker_url, mail_server() as server:
        app = create_app(settings)
        runtime: Runtime = app.extensions["nintei"]
        with runtime.db.step() as session:
            editions.publish(
                session,
                files(),
                label="grown",
                effective_on=clock.today() - timedelta(days=1),
                operations=acts.OPERATIONS,
            )
        machines = Machines(tmp_path, postgres_url, broker_url, server.port)
        made = Grown(app, people(runtime), machines, server)
        try:
            made.ports = (machines.serve("web_one"), machines.serve("web_two"))
            machines.work("worker_one")
            machines.work("worker_two")
            for port in made.ports:
                until(lambda port=port: answers(port), f"a web process answers\n{machines.said()}")
            yield made
        finally:
            server.let_go.set()
            machines.end()
            runtime.db.dispose()


def at_once(works: list[Callable[[], None]]) -> None:
    """Several people at the same time; a failure of one is the test's."""
    failed: list[BaseException] = []

    def carefully(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # told below, in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=carefully, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def file_all(grown: Grown, first: int, last: int) -> None:
    """Both members of a provider file some of the applications, through both web processes."""

    def file(role: str, numbers: range) -> None:
        person = Person(grown.app, grown.people[role], grown.ports)
        for number in numbers:
            begun = person.fill("/applications/new", {"service": "new", "service_name": f"サービス{number}"})
            assert begun.startswith("/tasks/")
            person.fill(begun, {"words": f"申請{number}"}, "complete")

    at_once(
        [
            lambda: file("applicant", range(first, last, 2)),
            lambda: file("colleague", range(first + 1, last, 2)),
        ]
    )


def check_all(grown: Grown) -> None:
    """Two of the secretariat complete what waits for them."""
    with grown.runtime.db.read() as session:
        items = list(session.scalars(select(WorkItem.id).where(WorkItem.node == "check")))

    def check(role: str, own: list[int]) -> None:
        person = Person(grown.app, grown.people[role], grown.ports)
        for item_id in own:
            person.fill(f"/tasks/{item_id}", {"words": "確かめた"}, "complete")

    at_once([lambda: check("secretariat", items[::2]), lambda: check("second_secretariat", items[1::2])])


def kill_who_delivers(grown: Grown) -> None:
    """The worker whose mail the server has taken and not yet answered; another takes its place."""
    until(lambda: bool(grown.server.held), "a mail is being handed over")
    grown.machines.kill(grown.server.held[0]["From"].partition("@")[0])
    grown.server.let_go.set()
    with grown.runtime.db.step() as session:
        # Ten minutes later: what the dead worker had taken is free again.
        past = clock.real_now() - timedelta(seconds=1)
        session.execute(update(OutboxRow).where(OutboxRow.done_at.is_(None)).values(next_try_at=past))
    grown.machines.work("worker_three")
    until(lambda: "beat" in grown.machines.log("worker_three"), "the third worker is up")


def test_nothing_is_lost_or_done_twice_though_a_worker_is_killed_while_it_delivers(grown: Grown) -> None:
    grown.server.to_hold.release()
    file_all(grown, 0, FILINGS // 2)
    kill_who_delivers(grown)
    file_all(grown, FILINGS // 2, FILINGS)
    waiting = (WorkItem.node == "check", WorkItem.state == "open")
    until(lambda: grown.count(WorkItem, *waiting) == FILINGS, "every case waits for the secretariat")
    check_all(grown)
    until(lambda: undone(grown) == len(in_doubt(grown)), "every other mail has gone out")

    assert grown.count(Instance, Instance.status == "completed") == grown.count(Instance) == 2 * FILINGS
    assert grown.count(Message, Message.delivered_at.is_not(None)) == MESSAGES * FILINGS
    assert grown.count(Message) == MESSAGES * FILINGS
    assert (grown.count(Timer), grown.count(Incident)) == (0, 0)
    with grown.runtime.db.read() as session:
        for case_id in session.scalars(select(Case.id)):
            found = session.execute(select(Event.kind, Event.node).where(Event.case_id == case_id)).all()
            assert Counter((kind, node) for kind, node in found) == WHOLE_CASE
            assert history.verify(session, case_id) == []
        sent_as = {key: message_id(grown, key) for key in session.scalars(select(OutboxRow.key))}
    assert len(sent_as) == LETTERS * MEMBERS * FILINGS

    doubts = in_doubt(grown)
    assert arrived(grown)[grown.server.held[0]["Message-ID"]] == 1
    assert grown.server.held[0]["Message-ID"] in {sent_as[key] for key in doubts.values()}
    for row_id, key in doubts.items():
        decide = doubtful.settle if sent_as[key] in arrived(grown) else doubtful.send_again
        decide(grown.runtime, grown.people["operator"], row_id, "サーバーの記録で確かめた")
    until(lambda: undone(grown) == 0, "the operator's decisions are carried out")
    assert arrived(grown) == Counter(sent_as.values())
    assert grown.count(Mail) == len(sent_as)
    assert set(grown.machines.end().values()) <= {0}, grown.machines.said()


def undone(grown: Grown) -> int:
    """Side effects that still wait."""
    return grown.count(OutboxRow, OutboxRow.done_at.is_(None))


def in_doubt(grown: Grown) -> dict[int, str]:
    """The mails about which an operator decides: row and key."""
    with grown.runtime.db.read() as session:
        return {row.id: row.key for row in desk.doubtful(session)}


def message_id(grown: Grown, key: str) -> str:
    return mail.message_id(replace(grown.runtime.settings, mail_from="any@nintei.example"), key)


def arrived(grown: Grown) -> Counter[str]:
    """How often each mail came to the server."""
    return Counter(str(each["Message-ID"]) for each in grown.server.mails)
