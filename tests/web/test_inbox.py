"""The inbox: whose work stands where, taking it and giving it back."""

import re

import pytest
from flask import Flask
from sqlalchemy import insert

from app import clock
from app.cases import claiming
from app.cases.runtime import Runtime
from app.store.models.procedures import NO_DUE_DATE, WorkItem
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown, names


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def rows(shown: Shown) -> list[str]:
    """The steps of the list."""
    return names(shown.page.select("tbody th a"))


def tabs(shown: Shown) -> list[str]:
    return names(shown.page.select(".nt-tabs a"))


def test_work_stands_with_the_role_until_somebody_takes_it(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    first, second = Browser(app, walk.people["reviewer"]), Browser(app, walk.people["second_reviewer"])
    shown = first.open("/inbox")
    assert tabs(shown) == ["自分の担当 0 件", "自分の組 1 件", "完了"]
    assert rows(shown) == ["第8条に当たるか判断する"]
    assert walk.case_no in shown.text
    assert "あと3日" in shown.text
    item = walk.item("judge_bar")
    form = shown.form(f'form[action="/tasks/{item.id}/claim"]')
    assert first.send(str(form["action"]), shown.fields(f'form[action="{form["action"]}"]')).status == 303
    assert tabs(first.open("/inbox"))[:2] == ["自分の担当 1 件", "自分の組 0 件"]
    assert rows(second.open("/inbox?tab=group")) == []
    mine = first.open("/inbox?tab=mine")
    release = f'form[action="/tasks/{item.id}/release"]'
    first.send(f"/tasks/{item.id}/release", mine.fields(release))
    assert rows(second.open("/inbox?tab=group")) == ["第8条に当たるか判断する"]


def test_a_light_repeats_in_words_how_urgent_a_step_is(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    browser = Browser(app, walk.people["reviewer"])
    assert browser.open("/inbox").page.select_one(".nt-due--soon") is not None
    clock.fix(clock.now().replace(day=30))
    late = browser.open("/inbox").page.select_one(".nt-due--overdue")
    assert late is not None
    assert "3日超過" in late.get_text()


def test_several_steps_are_taken_at_once_and_the_lost_ones_are_told(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    other = Walk.open(runtime, walk.people, service="別のサービス").until("judge_bar")
    browser = Browser(app, walk.people["reviewer"])
    data = browser.open("/inbox?tab=group").fields("form#claim")
    items = [walk.item("judge_bar").id, other.item("judge_bar").id]
    claiming.claim(runtime, walk.people["second_reviewer"], items[0])
    data.setlist("item", [str(each) for each in items])
    sent = browser.send("/inbox/claim", data)
    assert "1件を引き受けました。1件は" in browser.open("/inbox?tab=mine").text
    assert sent.status == 303
    data.setlist("item", [])
    browser.send("/inbox/claim", data)
    assert "選んでください" in browser.open("/inbox").text


def test_nobody_takes_a_step_from_a_colleague(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    item = walk.item("judge_bar")
    browser = Browser(app, walk.people["second_reviewer"])
    token = browser.open("/inbox?tab=group").fields("form#claim")
    claiming.claim(runtime, walk.people["reviewer"], item.id)
    answer = browser.send(f"/tasks/{item.id}/claim", token)
    assert answer.status == 403
    assert "先に引き受けました" in answer.text
    assert browser.send(f"/tasks/{item.id}/release", token).status == 403
    assert browser.send("/tasks/99999/claim", token).status == 404


def test_the_list_is_narrowed_by_step_and_by_words(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    Walk.open(runtime, walk.people, service="緑の翻訳").until("assess_items")
    browser = Browser(app, walk.people["reviewer"])
    shown = browser.open("/inbox?tab=group")
    chip = next(a for a in shown.page.select("a.nt-chip") if "開示項目" in a.get_text())
    assert rows(browser.open(str(chip["href"]))) == ["開示項目を審査する"]
    assert rows(browser.open("/inbox?tab=group&q=チャット")) == ["第8条に当たるか判断する"]
    assert rows(browser.open("/inbox?tab=group&q=緑 翻訳")) == ["開示項目を審査する"]
    nothing = browser.open("/inbox?tab=group&q=どこにもない")
    assert "条件に合う作業はありません" in nothing.text


def test_each_empty_tab_says_what_would_stand_there(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime)
    browser = Browser(app, walk.people["decider"])
    assert "引き受けた作業が" in browser.open("/inbox?tab=mine").text
    assert "認定責任者" in browser.open("/inbox?tab=group").text
    assert "完了した作業が" in browser.open("/inbox?tab=done").text


def test_done_work_leads_to_what_came_of_it(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar").do("judge_bar")
    browser = Browser(app, walk.people["reviewer"])
    shown = browser.open("/inbox?tab=done")
    assert rows(shown) == ["第8条に当たるか判断する"]
    link = shown.page.select_one("tbody th a")
    assert link is not None
    assert browser.open(str(link["href"])).title == "完了しました"


def test_a_long_list_goes_on_where_it_ended_and_is_counted_to_99(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    item = walk.item("judge_bar")
    with runtime.db.step() as session:
        row = {
            column.key: getattr(item, column.key)
            for column in WorkItem.__table__.columns
            if column.key not in {"id", "task_id", "due_on"}
        }
        session.execute(
            insert(WorkItem), [row | {"task_id": 1000 + n, "due_on": NO_DUE_DATE} for n in range(120)]
        )
    browser = Browser(app, walk.people["reviewer"])
    seen = 0
    shown = browser.open("/inbox?tab=group")
    assert tabs(shown)[1] == "自分の組 99+ 件"
    for expected in (50, 50, 21):
        assert len(rows(shown)) == expected
        seen += expected
        following = shown.page.select_one('a[rel="next"]')
        assert (following is None) == (seen == 121)
        if following is not None:
            assert following.get_text() == "次の50件"
            shown = browser.open(str(following["href"]))


@pytest.mark.parametrize(
    "cursor", ["x", "9999-99-99.1", "5", "2026-01-01.", "2026-01-01.99999999999999999999"]
)
def test_a_cursor_of_somebody_elses_making_starts_at_the_beginning(
    runtime: Runtime, app: Flask, cursor: str
) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    assert len(rows(Browser(app, walk.people["reviewer"]).open(f"/inbox?tab=group&after={cursor}"))) == 1


def test_the_secretariat_gives_a_waiting_step_to_somebody_on_the_page_of_the_case(
    runtime: Runtime, app: Flask
) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    item, office = walk.item("judge_bar"), walk.people["secretariat"]
    claiming.claim(runtime, walk.people["reviewer"], item.id)
    browser = Browser(app, office)
    page = browser.open(f"/cases/{walk.case_no}")
    form = f'form[action="/tasks/{item.id}/assign"]'
    offered = {str(option["value"]) for option in page.form(form).select("option[value]")} - {""}
    assert offered == {str(walk.people[who].user_id) for who in ("second_reviewer", "reviewing_decider")}
    fields = page.fields(form)
    fields.setlist("to", [str(walk.people["second_reviewer"].user_id)])
    assert "理由を書いてください" in browser.follow(browser.send(f"/tasks/{item.id}/assign", fields)).html
    assert walk.item("judge_bar").assignee_id == walk.people["reviewer"].user_id
    fields.setlist("reason", ["担当者の休暇のため"])
    after = browser.follow(browser.send(f"/tasks/{item.id}/assign", fields))
    assert "担当者を決めました" in after.html
    assert "担当者の休暇のため" in after.text
    assert walk.item("judge_bar").assignee_id == walk.people["second_reviewer"].user_id
    fields.setlist("to", [str(walk.people["fee_clerk"].user_id)])
    assert "別の人を選んで" in browser.follow(browser.send(f"/tasks/{item.id}/assign", fields)).html
    fields.setlist("to", [""])
    assert "だれに割り当てるか" in browser.follow(browser.send(f"/tasks/{item.id}/assign", fields)).html
    fields.setlist("to", ["1"])
    assert browser.send("/tasks/99999/assign", fields).status == 404
    assert walk.item("judge_bar").assignee_id == walk.people["second_reviewer"].user_id


def test_nobody_but_the_secretariat_is_offered_to_assign_or_may(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    item = walk.item("judge_bar")
    for who in ("reviewer", "decider"):
        browser = Browser(app, walk.people[who])
        page = browser.open(f"/cases/{walk.case_no}")
        assert "/assign" not in page.html
        token = browser.open("/inbox?tab=group").page.select_one('input[name="csrf_token"]')
        assert token is not None
        sent = {
            "csrf_token": str(token["value"]),
            "to": str(walk.people["second_reviewer"].user_id),
            "reason": "x",
        }
        assert browser.send(f"/tasks/{item.id}/assign", sent).status == 403
    assert walk.item("judge_bar").assignee_id is None


def test_a_party_has_no_inbox(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime)
    assert Browser(app, walk.people["applicant"]).client.get("/inbox").status_code == 403
    answer = Browser(app).client.get("/inbox")
    assert answer.status_code == 303
    assert re.match(r"/sign-in", answer.headers["Location"])
