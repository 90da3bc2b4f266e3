"""Thirty people who send their answers at the same instant, each with a browser of their own, over real HTTP."""

import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from app.config import ROOT, Settings
from app.store.models.procedures import WorkItem
from tests.bench.browser import Browser
from tests.bench.texts import text
from tests.crash.house import House

COOKIE = "nintei"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def served(settings: Settings, processes: int) -> Iterator[list[int]]:
    """So many server processes on the house; their ports."""
    command = [sys.executable, "-m", "tests.crash.serving", str(settings.data), settings.database_url]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    try:
        ports = []
        for process in running:
            assert process.stdout is not None
            ports.append(int(process.stdout.readline()))
        yield ports
    finally:
        for process in running:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


@dataclass(slots=True)
class Person:
    """A member with a session, a form filled in, and a connection to one of the servers."""

    cookie: str
    fields: dict[str, str]
    port: int
    connection: http.client.HTTPConnection | None = None

    def reach(self) -> None:
        """Connect before the instant, as a browser that has just shown the page."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.connect()

    def send(self, item_id: int) -> tuple[int, float]:
        """Complete an item; the status of the answer and the seconds until it was there."""
        assert self.connection is not None
        body = urlencode(self.fields | {"opinion": text()})
        headers = HEADERS | {"Cookie": f"{COOKIE}={self.cookie}"}
        begun = perf_counter()
        self.connection.request("POST", f"/tasks/{item_id}", body, headers)
        answer = self.connection.getresponse()
        answer.read()
        taken = perf_counter() - begun
        self.connection.close()
        return answer.status, taken


@dataclass(slots=True)
class Crowd:
    """The members of a house before the servers of its ports; `waits` are the seconds of every answer so far."""

    people: list[Person]
    waits: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    @classmethod
    def before(cls, house: House, ports: Sequence[int], item_id: int) -> "Crowd":
        """Everybody opens the page of one waiting item, whose form is that of all, once."""
        people = []
        for number, viewer in enumerate(house.members):
            browser = Browser(house.ours.app, viewer)
            fields = browser.fill(item_id, {})
            cookie = browser.client.get_cookie(COOKIE)
            assert cookie is not None
            people.append(Person(cookie.value, fields, ports[number % len(ports)]))
        return cls(people)

    def answer(self, items: Sequence[WorkItem]) -> None:
        """Everybody completes an item of their own; all send together."""
        barrier = threading.Barrier(len(items))

        def one(person: Person, item: WorkItem) -> None:
            person.reach()
            barrier.wait()
            status, taken = person.send(item.id)
            self.statuses.append(status)
            self.waits.append(taken)

        threads = [threading.Thread(target=one, args=pair) for pair in zip(self.people, items, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def told(self) -> str:
        """Median, 95th percentile and longest wait in milliseconds."""
        waits = sorted(self.waits)
        p50, p95 = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
        return (
            f"{len(waits)} posts: p50 {p50 * 1000:.0f}, p95 {p95 * 1000:.0f}, max {waits[-1] * 1000:.0f} ms"
        )
