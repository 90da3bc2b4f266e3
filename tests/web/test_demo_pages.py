"""The demo's clock and mailbox; outside the demo they do not exist."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.config import Settings
from app.store.models.procedures import Event, Mail
from app.web.demo import account_of, linked, restore_clock
from tests.people import people
from tests.walk import Walk
from tests.web.accounts_app import Visitor
from tests.web.site import site


@pytest.fixture(autouse=True)
def _running_clock() -> Iterator[None]:
    clock.fix(None)
    yield
    clock.shift(timedelta(0))


@pytest.fixture
def visitor(runtime: Runtime) -> Visitor:
    return Visitor(site(runtime))


def ahead() -> float:
    """How many days the legal clock is ahead."""
    return clock.offset() / timedelta(days=1)


def test_outside_the_demo_none_of_these_pages_exists(runtime: Runtime) -> None:
    runtime.settings = replace(runtime.settings, demo=False)
    visitor = Visitor(site(runtime))
    for path in ("/demo", "/demo/mail", "/demo/mail/1"):
        assert visitor.open(path).status_code == 404
    token = BeautifulSoup(visitor.open("/sign-in").text, "html.parser").select_one("[name=csrf_token]")
    moved = visitor.client.post("/demo", data={"csrf_token": token["value"], "wish": "30"})
    assert (moved.status_code, ahead()) == (404, 0)


def test_the_clock_moves_forward_and_back_to_the_real_time(visitor: Visitor) -> None:
    for wish, days in (("1", 1), ("7", 8), ("30", 38)):
        assert visitor.send("/demo", wish=wish).status_code == 303
        assert ahead() == pytest.approx(days, abs=0.001)
    assert visitor.send("/demo", wish="reset").status_code == 303
    assert ahead() == pytest.approx(0, abs=0.001)


def test_the_clock_moves_to_a_day_and_time_in_japan(visitor: Visitor) -> None:
    assert visitor.send("/demo", wish="at", at="2028-05-02T09:30").status_code == 303
    assert f"{clock.now().astimezone(clock.JST):%Y-%m-%d %H:%M}" == "2028-05-02 09:30"
    assert "2028年5月2日（火） 09:30" in visitor.open("/demo").text


@pytest.mark.parametrize("at", ["2020-01-01T00:00", "2100-01-01T00:00", "明日", ""])
def test_the_clock_goes_neither_before_the_real_time_nor_nowhere(visitor: Visitor, at: str) -> None:
    answer = visitor.send("/demo", wish="at", at=at)
    assert (answer.status_code, ahead()) == (422, 0)


def test_the_clock_is_as_far_ahead_after_a_restart(visitor: Visitor, runtime: Runtime) -> None:
    visitor.send("/demo", wish="30")
    clock.shift(timedelta(0))
    site(runtime)
    assert ahead() == pytest.approx(30, abs=0.001)
    clock.shift(timedelta(0))
    restore_clock(replace(runtime.settings, demo=False))
    assert ahead() == 0, "outside the demo the clock is never moved"


def test_a_file_cut_short_leaves_the_real_time(tmp_path: Path) -> None:
    (tmp_path / "demo.clock").write_text("12x")
    restore_clock(Settings(data=tmp_path, secret_key="k" * 40, demo=True))
    assert ahead() == 0


def test_what_is_due_by_then_happens_at_once(visitor: Visitor, runtime: Runtime) -> None:
    walk = Walk.open(runtime, people(runtime)).until("match_payment")
    visitor.send("/demo", wish="30")
    assert "納付のお願い" in visitor.open("/demo/mail").text
    assert walk.waiting() == {"match_payment": "fee_clerk"}


def test_what_happens_on_the_way_carries_the_date_of_its_day(visitor: Visitor, runtime: Runtime) -> None:
    Walk.open(runtime, people(runtime)).until("match_payment")
    begun = clock.today()
    visitor.send("/demo", wish="30")
    with runtime.db.read() as session:
        days = list(session.scalars(select(Event.legal_date).where(Event.kind == "timer")))
    assert [day - begun for day in days] == [timedelta(days=14), timedelta(days=28)]


def test_mails_are_listed_and_read_with_links_and_without_markup(visitor: Visitor, runtime: Runtime) -> None:
    with runtime.db.step() as session:
        for number in range(60):
            mail = Mail(
                key=f"k{number}",
                to="a@example.jp" if number else "b@example.jp",
                subject=f"件名{number}",
                body="<script>alert(1)</script>\n（https://nintei.example/verify/0001-2611）。\njavascript:alert(2)",
                sent_at=clock.now(),
            )
            session.add(mail)
    page = BeautifulSoup(visitor.open("/demo/mail").text, "html.parser")
    assert len(page.select("tbody tr")) == 50
    assert (
        len(BeautifulSoup(visitor.open("/demo/mail?before=11").text, "html.parser").select("tbody tr")) == 10
    )
    assert "件名0" in visitor.open("/demo/mail?to=b@example.jp").text
    text = visitor.open("/demo/mail/1").text
    assert "&lt;script&gt;" in text
    links = [link["href"] for link in BeautifulSoup(text, "html.parser").select("main .nt-card a")]
    assert links == ["https://nintei.example/verify/0001-2611"]
    assert visitor.open("/demo/mail/999").status_code == 404


def test_pieces_of_a_text_are_the_whole_text() -> None:
    text = "前https://a.example/b?c=d&e=f。後http://x.example/"
    pieces = list(linked(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_url in pieces if is_url] == [
        "https://a.example/b?c=d&e=f",
        "http://x.example/",
    ]


def test_an_account_is_read_from_its_row() -> None:
    found = account_of(["審査員", "reviewer@example.jp", "secret", "案件を審査する"])
    assert found is not None
    assert (found.labels, found.email, found.password) == (
        ("審査員", "案件を審査する"),
        "reviewer@example.jp",
        "secret",
    )
    assert account_of(["no address"]) is None
