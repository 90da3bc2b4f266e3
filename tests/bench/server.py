"""A database of its own on the PostgreSQL that the tests use."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, text

from tests.conftest import POSTGRES


@contextmanager
def database() -> Iterator[tuple[str, str]]:
    """Its address for SQLAlchemy, and for the bare driver; it is dropped afterwards."""
    name = f"nintei_{uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    url = f"{POSTGRES.rsplit('/', 1)[0]}/{name}"
    try:
        yield url, url.replace("+psycopg", "")
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
