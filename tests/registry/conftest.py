"""A database of its own for each test, and a clock that stands still."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import clock
from app.store import models as _models  # the tables
from app.store.base import Base
from app.store.session import Database

assert _models


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    clock.fix(datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    yield
    clock.fix(None)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables, made once."""
    path = tmp_path_factory.mktemp("registry") / "empty.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.dispose()
    return path


@pytest.fixture
def db(tmp_path: Path, empty_file: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'registry.db')}")
    yield database
    database.dispose()
