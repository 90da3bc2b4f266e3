"""`nintei serve`: the web in this process, and the worker beside it."""

import logging
import signal
import sys
from types import FrameType
from typing import Any

import click
import waitress

from app.config import Settings, from_environment


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, help="Requests answered at the same time.")
@click.option("--migrate", is_flag=True, help="Bring the database to this version's schema first.")
def serve(host: str, port: int, threads: int, migrate: bool) -> None:
    """Serve the web; the worker runs beside it unless NINTEI_BACKGROUND=0."""
    from app.cli.migrating import bring_up, require_current

    settings = from_environment()
    if migrate:
        bring_up(settings)
    require_current(settings)
    log_to_stderr()
    run(application(settings), host=host, port=port, threads=threads)


def application(settings: Settings) -> Any:
    """The Flask application; the web is imported only here."""
    import app

    return app.create_app(settings)


def run(flask_app: Any, *, host: str, port: int, threads: int = 8) -> None:
    """Serve until interrupted or terminated, then let the worker finish the step at hand."""
    from app.worker.loop import Worker

    runtime = flask_app.extensions["nintei"]
    worker = Worker(runtime) if runtime.settings.background else None
    stop_on_signal()
    if worker:
        worker.start()
    elif runtime.settings.broker_url:
        from app.worker import celery_app

        runtime.wake = celery_app.Waker(celery_app.make(runtime.settings)).wake
    try:
        waitress.serve(flask_app, host=host, port=port, threads=threads, ident="nintei")
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another one with --port."
        ) from error
    finally:
        if worker:
            worker.stop()
        runtime.db.dispose()


def stop_on_signal() -> None:
    """Let SIGTERM end the process as an interrupt does, with everything finished."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)


def log_to_stderr() -> None:
    """One line for each thing that operators should know."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
