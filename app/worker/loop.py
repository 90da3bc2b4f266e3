"""The worker: one thread that carries out what waits, woken by a commit or every few seconds."""

import logging
import threading
from datetime import date, timedelta

from app import clock
from app.cases import daily, deliveries, idempotency, looking_again, standing_in, terms
from app.cases.hearings import day_before, newer_papers
from app.cases.runtime import Runtime
from app.outbox import drain
from app.outbox.failure import describe
from app.store import anchors

log = logging.getLogger("nintei.worker")

PAUSE_SECONDS = 5.0
KEPT = timedelta(days=90)
"""How long a row of the outbox is kept after it was carried out."""
REPEATABLE = timedelta(days=7)
"""How long a repeated request of the API gets its first answer."""


class Worker:
    """Runs in the serving process (`start`) or has a process of its own (`run`)."""

    def __init__(self, runtime: Runtime, *, pause: float = PAUSE_SECONDS) -> None:
        self._runtime, self._pause = runtime, pause
        self._terms_on: date | None = None
        self._reminded_on: date | None = None
        self._papers: newer_papers.Seen = {}
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        runtime.wake = self.wake

    def wake(self) -> None:
        """Something was committed: look now instead of at the end of the pause."""
        self._woken.set()

    def start(self) -> None:
        """Work in a background thread until `stop`."""
        self._thread = threading.Thread(target=self.run, name="nintei-worker", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> bool:
        """Finish the step at hand and end; False if it takes longer than `timeout` seconds."""
        self._stopping.set()
        self._woken.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def run(self) -> None:
        """Work until `stop`; no failure ends it."""
        while not self._stopping.is_set():
            self._woken.clear()
            self.work_once()
            self._woken.wait(self._pause)

    def work_once(self) -> None:
        """Do what can be done now; a failure is one line in the log."""
        try:
            # First, so that nobody acts in a step of today by a term that ended yesterday.
            if self._terms_on != (today := clock.today()) and terms.carry_out(self._runtime):
                self._terms_on = today
            if self._reminded_on != today and day_before.carry_out(self._runtime):
                self._reminded_on = today
            deliveries.run_pending(self._runtime)
            # After what moved a case; what it asks for is carried out at the next look, for which it wakes.
            newer_papers.watch(self._runtime, self._papers)
            if daily.is_mine(self._runtime, "hints"):
                looking_again.everywhere(self._runtime)
            if daily.is_mine(self._runtime, "standing_in"):
                standing_in.everywhere(self._runtime)
            if daily.is_mine(self._runtime, "purge"):
                drain.purge(self._runtime.db, before=clock.real_now() - KEPT)
                idempotency.purge(self._runtime.db, before=clock.real_now() - REPEATABLE)
            if daily.is_mine(self._runtime, "anchor"):
                with self._runtime.db.step() as session:
                    anchors.add(session, clock.date_in_japan(clock.real_now()))
        except Exception as error:  # the next round may do better
            log.error("worker: %s", describe(error))
