"""A database in a file, cheap password hashes, and a postbox that keeps what is put into it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.mails import Postbox
from app.store.base import Base
from app.store.models import api, appointments, cases, committee, people, procedures, services, visits
from app.store.session import Database

TABLES = [
    model.__table__
    for model in (
        people.User,
        people.UserRole,
        people.Provider,
        people.Membership,
        people.AccountToken,
        people.Substitution,
        # A presiding member of a hearing holds a role, too; what a hearing refers to comes with it.
        appointments.Appointment,
        committee.Hearing,
        committee.Meeting,
        # What shuts somebody out of a case is asked for with the person.
        committee.Seat,
        visits.Visit,
        visits.VisitMember,
        procedures.Submission,
        procedures.WorkItem,
        procedures.Instance,
        cases.Case,
        services.Service,
        procedures.Edition,
    )
]


@pytest.fixture(autouse=True)
def _cheap_passwords() -> Iterator[None]:
    passwords.use(passwords.CHEAP)
    yield
    passwords.use(passwords.PasswordHasher())


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("accounts") / "empty.db"
    database = Database(f"sqlite:///{file}")
    Base.metadata.create_all(database.engine, tables=[*TABLES, api.ApiToken.__table__])
    database.dispose()
    return file


@pytest.fixture
def db(tmp_path, empty_file) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'accounts.db')}")
    yield database
    database.dispose()


class Box:
    """What was mailed: `last.to`, and the secret of the link in it."""

    def __init__(self) -> None:
        self.mails: list[dict[str, Any]] = []
        self.post = Postbox(self._put, "https://nintei.example")

    def _put(self, _session: Session, kind: str, key: str, payload: dict[str, Any]) -> None:
        assert kind == "mail"
        assert len(key) <= 100
        self.mails.append(payload)

    def secret(self) -> str:
        """The last part of the link in the newest mail."""
        lines = self.mails[-1]["body"].splitlines()
        return next(line for line in lines if line.startswith("https://")).rsplit("/", 1)[-1]


@pytest.fixture
def box() -> Box:
    return Box()
