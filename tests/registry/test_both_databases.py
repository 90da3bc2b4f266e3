"""Publishing, searching, comparing and exporting mean the same on SQLite and PostgreSQL."""

import os
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from app.registry import queries
from app.registry.leaks import secrets as secrets_of
from app.registry.leaks import self_check
from app.registry.queries import Criteria
from app.store.base import Base
from app.store.session import Database
from tests.registry.facts import Registered

SERVER = os.environ.get("NINTEI_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
TODAY = date(2026, 11, 23)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with tables on each kind of server."""
    name = f"nintei_test_{secrets.token_hex(6)}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT") if request.param == "postgres" else None
    url = f"sqlite:///{tmp_path / name}"
    if server:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()
    if server:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def test_a_publication_is_found_shown_and_compared(either: Database) -> None:
    first = Registered(withheld=("b.user_count",))
    other = Registered(no="0002-2607", service="翻訳ブリッジ", provider="株式会社𠮷野")
    with either.step() as session:
        for entry in (first, other):
            entry.write(session)
            assert entry.publish(session) == 1
            assert entry.publish(session) == 1
            assert self_check(session, entry.no, secrets_of(session, entry.no)) == []
        first.refile(session, b__uptime_target=99.5)
        assert first.publish(session, on=date(2026, 9, 1), act="change") == 2
        other.end(session, "revoked", TODAY)
    with either.read() as session:
        assert [row.no for row in queries.listed(session, Criteria(q="𠮷"), TODAY).rows] == ["0002-2607"]
        page = queries.listed(session, Criteria(chosen={"status": ("active",)}), TODAY)
        assert [row.no for row in page.rows] == ["0001-2607"]
        assert page.rows[0].card["facts"]["model_provider"]["values"] == ["言葉研究所"]
        assert [each.version for each in queries.history(session, first.no, TODAY)] == [2, 1]
        assert queries.history(session, first.no, TODAY)[0].changes[0].item["id"] == "b.uptime_target"
        found = queries.compared(session, [first.no, other.no], TODAY)
        assert [entry.standing.kind for entry in found.entries] == ["active", "revoked"]
        assert len(list(queries.export(session, Criteria(), TODAY))) == 2
        assert queries.stamp(session).changed_at is not None
