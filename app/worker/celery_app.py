"""Celery as an alarm clock: its tasks carry nothing, they only say «look into the tables».

What is to be done stands in the outbox, the timers and the messages alone. A task that a broker loses is
made up for by the next sweep, and one that comes twice finds nothing left to do.
"""

import logging
import secrets
import socket
import threading
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService

from app.cases.runtime import Runtime
from app.config import Settings
from app.outbox.failure import describe
from app.worker.loop import PAUSE_SECONDS, Worker

log = logging.getLogger("nintei.worker")

LOOK = "nintei.look"
BROKER_SECONDS = 5
"""How long a broker may take to answer before it counts as down."""


def make(settings: Settings) -> Any:
    """The Celery application on the broker of the settings, with a sweep every few seconds."""
    celery = Celery("nintei", broker=settings.broker_url)
    celery.conf.update(
        task_ignore_result=True,
        task_default_queue="nintei",
        task_serializer="json",
        accept_content=["json"],
        # Only a thread lets a process die as a whole, and share its connections.
        worker_pool="threads",
        worker_hijack_root_logger=False,
        # Nobody steers our workers through the broker, and its queues would outlive them.
        worker_enable_remote_control=False,
        broker_connection_timeout=BROKER_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # A look that comes too late is made up for by the next one.
        beat_schedule={
            "sweep": {"task": LOOK, "schedule": PAUSE_SECONDS, "options": {"expires": PAUSE_SECONDS}}
        },
    )
    return celery


def run(runtime: Runtime, *, concurrency: int) -> None:
    """Be a Celery worker until the process is told to end; every worker sweeps."""
    celery, worker = make(runtime.settings), Worker(runtime)

    def look() -> None:
        worker.work_once()

    celery.task(name=LOOK)(look)
    runtime.wake = Waker(celery).wake
    # In memory: the stock one keeps a file in the working folder, which workers beside each other would share.
    EmbeddedService(celery, thread=True, scheduler_cls="celery.beat:Scheduler").start()
    celery.Worker(
        hostname=f"nintei-{secrets.token_hex(4)}@{socket.gethostname()}",
        pool="threads",
        concurrency=concurrency,
        loglevel="WARNING",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
    ).start()


class Waker:
    """Tells the workers of a broker to look; whoever wakes never waits for the broker and never fails."""

    def __init__(self, celery: Any) -> None:
        self._celery = celery
        self._wanted = threading.Event()
        threading.Thread(target=self._run, name="nintei-waker", daemon=True).start()

    def wake(self) -> None:
        """Something was committed; several of these become one task."""
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                self._celery.send_task(LOOK, expires=60, retry=False)
            except Exception as error:  # the sweep finds what was committed
                log.warning("the broker was not reached, the next sweep does it: %s", describe(error))
