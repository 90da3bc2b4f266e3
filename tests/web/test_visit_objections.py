"""What the provider objects to in the report of a visit, and what each side reads of it."""

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from tests.cases.test_visit_record import op, take
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed
from tests.web.site import site
from tests.web.test_visits import task
from tests.web.work_site import Browser


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_the_number_of_a_finding_is_read_and_cannot_be_written(runtime: Runtime, app: Flask) -> None:
    walk = later(agreed(runtime), 16)
    take(walk, op("扉に鍵がない。", ("finding:new-1", "statement")))
    walk.do("record_visit")
    browser = Browser(app, walk.people["inspector"])
    shown = browser.follow(browser.fill(task(browser, walk, "write_report"), press="_add=findings"))
    numbers = shown.page.select('[name^="findings-"][name$="-no"]')
    assert [(each["type"], each["value"]) for each in numbers] == [("hidden", "F-1"), ("hidden", "")]
    assert "報告書を出すときに付きます。" in shown.text
    refused = browser.fill(
        shown,
        {
            "summary": "設置場所を確かめた。",
            "findings-0-no": "F-9",
            "findings-0-grade": "minor",
            "findings-0-criterion": "B11",
            "findings-0-state": "open",
        },
    )
    assert refused.status == 422
    assert "記録にない番号です" in refused.text
