"""A consistent copy of the database, and putting one back: SQLite by its backup API, PostgreSQL by its tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import URL, inspect, make_url

import app.store.models  # noqa: F401 (fills the metadata)
from app.store.base import Base
from app.store.models import walls
from app.store.session import Database


def copy_out(url: str, target: Path) -> None:
    """Write the database as it is at this moment; others may go on writing."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with (
            closing(sqlite3.connect(str(address.database))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        check_file(target)
    else:
        _run_tool(address, "pg_dump", "--no-owner", "--no-privileges", "--file", str(target))


def check_file(path: Path) -> None:
    """Stop unless SQLite finds its file whole."""
    with closing(sqlite3.connect(path)) as database:
        try:
            answer = database.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            answer = str(error)
    if answer != "ok":
        raise click.ClickException(f"The database file is damaged: {answer}")


def is_empty(url: str) -> bool:
    """Whether nothing of ours is in the database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return not Path(str(address.database)).exists()
    database = Database(url)
    try:
        return not set(inspect(database.engine).get_table_names()) & _tables()
    finally:
        database.dispose()


def put_back(url: str, source: Path, aside: Path) -> None:
    """Replace the database by a copy; an SQLite file that was there is moved to the folder `aside`."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        drop = ", ".join(f'"{name}"' for name in sorted(_tables()))
        functions = ", ".join(f"{name}()" for name in walls.functions())
        _run_tool(
            address,
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            f"--command=DROP TABLE IF EXISTS {drop} CASCADE",
            f"--command=DROP FUNCTION IF EXISTS {functions}",
            f"--file={source}",
        )
        return
    file = Path(str(address.database))
    for suffix in ("", "-wal", "-shm"):
        old = file.with_name(file.name + suffix)
        if old.exists():
            aside.mkdir(parents=True, exist_ok=True)
            shutil.move(old, aside / old.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, file)
    file.chmod(0o600)


def _tables() -> set[str]:
    return {*Base.metadata.tables, "alembic_version"}


def _run_tool(address: URL, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise click.ClickException(
            f"{program} is not on this machine. Install the PostgreSQL client "
            "(Debian: apt install postgresql-client) and run this again."
        )
    # The password goes by the environment: arguments can be seen by everyone on the machine.
    plain = address.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": address.password} if address.password else {}
    done = subprocess.run(  # noqa: S603 (found on PATH, our own arguments)
        [found, f"--dbname={plain}", *arguments],
        env={**os.environ, **secret, "PGOPTIONS": "-c client_min_messages=warning"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"{program} failed: {done.stderr.strip()[-500:]}")
