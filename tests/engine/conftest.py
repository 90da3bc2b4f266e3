"""A bare engine on both databases."""

from collections.abc import Iterator

import pytest

from app.config import Settings
from app.store.base import Base
from app.store.session import Database
from tests.engine.sketch import Bench, bench


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Bench]:
    """On SQLite and on PostgreSQL."""
    settings.data.mkdir(parents=True, exist_ok=True)
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else settings.url
    db = Database(url)
    Base.metadata.create_all(db.engine)
    yield bench(db)
    db.dispose()


@pytest.fixture
def sqlite(settings: Settings) -> Iterator[Bench]:
    """On SQLite only, where the database makes no difference."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.url)
    Base.metadata.create_all(db.engine)
    yield bench(db)
    db.dispose()
