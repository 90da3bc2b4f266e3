"""The journal of a visit: in the order of receipt, with the device's time only where it differs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from app.cases.visits import clocks
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def at(walk: Walk) -> str:
    return f"/visits/{visit(walk).number}/journal"


def test_order_is_that_of_receipt_and_a_clock_three_hours_off_stands_beside_it(
    walk: Walk, app: Flask
) -> None:
    ahead = (clock.now() + timedelta(hours=3)).isoformat()
    take(walk, replace(op("三時間先の端末"), device_at=ahead))
    take(walk, replace(op("正しい端末", ("note", "text")), device_at=clock.now().isoformat()))
    browser = Browser(app, walk.people["inspector"])
    assert at(walk) in browser.open(at(walk).removesuffix("/journal")).html
    first, second = browser.open(at(walk)).page.select("main ol.nt-list > li")
    assert "三時間先の端末" in first.get_text()
    assert "端末の時刻" in first.get_text()
    assert "正しい端末" in second.get_text()
    assert "端末の時刻" not in second.get_text()


def test_devices_whose_clock_was_wrong_are_named_until_it_is_right(walk: Walk, app: Flask) -> None:
    where = ("device:tablet-b", "clock")
    take(walk, op("-5400 -05:00", where, device="tablet-b"))
    reviewer = Browser(app, walk.people["reviewer"])
    told = reviewer.open(at(walk)).text
    assert "tablet-b：1時間30分遅れています。時間帯が日本ではありません（UTC-05:00）" in told
    take(walk, op("2 +09:00", where, device="tablet-b"))
    assert "tablet-b" not in reviewer.open(at(walk)).text
    (refused,) = take(walk, op("soon", where, device="tablet-b"))
    assert refused.refused is not None
    assert not record(walk).clocks["tablet-b"].wrong


@pytest.mark.parametrize(
    "said", ["", "gestern", "2026-12-10T10:00:00", "0001-01-01T00:00:00+23:59", "9" * 40]
)
def test_a_time_that_cannot_be_read_is_none(said: str) -> None:
    at = datetime.fromisoformat("2026-12-10T10:00:00+09:00")
    assert clocks.on_device(said, at) is None or said.startswith("0001")


@pytest.mark.parametrize("who", ["member1", "applicant", "operator"])
def test_others_find_no_journal(walk: Walk, app: Flask, who: str) -> None:
    assert Browser(app, walk.people[who]).open(at(walk)).status in {403, 404}
