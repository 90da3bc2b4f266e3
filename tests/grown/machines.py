"""Web processes and workers as they run on a server: commands of their own, killed or ended by their test."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup
from flask import Flask

from app.config import ROOT
from app.store.viewer import Viewer
from tests.bench.browser import Browser
from tests.setup.postgres import free_port

COMMAND = (sys.executable, "-c", "from app.cli import main; main()")
SECRET = "k" * 40


def until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for what other processes do."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"it did not happen in time: {what}"
        time.sleep(0.05)


@dataclass(slots=True)
class Machines:
    """The processes on one database and one broker; what they say goes to files in `data`."""

    data: Path
    database_url: str
    broker_url: str
    smtp_port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def serve(self, name: str) -> int:
        """A web process without a worker beside it; its port."""
        port = free_port()
        self._run(name, "serve", "--port", str(port))
        return port

    def work(self, name: str) -> None:
        """A Celery worker, which signs its mails with its name."""
        self._run(name, "worker", "--celery")

    def kill(self, name: str) -> None:
        """As the machine's failure would."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def end(self) -> dict[str, int]:
        """Tell all to end; what they return, -9 for one that does not."""
        for process in self.running.values():
            process.terminate()
        told = {}
        for name, process in self.running.items():
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            told[name] = process.wait()
        self.running.clear()
        return told

    def log(self, name: str) -> str:
        """What a process has said."""
        return (self.data / f"{name}.log").read_text()

    def said(self) -> str:
        """The last lines of all."""
        return "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in sorted(self.data.glob("*.log")))

    def _run(self, name: str, *arguments: str) -> None:
        own = {
            "NINTEI_DATA": str(self.data),
            "NINTEI_DATABASE_URL": self.database_url,
            "NINTEI_BROKER_URL": self.broker_url,
            "NINTEI_SECRET_KEY": SECRET,
            "NINTEI_SECURE_COOKIES": "0",
            "NINTEI_BACKGROUND": "0",
            "NINTEI_SMTP_HOST": "127.0.0.1",
            "NINTEI_SMTP_PORT": str(self.smtp_port),
            "NINTEI_MAIL_FROM": f"{name}@nintei.example",
        }
        with (self.data / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*COMMAND, *arguments], cwd=ROOT, env=os.environ | own, stdout=log, stderr=log
            )


class Person:
    """Somebody with a session that every web process knows; a page comes from one, its form goes to the next."""

    def __init__(self, app: Flask, viewer: Viewer, ports: tuple[int, ...]) -> None:
        cookie = Browser(app, viewer).client.get_cookie("nintei")
        assert cookie is not None
        self.cookies = {"nintei": cookie.value}
        self.ports = ports
        self.asked = viewer.user_id

    def fill(self, path: str, given: dict[str, str], button: str = "") -> str:
        """Open a page, send its form (the one with a button of that value); the path where it leads."""
        _, page = self._ask("GET", path)
        soup = BeautifulSoup(page, "html.parser")
        found = soup.select_one(f'main form [value="{button}"]') if button else soup.select_one("main form")
        form = found if found is None or found.name == "form" else found.find_parent("form")
        assert form is not None, soup.get_text(" ", strip=True)[:600]
        hidden = {str(e["name"]): str(e.get("value", "")) for e in form.select("input[type=hidden][name]")}
        fields = hidden | given | ({"_action": button} if button else {})
        location, page = self._ask("POST", path, fields)
        assert location, BeautifulSoup(page, "html.parser").get_text(" ", strip=True)[:600]
        return location

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        self.asked += 1
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.ports[self.asked % len(self.ports)], timeout=60
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        assert answer.status in {200, 303, 422}, f"{method} {path} answered {answer.status}: {page[:300]}"
        return urlsplit(answer.headers.get("Location", "")).path, page


def answers(port: int) -> bool:
    """Whether a web process is up."""
    with suppress(OSError):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False
