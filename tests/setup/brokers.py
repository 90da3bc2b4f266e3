"""A throw-away Redis or RabbitMQ: on a free port of 127.0.0.1, in a temporary folder, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.setup.needs import rabbitmq_program
from tests.setup.postgres import free_port

START_SECONDS = 60.0


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a running Redis that keeps nothing."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nintei-redis-") as name:
        options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        with _running(["redis-server", *options], Path(name), port, os.environ):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The URL of a running RabbitMQ with a node, a cookie and an epmd of its own."""
    program = rabbitmq_program()
    if program is None:
        raise SystemExit("RabbitMQ is missing: make test-deps (as root)")
    port, mapper = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="nintei-rabbitmq-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "plugins").write_text("[].\n")
        environment = {
            **os.environ,
            "HOME": name,
            "ERL_EPMD_PORT": str(mapper),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"nintei{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_FEATURE_FLAGS_FILE": str(folder / "feature_flags"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
            # What the machine's own server is told is not for this one.
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "none.config"),
        }
        try:
            with _running([str(program)], folder, port, environment):
                yield f"amqp://guest:guest@127.0.0.1:{port}//"
        finally:
            # The node starts it as a daemon, which would outlive it.
            if epmd := shutil.which("epmd"):
                subprocess.run([epmd, "-port", str(mapper), "-kill"], env=environment, capture_output=True)


@contextmanager
def _running(command: list[str], folder: Path, port: int, environment: Mapping[str, str]) -> Iterator[None]:
    log = folder / "out"
    with log.open("w") as out:
        # A pipe that a daemon holds open would keep whoever reads it waiting for ever.
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    try:
        _await(server, port, log)
        yield
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{server.args!r} did not come up:\n{log.read_text()[-2000:]}")
