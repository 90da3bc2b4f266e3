"""A database of its own for each test, and a clock that stands still."""

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


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'registry.db'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()
