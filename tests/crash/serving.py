"""`python -m tests.crash.serving DATA [URL]`: serve a house that stands already; prints its port, serves until killed."""

import sys
from pathlib import Path

import waitress

from tests.crash.house import joined, settings

THREADS = 8


def main(data: str, url: str = "") -> None:
    app = joined(settings(Path(data), url)).app
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident="nintei")
    sys.stdout.write(f"{server.effective_port}\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
