"""What broke is logged without the words of the person it broke for."""

import logging
import re
from dataclasses import replace
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.cases.runtime import Runtime
from app.config import ROOT
from tests.web.accounts_app import Visitor
from tests.web.site import site

SECRET = "山田花子の電話番号"
REFERENCE = re.compile(r"reference ([0-9a-f]{8})")


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def _fail() -> NoReturn:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"no room for {SECRET}") from error


def test_a_failing_page_is_logged_by_type_place_and_reference_without_a_persons_words(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.view_functions["home.index"] = _fail
    with caplog.at_level(logging.DEBUG):
        answer = Visitor(app).open("/")
    found = REFERENCE.search(caplog.text)
    assert found is not None
    assert "ValueError at " in caplog.text
    assert "← KeyError at " in caplog.text
    assert re.search(r"tests/web/test_errors\.py:\d+ _fail", caplog.text)
    assert str(ROOT / "app") not in caplog.text
    assert answer.status_code == 500
    assert found[1] in answer.text
    for told in (caplog.text, answer.text):
        assert SECRET not in told


def test_a_failing_statement_does_not_quote_its_values(both: Runtime) -> None:
    with pytest.raises(SQLAlchemyError) as caught, both.db.read() as session:
        session.execute(text("SELECT :words FROM nowhere"), {"words": SECRET})
    assert SECRET not in str(caught.value)


def test_a_file_that_is_too_large_is_told_the_limit_of_this_installation(runtime: Runtime) -> None:
    runtime.settings = replace(runtime.settings, upload_limit=3 * 2**20)
    app = site(runtime)
    answer = Visitor(app).open("/")
    assert answer.status_code == 200
    answer = Visitor(app).client.post("/sign-in", data={"email": "x" * (5 * 2**20)})
    assert answer.status_code == 413
    assert "1つ3MBまで" in answer.text
