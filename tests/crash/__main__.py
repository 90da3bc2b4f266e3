"""`python -m tests.crash --kills 200 --database postgres|sqlite`: kill, compare, report; 1 where something is broken."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import create_engine, text

from app.config import ROOT
from tests.crash import consistent, kills
from tests.crash.house import House, settings

POSTGRES = os.environ.get("NINTEI_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of a database for this run; empty: the SQLite file of the house."""
    if kind == "sqlite":
        yield ""
        return
    name = f"nintei_{uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    (ROOT / "build").mkdir(exist_ok=True)
    begun = time.monotonic()
    with TemporaryDirectory(dir=ROOT / "build", prefix="crash_") as folder, database(asked.database) as url:
        house = House.build(settings(Path(folder), url))
        told = kills.shake(house, asked.kills, asked.seed)
        rows = consistent.counted(house.ours.runtime)
        house.ours.runtime.db.dispose()
    sys.stdout.write(
        f"{told.kills} kills on {asked.database} in {time.monotonic() - begun:.0f} s\n"
        f"killed: {dict(told.moments)}\nsent again: {dict(told.resubmitted)}\nrows: {rows}\n"
        f"broken: {len(told.broken)}\n" + "".join(f"  {line}\n" for line in told.broken[:20])
    )
    wrong = [line for line in told.resubmitted if line.startswith("BROKEN")]
    return int(bool(told.broken or wrong))


if __name__ == "__main__":
    sys.exit(main())
