"""What the provider reads on its page before a visit: who comes, what is asked, what it costs, the letter to print."""

import pypdfium2
import pytest
from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from tests.processes.test_late_tie import OUT, tied
from tests.processes.test_site_inspection import plan
from tests.processes.test_visit_costs import asked
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def at(walk: Walk) -> str:
    return f"/applications/{walk.case_no}/visits/{visit(walk).number}"


def page(app: Flask, walk: Walk) -> str:
    return Browser(app, walk.people["applicant"]).open(at(walk)).text


def test_nothing_of_the_plan_is_read_before_the_request(runtime: Runtime, app: Flask) -> None:
    walk = begun(runtime).do("plan_visit")
    assert walk.waiting() == {"declare_tie": "inspector"}
    words = page(app, walk)
    for each in ("inspector", visit(walk).site, visit(walk).necessity):
        assert each not in words
    assert Browser(app, walk.people["applicant"]).open(f"{at(walk)}/request.pdf").status == 404


@pytest.mark.article("第6条第3項")
def test_who_comes_what_is_asked_and_until_when_stand_on_the_page(runtime: Runtime, app: Flask) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    words = page(app, walk)
    lead, other = (walk.people[each].name for each in ("inspector", "second_inspector"))
    due = walk.item("answer_visit").due_on
    assert due is not None
    for each in (
        f"{lead}（主任）",
        other,
        "サーバの設置場所",
        visit(walk).necessity,
        "第6条第3項",
        "費用の負担は求めません（第6条第3項）",
        f"{due.year}年{due.month}月{due.day}日",
        "この画面か郵送で",
    ):
        assert each in words, each


@pytest.mark.article("第15条第3項")
def test_the_cost_that_was_told_stands_there_with_its_day(runtime: Runtime, app: Flask) -> None:
    walk = asked(runtime)
    words = page(app, walk)
    today = clock.today()
    told = f"{today.year}年{today.month}月{today.day}日"
    for each in (
        "第15条第2項",
        "120,000円",
        "旅費2名分",
        told,
        "見積りとしてお知らせしました（第15条第3項）",
    ):
        assert each in words, each
    assert "費用の負担は求めません" not in words


def test_the_letter_can_be_printed_and_says_the_day_of_the_answer(runtime: Runtime, app: Flask) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    browser = Browser(app, walk.people["applicant"])
    link = browser.open(at(walk)).page.find("a", string="調査依頼書（PDF・印刷用）")
    assert link is not None
    answer = browser.client.get(str(link["href"]))  # type: ignore[index] # a link has an address
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = pypdfium2.PdfDocument(answer.data)
    words = "".join(each.get_textpage().get_text_range() for each in pages).replace("\r\n", "")
    due = walk.item("answer_visit").due_on
    assert due is not None
    for each in (
        "調査依頼書",
        visit(walk).number,
        "（主任）",
        f"回答の期限：{due.year}年{due.month}月{due.day}日",
    ):
        assert each in words, each
    assert "The Japanese letter is the one that counts" in words.replace("\n", " ")


@pytest.mark.parametrize("who", ["member1", "inspector", "reviewer", "stranger"])
def test_others_do_not_find_the_letter_there(runtime: Runtime, app: Flask, who: str) -> None:
    walk = agreed(runtime)
    assert Browser(app, walk.people[who]).open(f"{at(walk)}/request.pdf").status in {403, 404}


def test_a_paused_inspector_stays_named_until_a_decider_has_judged(runtime: Runtime, app: Flask) -> None:
    walk = tied(agreed(runtime))
    name = walk.people["second_inspector"].name
    assert name in page(app, walk)
    walk.do("judge_late_tie", OUT)
    assert name not in page(app, walk)


def test_a_new_plan_is_not_read_before_its_letter(runtime: Runtime, app: Flask) -> None:
    walk = begun(runtime)
    first, second = (str(walk.people[name].user_id) for name in ("inspector", "second_inspector"))
    declared(walk.do("plan_visit", {**plan(walk), "team": [first], "lead": first}))
    walk.do("answer_visit", {"reply": "refuse", "reason": "業務の繁忙期である。"})
    walk.do("judge_reply", {"choice": "replan", "reason": "場所を替える。"})
    walk.do("plan_visit", {**plan(walk), "site": "別の事業所", "team": [second], "lead": second})
    assert walk.waiting() == {"declare_tie": "inspector"}
    assert "別の事業所" not in page(app, walk)
    assert "調査の予定を見直しています" in page(app, walk)
    declared(walk)
    assert "別の事業所" in page(app, walk)
