"""The case file, the list of cases, and the search: for those who have a part in the case."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.runtime import Runtime
from app.store.models.certificates import Certificate
from tests import answers
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, names

TABS = ("timeline", "filing", "review", "documents", "diagram", "record", "handover")


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_the_head_says_who_acts_next_and_until_when(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("decide")
    shown = Browser(app, walk.people["decider"]).open(f"/cases/{walk.case_no}")
    assert walk.case_no in shown.title
    assert "審査中" in shown.title
    card = shown.page.select_one(".nt-case__head section")
    assert card is not None
    words = " ".join(card.get_text(" ").split())
    assert "認定するか決定する" in words
    assert "認定責任者" in words
    assert "あと7日" in words
    assert shown.page.select_one(f'a[href="/tasks/{walk.item("decide").id}"]') is not None


def test_every_tab_of_a_finished_case_opens(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).finish()
    browser = Browser(app, walk.people["decider"])
    for tab in TABS:
        for language in ("ja", "en"):
            shown = browser.open(f"/cases/{walk.case_no}?tab={tab}&lang={language}")
            assert shown.status == 200, tab
            assert len(names(shown.page.select('.nt-tabs [aria-current="page"]'))) == 1
    assert browser.client.get(f"/cases/{walk.case_no}?tab=other").status_code == 404


def test_the_timeline_names_person_article_and_answer(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("summarise_review")
    shown = Browser(app, walk.people["decider"]).open(f"/cases/{walk.case_no}")
    lines = names(shown.page.select(".nt-timeline > li"))
    judged = next(line for line in lines if "第8条に当たるか判断する" in line)
    assert "reviewer（審査員）" in judged
    assert "第8条" in judged
    assert "第8条に当たりますか：当たらない" in judged
    assert lines[-1].startswith("「認定の申請」の手続を始めた")


@pytest.mark.refusal("X10", basis="inference", article="第5条第1項")
def test_an_attempt_that_the_rules_refused_stays_on_record(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("match_payment")
    clerk = Browser(app, walk.people["fee_clerk"])
    path = f"/tasks/{walk.item('match_payment').id}"
    wrong = {"outcome": "paid", "paid_on": "2026-11-24", "amount": "5", "payer": "誰か"}
    clerk.fill(clerk.open(path), wrong)
    assert "受け付けられなかった" in clerk.open(f"/cases/{walk.case_no}").text


def test_a_correction_shows_what_changed(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("assess_items")
    given = answers.usual(walk, "assess_items").given
    given["items"]["b.provider_name"] = {"verdict": "unfit", "note": "登記と違います。"}
    given |= {"next": "correct", "correction_text": "名称を直してください。", "correction_due": "2026-12-10"}
    walk.do("assess_items", given)
    sheet = answers.sheet(walk, "B", "C")
    sheet["b.provider_name"] |= {"value": "青空ソフト株式会社"}
    walk.do("answer_correction", {"explanation": "直しました。", "items": sheet})
    browser = Browser(app, walk.people["decider"])
    shown = browser.open(f"/cases/{walk.case_no}?tab=filing")
    assert "前の版から変わった項目（1件）" in shown.text
    assert names(shown.page.select("table del")) == ["定めている"]
    assert names(shown.page.select("table ins")) == ["青空ソフト株式会社"]
    first = browser.open(f"/cases/{walk.case_no}?tab=filing&revision=1&section=B02")
    assert "定めている" in first.text
    assert browser.client.get(f"/cases/{walk.case_no}?tab=filing&revision=9").status_code == 404
    review = browser.open(f"/cases/{walk.case_no}?tab=review")
    assert "名称を直してください。" in review.text


def test_the_letter_of_handover_says_what_is_owed_by_whom_by_when(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("match_payment")
    shown = Browser(app, walk.people["fee_clerk"]).open(f"/cases/{walk.case_no}?tab=handover")
    letter = shown.page.select_one("article")
    assert letter is not None
    words = " ".join(letter.get_text(" ").split())
    assert "入金を確認する 経理担当 2026年12月22日" in words
    assert "は未納です" in words
    assert "申請を受け付けた" in words


def test_a_case_that_one_has_no_part_in_answers_like_an_unknown_number(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("assess_items")
    browser = Browser(app, walk.people["fee_clerk"])
    assert browser.client.get(f"/cases/{walk.case_no}").status_code == 200
    walk.people.by_role["late_clerk"] = walk.people["publisher"]
    stranger = Browser(app, walk.people["publisher"])
    hidden = stranger.client.get(f"/cases/{walk.case_no}")
    unknown = stranger.client.get("/cases/A2026-9999")
    assert hidden.status_code == unknown.status_code == 404
    assert masked(hidden.text, walk.case_no) == masked(unknown.text, "A2026-9999")


def masked(html: str, case_no: str) -> str:
    return re.sub(r'value="[^"]*"', "", html.replace(case_no, "NUMBER"))


def test_the_list_holds_only_the_cases_that_one_may_see(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    other = Walk.open(runtime, walk.people, service="緑の翻訳")
    shown = Browser(app, walk.people["reviewer"]).open("/cases")
    assert walk.case_no in shown.text
    assert other.case_no not in shown.text
    decider = Browser(app, walk.people["decider"])
    assert other.case_no in decider.open("/cases?open=0").text
    assert walk.case_no not in decider.open("/cases?q=緑").text


def test_the_search_finds_by_every_number_and_by_name(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).finish()
    case = walk.case()
    with runtime.db.read() as session:
        no = session.scalar(select(Certificate.no))
    browser = Browser(app, walk.people["decider"])
    for query in (
        walk.case_no,
        walk.case_no.lower(),
        str(case.arrival_no),
        str(no),
        "青空",
        "ちゃっと",
    ):
        shown = browser.open(f"/search?q={query}")
        assert f'href="/cases/{walk.case_no}"' in shown.html, query
    assert f'href="/registry/{no}"' in browser.open("/search?q=青空チャット").html
    assert "合うものはありません" in browser.open("/search?q=どこにもない").text
    assert browser.open("/search").status == 200
    assert Browser(app, walk.people["applicant"]).client.get("/search?q=青空").status_code == 403


def test_the_diagram_marks_what_is_done_and_what_waits(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("decide")
    shown = Browser(app, walk.people["decider"]).open(f"/cases/{walk.case_no}?tab=diagram")
    figure = shown.page.select_one("figure.nt-diagram")
    assert figure is not None
    assert figure["tabindex"] == "0"
    assert figure.select_one("#node-decide.current") is not None
    assert figure.select_one("#node-judge_bar.done") is not None
    lines = names(shown.page.select(".nt-steps li"))
    assert "書類を提出する 申請者・済み" in lines
    assert "認定するか決定する 認定責任者・今ここ" in lines
