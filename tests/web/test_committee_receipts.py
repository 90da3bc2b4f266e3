"""The receipt of a shut seat (case 18): its own person's alone, without a word of the case; declaring again."""

import pytest
from flask import Flask

from app.cases.hearings import mails
from app.cases.runtime import Runtime
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser, Shown

MISTAKE = "同じ名前の別の会社と取り違えていました。"


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    """A hearing from which the declaration of `member1` keeps that member."""
    return Sitting.convened(runtime).declare("member1", "has", kinds=["business"], text="青空との取引。")


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def address(sitting: Sitting, name: str = "member1") -> str:
    return f"/committee/receipts/{mails.receipt(sitting.seat(name))}"


def opened(app: Flask, sitting: Sitting, name: str = "member1", path: str = "") -> Shown:
    return Browser(app, sitting.viewer(name)).open(path or address(sitting))


def words_of_the_case(sitting: Sitting) -> tuple[str, ...]:
    return (sitting.walk.case_no, sitting.hearing().number, "青空")


def test_the_home_leads_to_the_receipt_which_tells_nothing_of_the_case(app: Flask, sitting: Sitting) -> None:
    home = opened(app, sitting, path="/committee")
    assert home.page.select_one(f"a[href='{address(sitting)}']") is not None
    shown = opened(app, sitting)
    assert "取引" in shown.text
    assert "申告をやり直す" in shown.text
    assert not [word for word in words_of_the_case(sitting) if word in shown.html]


def test_a_mistake_is_declared_again_and_waits(app: Flask, sitting: Sitting) -> None:
    browser = Browser(app, sitting.viewer("member1"))
    fields = browser.open(address(sitting)).fields("form.nt-form")
    answer = browser.send(address(sitting), {**fields, "reason": MISTAKE})
    assert answer.status == 303
    sitting.walk.settle()
    shown = opened(app, sitting)
    assert "認定責任者が判断しています" in shown.text
    assert "申告し直す" not in shown.text
    assert not [word for word in words_of_the_case(sitting) if word in shown.html]
    sitting.walk.do("judge_renewal", {"effect": "none", "reason": "取り違えと確かめた。"})
    assert opened(app, sitting).status == 404
    assert opened(app, sitting, path=f"/committee/{sitting.hearing().number}").status == 200


def test_without_a_reason_it_is_not_taken(app: Flask, sitting: Sitting) -> None:
    browser = Browser(app, sitting.viewer("member1"))
    fields = browser.open(address(sitting)).fields("form.nt-form")
    answer = browser.send(address(sitting), {**fields, "reason": " "})
    assert answer.status == 422
    assert "理由を書いてください" in answer.text


def test_another_persons_receipt_is_an_unknown_number(app: Flask, sitting: Sitting) -> None:
    unknown = opened(app, sitting, "member2", "/committee/receipts/S-999999")
    for path in (address(sitting), address(sitting, "member2"), "/committee/receipts/1"):
        shown = opened(app, sitting, "member2", path)
        assert (shown.status, shown.text) == (unknown.status, unknown.text) == (404, unknown.text)


def test_a_seat_left_by_ones_own_wish_has_a_receipt_and_no_way_back(app: Flask, sitting: Sitting) -> None:
    with sitting.runtime.db.step() as session:
        session.get_one(type(sitting.seat("member2")), sitting.seat("member2").id).state = "recused"
    shown = opened(app, sitting, "member2", address(sitting, "member2"))
    assert "回避" in shown.text
    assert "申告をやり直す" not in shown.text
