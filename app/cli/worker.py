"""`nintei worker`: timers, messages and side effects in a process of their own."""

import signal

import click

from app.config import from_environment


@click.command()
@click.option("--once", is_flag=True, help="Do what can be done now, then end.")
@click.option("--celery", is_flag=True, help="Be woken through the broker at NINTEI_BROKER_URL.")
@click.option("--concurrency", default=2, show_default=True, help="With --celery: looks at the same time.")
def worker(once: bool, celery: bool, concurrency: int) -> None:
    """Work beside several web processes (run those with NINTEI_BACKGROUND=0)."""
    from app import create_runtime
    from app.cli.migrating import require_current
    from app.cli.serve import log_to_stderr, stop_on_signal
    from app.worker.loop import Worker

    settings = from_environment()
    if celery and not settings.broker_url:
        raise click.UsageError("--celery needs NINTEI_BROKER_URL (redis://… or amqp://…).")
    require_current(settings)
    log_to_stderr()
    runtime = create_runtime(settings)
    if celery:
        from app.worker import celery_app

        celery_app.run(runtime, concurrency=concurrency)
        runtime.db.dispose()
        return
    working = Worker(runtime)
    if once:
        working.work_once()
    else:
        stop_on_signal()
        working.start()
        try:
            wait_for_signal()
        finally:
            working.stop()
    runtime.db.dispose()


def wait_for_signal() -> None:
    """Sleep until the process is interrupted or terminated."""
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        return
