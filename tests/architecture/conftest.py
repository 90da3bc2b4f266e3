"""The site as it is served, a case in it, and browsers of everybody."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update
from werkzeug.routing import Rule

from app import assemble, clock
from app.accounts import api_tokens
from app.cases.runtime import Runtime
from app.config import Settings
from app.store.models.api import ApiToken
from app.store.models.people import User
from app.store.viewer import Viewer
from app.web.session import Ticket
from tests.conftest import NOON, made, own_postgres
from tests.people import STAFF, People, people

WRITES = re.compile(
    r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|BEGIN IMMEDIATE)\s*\W?(\w*)", re.I
)
VARYING = frozenset({"Date", "Set-Cookie", "Content-Length", "Location"})
"""Headers that differ from request to request, or are compared by what they stand for."""
OWN = re.compile(
    r'(?:name="csrf_token"[^>]*value|name="csrf-token"[^>]*content|data-token|data-left)="[^"]*"'
    r"|サインインは[^<]*まで続きます|^{\"left\":[^}]*}$"
)
"""What stands on a page of the reader's own sign-in: its token, and how long it goes on."""


@dataclass(slots=True)
class Answer:
    """What a browser got, with what of it depends on the address or the moment taken out."""

    status: int
    body: bytes
    to: str
    written: list[str]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether it is the answer of a closed door: no such page, not yours, or sign in first."""
        return self.status in {401, 403, 404} or (self.status in {302, 303} and "/sign-in" in self.to)


@dataclass(slots=True)
class Served:
    """The application on a runtime, and what each request wrote."""

    runtime: Runtime
    app: Flask
    people: People
    written: list[str] = field(default_factory=list)
    secrets: dict[int, str] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """Every address of the pages and of the API."""
        return [*self.app.url_map.iter_rules(), *self.app.extensions["nintei.api"].url_map.iter_rules()]

    def token(self, viewer: Viewer) -> str:
        """A token of that person with every scope, used already: its next use writes nothing."""
        if viewer.user_id not in self.secrets:
            with self.runtime.db.step() as session:
                self.secrets[viewer.user_id] = api_tokens.create(
                    session, viewer.user_id, name="sweep", scopes=api_tokens.SCOPES, days=30
                )
                session.execute(update(ApiToken).values(last_used_at=clock.real_now()))
        return self.secrets[viewer.user_id]

    def browser(self, viewer: Viewer | None) -> FlaskClient:
        """A browser in which that person is signed in, or nobody; for the API it holds a token of the person's."""
        client = self.app.test_client()
        if viewer is not None:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.token(viewer)}"
            with client.session_transaction() as cookie:
                cookie["_user_id"] = str(Ticket(viewer.user_id, 0, int(clock.real_now().timestamp())))
        return client

    def ask(
        self, client: FlaskClient, path: str, method: str = "GET", data: dict[str, Any] | None = None
    ) -> Answer:
        """Ask for a path; the same page under two addresses gives the same answer."""
        self.written.clear()
        answer = client.open(path, method=method, data=data)
        words = answer.mimetype in {"text/html", "application/json"}
        content = OWN.sub("", answer.text).encode() if words else answer.get_data(as_text=False)
        to = answer.headers.get("Location", "")
        for address in (path, quote(path), quote(path, safe=""), quote(quote(path))):
            content = content.replace(address.encode(), b"(this page)")
            to = to.replace(address, "(this page)")
        headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
        return Answer(answer.status_code, content, to, list(self.written), headers)


def watch(served: Served) -> None:
    """Note every table that is written, and every transaction that begins as one that writes."""

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found = WRITES.match(statement)
        if found:
            served.written.append(found.group(2).lower() or found.group(1).lower())

    event.listen(served.runtime.db.engine, "before_cursor_execute", note)


@contextmanager
def site(folder: Path, files: dict[str, str], database_url: str = "") -> Iterator[Served]:
    """The site outside the demo, with people and no case."""
    clock.fix(NOON)
    settings = Settings(data=folder, database_url=database_url, secret_key="k" * 40, background=False)
    runtime = made(settings, files)
    app = assemble(runtime)
    # A sweep posts to every address; what keeps it out must be the guard and not the missing token.
    app.config["WTF_CSRF_ENABLED"] = False
    found = Served(runtime, app, people(runtime))
    with runtime.db.step() as session:
        # Outside the demo a token of staff opens nothing without a second factor.
        session.execute(update(User).values(totp_secret="JBSWY3DPEHPK3PXP"))
    watch(found)
    yield found
    runtime.db.dispose()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, edition_files: dict[str, str]) -> Iterator[Served]:
    """On SQLite."""
    with site(tmp_path_factory.mktemp("site"), edition_files) as found:
        yield found


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def served_by_both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, edition_files: dict[str, str]
) -> Iterator[Served]:
    """On SQLite and on PostgreSQL, one after the other."""
    with ExitStack() as stack:
        url = stack.enter_context(own_postgres()) if request.param == "postgres" else ""
        yield stack.enter_context(site(tmp_path_factory.mktemp("site"), edition_files, url))


def everybody(served: Served) -> dict[str, Viewer | None]:
    """One person of each role, of the body and by appointment, a provider's person, and nobody."""
    found: dict[str, Viewer | None] = {role: served.people[role] for role in STAFF}
    appointed = {name: served.people[name] for name in ("member1", "chair", "inspector")}
    return {**found, **appointed, "applicant": served.people["applicant"], "nobody": None}
