"""What `make test` needs on the machine beside .venv: stops at once and names what to install."""

import os
import shutil
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps them outside PATH, the newest version is taken."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def browser() -> str | None:
    """The browser that the tests drive: the first of its names that is on PATH."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def rabbitmq_program() -> Path | None:
    """RabbitMQ's own start script; the one on Debian's PATH only lets root or its account start the service."""
    debian = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if debian.exists():
        return debian
    found = shutil.which("rabbitmq-server")
    return Path(found) if found else None


def missing() -> list[str]:
    """Debian packages that are not there; a given NINTEI_TEST_POSTGRES stands for a server."""
    packages = []
    if browser() is None:
        packages += ["chromium", "fonts-noto-cjk"]
    if not os.environ.get("NINTEI_TEST_POSTGRES") and postgres_programs() is None:
        packages += ["postgresql"]
    if shutil.which("redis-server") is None:
        packages += ["redis-server"]
    if rabbitmq_program() is None:
        packages += ["rabbitmq-server"]
    return packages


def main() -> int:
    """Exit status 1 and the apt line if something is missing."""
    packages = missing()
    if packages:
        line = f"  apt install --no-install-recommends {' '.join(packages)}\n"
        sys.stderr.write(f"make test needs more than this machine has. As root: make test-deps, or\n{line}")
    return 1 if packages else 0


if __name__ == "__main__":
    raise SystemExit(main())
