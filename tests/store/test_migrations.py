"""The schema: one path from nothing to the models, on both databases, there and back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

import app.store.models  # noqa: F401 (the metadata is complete only with them)
from app.store import migrate
from app.store.base import Base
from app.store.models.people import Provider, User
from app.store.models.services import Service
from app.store.session import Database

NOW = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of this test's own."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'new' / 'nintei.db'}"


def differences(url: str) -> list[object]:
    database = Database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    database.dispose()
    return list(found)


def fill(url: str) -> None:
    database = Database(url)
    with database.step() as session:
        provider = Provider(name="株式会社あおぞら", corporate_number="1180301018771", created_at=NOW)
        session.add_all(
            [provider, User(email="a@example.jp", name="青空", password_hash="x", created_at=NOW)]
        )
        session.flush()
        session.add(Service(provider_id=provider.id, name="あおぞらAI", created_at=NOW))
    database.dispose()


def test_the_newest_revision_is_what_the_models_say(url: str) -> None:
    migrate.upgrade(url)
    assert differences(url) == []


def test_a_database_tells_which_revision_it_has(url: str) -> None:
    assert migrate.current(url) is None
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()
    assert migrate.known(migrate.head())
    assert not migrate.known("9999")


def test_upgrading_twice_changes_nothing_and_keeps_the_data(url: str) -> None:
    migrate.upgrade(url)
    fill(url)
    migrate.upgrade(url)
    database = Database(url)
    with database.read() as session:
        assert session.scalars(select(Service.name)).all() == ["あおぞらAI"]
    database.dispose()


def test_going_down_with_data_empties_the_database_and_going_up_again_makes_it_anew(url: str) -> None:
    migrate.upgrade(url)
    fill(url)
    migrate.downgrade(url, "base")
    database = Database(url)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.dispose()
    assert migrate.current(url) is None
    migrate.upgrade(url)
    fill(url)
    assert differences(url) == []


def test_asking_for_the_revision_of_a_missing_file_does_not_make_it(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    assert migrate.current(f"sqlite:///{file}") is None
    assert not file.exists()


def test_a_revision_that_fails_leaves_the_schema_as_it_was(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def full(*_names: object, **_options: object) -> None:
        raise OSError("no space left on device")

    migrate.upgrade(url)
    fill(url)
    dropped = []
    real = op.drop_table

    def drop_three_then_fail(name: str) -> None:
        if len(dropped) == 3:
            full()
        dropped.append(name)
        real(name)

    monkeypatch.setattr(op, "drop_table", drop_three_then_fail)
    with pytest.raises(OSError, match="no space"):
        migrate.downgrade(url, "base")
    assert migrate.current(url) == migrate.head()
    assert differences(url) == []
