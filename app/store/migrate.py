"""Bringing a database to the schema of this version: Alembic, configured here instead of in a file.

`python -m app.store.migrate autogenerate` writes 0001_first.py anew from the models (while nothing is
released); `python -m app.store.migrate revision "what changes"` adds the next revision.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import IntegrityError

from app.store.models import walls
from app.store.session import Database

FOLDER = Path(__file__).resolve().parent / "migrations"
FIRST = FOLDER / "versions" / "0001_first.py"
# Any fixed number: it keeps two processes of one installation from migrating at once.
_LOCK = 4_015_002


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, in one transaction; makes the folder of an SQLite file."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}:
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    with _changing(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to a revision (`base` empties it); what newer tables held is lost."""
    with _changing(url) as connection:
        command.downgrade(_config(connection), revision)


def head() -> str:
    """The revision that this version of the software needs."""
    return str(ScriptDirectory(str(FOLDER)).get_current_head())


def known(revision: str) -> bool:
    """Whether this version of the software knows a revision; a newer one's it does not."""
    return any(script.revision == revision for script in ScriptDirectory(str(FOLDER)).walk_revisions())


def current(url: str) -> str | None:
    """The revision that the database has; None where there is no schema yet."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return None  # opening it would make an empty file
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return current_of(connection)
    finally:
        database.dispose()


def current_of(connection: Connection) -> str | None:
    """The revision of an open connection's database."""
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _changing(url: str) -> Iterator[Connection]:
    """One transaction in which the schema may change, alone, with foreign keys checked at its end."""
    database = Database(url)
    try:
        with database.engine.connect() as plain:
            if database.is_sqlite:
                # SQLite changes a table by making it anew; enforced keys would not let the old one go.
                raw = plain.connection.driver_connection
                assert raw is not None  # a connection that is open has one
                raw.execute("PRAGMA foreign_keys=OFF")
            connection = plain.execution_options(begin="IMMEDIATE")
            with connection.begin():
                if not database.is_sqlite:
                    # A migration waits for another one, and for the steps under way, as long as it takes.
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                # They would refuse what a revision has to rewrite, and SQLite the making anew of a table.
                walls.take_down(connection)
                yield connection
                walls.put_up(connection)
                _check_references(connection)
    finally:
        database.dispose()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise IntegrityError(f"{len(broken)} rows would refer to nothing", None, ValueError(broken[0][0]))


def _config(connection: Connection, *, batch: bool = True) -> Config:
    """`batch`: new revisions change tables in the way that SQLite can follow."""
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(FOLDER))
    config.attributes.update(connection=connection, batch=batch)
    return config


def _autogenerate() -> Path:
    """Write the first revision anew; refuses as soon as there is a second one."""
    others = [each for each in FIRST.parent.glob("[0-9]*.py") if each != FIRST]
    if others:
        raise SystemExit('There are later revisions: add one with `revision "what changes"` instead.')
    FIRST.unlink(missing_ok=True)
    return _write("0001", "first")


def _revision(message: str) -> Path:
    return _write(f"{int(head()) + 1:04d}", message)


def _write(number: str, message: str) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        if number != "0001":
            upgrade(url)
        with _changing(url) as connection:
            config = _config(connection, batch=number != "0001")
            made = command.revision(config, message, autogenerate=True, rev_id=number)
    assert isinstance(made, Script)  # one branch, so one script
    path = Path(made.path)
    kept = [
        line for line in path.read_text().splitlines(keepends=True) if not line.lstrip().startswith("# ###")
    ]
    path.write_text("".join(kept))
    for action in ("format", "check --fix"):
        subprocess.run([sys.executable, "-m", "ruff", *action.split(), "--quiet", str(path)], check=True)  # noqa: S603 (our own file)
    return path


def main(arguments: list[str]) -> None:
    """The developer's two commands; installations use `nintei migrate`."""
    match arguments:
        case ["autogenerate"]:
            path = _autogenerate()
        case ["revision", message]:
            path = _revision(message)
        case _:
            raise SystemExit(__doc__)
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
