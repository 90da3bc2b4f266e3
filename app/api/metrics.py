"""What is measured. Each process counts its own requests and steps: scrape every process, and sum.

Gauges are read from the database at the moment of the scrape and are the same in every process.
"""

import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.cases import health
from app.cases.runtime import Runtime

# A second gauge for each counter is of no use to anybody here.
disable_created_metrics()  # type: ignore[no-untyped-call] # the library does not say that it returns nothing
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)


class Metrics:
    """The measures of one process, in a registry of their own."""

    def __init__(self, runtime: Runtime) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "nintei_requests", "Answered requests.", ["endpoint", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "nintei_request_seconds",
            "Time to an answer.",
            ["endpoint"],
            buckets=SECONDS,
            registry=self.registry,
        )
        steps = Counter(
            "nintei_steps", "Steps that were completed, and that failed.", ["outcome"], registry=self.registry
        )
        for outcome in ("completed", "failed"):
            steps.labels(outcome)
        self.registry.register(_Held(runtime))
        runtime.count = lambda outcome: steps.labels(outcome).inc()

    def watch(self, app: Flask) -> None:
        """Count the requests of an application. Labels are endpoints, never addresses."""

        def begin() -> None:
            g.nintei_began = time.perf_counter()

        def end(response: Response) -> Response:
            name = request.endpoint or "none"
            self._requests.labels(name, str(response.status_code)).inc()
            if "nintei_began" in g:
                self._seconds.labels(name).observe(time.perf_counter() - g.nintei_began)
            return response

        # Before the doors: a refused request is counted too.
        app.before_request_funcs.setdefault(None, []).insert(0, begin)
        app.after_request(end)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class _Held(Collector):
    """What is held up and what waits, in one read at the scrape."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: the database may not be there yet."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("nintei_database_up", "Whether the database answered.")
        try:
            with self._runtime.db.read() as session:
                held, waiting = health.watched(session), health.open_by_role(session)
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        for name, said in GAUGES.items():
            yield GaugeMetricFamily(f"nintei_{name}", said, value=held[name])
        open_items = GaugeMetricFamily(
            "nintei_open_work_items", "Work items that wait, by role.", labels=["role"]
        )
        for role, count in sorted(waiting.items()):
            open_items.add_metric([role], count)
        yield open_items


GAUGES = {
    "outbox_waiting": f"Side effects to carry out, counted up to {health.MOST}.",
    "outbox_failing": "Of these, tried in vain.",
    "outbox_oldest_age": "Seconds since the oldest untried side effect was due.",
    "overdue_timers": f"Timers whose time has come, counted up to {health.MOST}.",
    "open_incidents": f"Failed steps that nobody has resolved, counted up to {health.MOST}.",
}
