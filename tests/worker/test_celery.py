"""Celery only wakes; and what is done once a day is done by one worker."""

import threading
from time import monotonic

import pytest

from app.cases import daily
from app.config import Settings
from app.worker import celery_app
from tests.setup.postgres import free_port
from tests.worker.conftest import Lab
from tests.worker.test_loop import until


@pytest.mark.slow
def test_a_broker_that_is_down_neither_fails_nor_delays_who_wakes(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(broker_url=f"redis://127.0.0.1:{free_port()}/0")
    waker = celery_app.Waker(celery_app.make(settings))
    begun = monotonic()
    waker.wake()
    assert monotonic() - begun < 1
    until(lambda: "broker was not reached" in caplog.text, 30)


def test_of_several_workers_one_takes_the_work_of_the_day(lab: Lab) -> None:
    taken: list[bool] = []
    workers = [
        threading.Thread(target=lambda: taken.append(daily.is_mine(lab.runtime, "purge"))) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == [False, False, False, True]
    assert not daily.is_mine(lab.runtime, "purge")
    assert daily.is_mine(lab.runtime, "anchor")
