"""Runs a command with a throw-away PostgreSQL: `python -m tests.setup.postgres COMMAND…`.

The server listens on a free port of 127.0.0.1, trusts everyone there, keeps its data in a temporary folder
and is gone afterwards; the machine's own servers are not touched. The command finds its URL in
NINTEI_TEST_POSTGRES; if that is set already, the command simply runs.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.setup.needs import postgres_programs

VARIABLE = "NINTEI_TEST_POSTGRES"
# Speed over safety: nothing here outlives the run.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_server_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then the account of the Debian package runs it."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    shutil.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: make test-deps (as root)")
    with tempfile.TemporaryDirectory(prefix="nintei-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        who = as_server_user(folder)
        data, log, port = folder / "data", folder / "log", free_port()

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)

        options = " ".join(f"-c {each}" for each in SETTINGS)
        run(
            "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        options += f" -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -p {port}"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def main(command: list[str]) -> int:
    """Run the command and hand its exit status on."""
    if os.environ.get(VARIABLE):
        return subprocess.run(command, check=False).returncode
    with server() as url:
        return subprocess.run(command, check=False, env={**os.environ, VARIABLE: url}).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
