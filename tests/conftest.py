"""What every test may ask for: a runtime on a real database, a fixed clock, people, and a walk."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from app import clock, create_runtime
from app.cases import acts, editions
from app.cases.runtime import Runtime
from app.config import ROOT, Settings
from app.store.base import Base

POSTGRES = os.environ.get("NINTEI_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Noon in Japan on Tuesday 24 November 2026, unless a test moves it."""
    clock.fix(NOON)
    yield
    clock.fix(None)
    clock.shift(timedelta(0))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", secret_key="k" * 40, demo=True, background=False)


@contextmanager
def own_postgres() -> Iterator[str]:
    """A PostgreSQL database of one's own, gone afterwards."""
    name = f"nintei_{uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of the test's own."""
    with own_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def edition_files() -> dict[str, str]:
    """The diagrams, forms and catalogue that the project ships."""
    return editions.read_folder(ROOT)


def made(settings: Settings, files: dict[str, str]) -> Runtime:
    """A runtime with its tables and the shipped edition in force."""
    if settings.url.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_template(files), settings.url.removeprefix("sqlite:///"))
        return create_runtime(settings)
    return _filled(settings, files)


_templates: dict[str, Path] = {}


def _template(files: dict[str, str]) -> Path:
    """A database file with tables and edition, made once per process: judging an edition takes its time."""
    name = editions.digest(files)
    if name not in _templates:
        folder = Path(tempfile.mkdtemp(prefix="nintei_template_"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        settings = Settings(data=folder, secret_key="k" * 40, background=False)
        _filled(settings, files).db.dispose()
        _templates[name] = Path(settings.url.removeprefix("sqlite:///"))
    return _templates[name]


def _filled(settings: Settings, files: dict[str, str]) -> Runtime:
    runtime = create_runtime(settings)
    Base.metadata.create_all(runtime.db.engine)
    with runtime.db.step() as session:
        editions.publish(
            session, files, label="test", effective_on=date(2026, 7, 1), operations=acts.OPERATIONS
        )
    return runtime


@pytest.fixture
def runtime(settings: Settings, edition_files: dict[str, str]) -> Iterator[Runtime]:
    """On SQLite."""
    runtime = made(settings, edition_files)
    yield runtime
    runtime.db.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def both(
    request: pytest.FixtureRequest, settings: Settings, edition_files: dict[str, str]
) -> Iterator[Runtime]:
    """On SQLite and on PostgreSQL, one after the other."""
    if request.param == "postgres":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    runtime = made(settings, edition_files)
    yield runtime
    runtime.db.dispose()
