"""The first page."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from app.store.models.people import User
from app.store.viewer import Viewer
from tests.people import people
from tests.web.accounts_app import Visitor
from tests.web.site import signed_in, site


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_a_visitor_can_search_verify_and_learn_how_to_apply(app: Flask) -> None:
    page = BeautifulSoup(Visitor(app).open("/").text, "html.parser")
    forms = {form["action"]: form for form in page.select("main form")}
    assert set(forms) == {"/registry", "/verify"}
    links = {link["href"] for link in page.select("main a")}
    assert {"/registry", "/sign-up", "/sign-in"} <= links


@pytest.mark.parametrize(
    ("role", "place"),
    [("applicant", "/applications"), ("secretariat", "/inbox"), ("decider", "/inbox"), ("operator", "/desk")],
)
def test_everybody_else_comes_to_the_page_they_work_from(
    app: Flask, runtime: Runtime, role: str, place: str
) -> None:
    answer = signed_in(app, people(runtime)[role]).open("/")
    assert (answer.status_code, answer.location) == (302, place)


def test_who_acts_for_nobody_yet_is_told_to_register_a_provider(app: Flask, runtime: Runtime) -> None:
    with runtime.db.step() as session:
        user = User(
            email="new@example.jp",
            name="新人",
            password_hash="!",
            verified_at=clock.now(),
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        viewer = Viewer(user.id, user.name)
    page = BeautifulSoup(signed_in(app, viewer).open("/").text, "html.parser")
    assert page.select_one("main .nt-button--primary")["href"] == "/provider/new"


def test_the_english_page_says_the_same_in_english_chrome(app: Flask) -> None:
    page = Visitor(app).open("/?lang=en")
    assert '<html lang="en">' in page.text
