"""第6条第2項・第3項: whoever is asked reads why, and what a visit left open, on their own pages."""

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from tests.heard import Sitting
from tests.processes.test_site_inspection import CONSIDERED, later
from tests.processes.visiting import declared
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown, names

WHY = "生成AIの説明について、知見を聴きたい。"
OPEN = "責任者が不在だった。"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def after_visit(runtime: Runtime) -> Walk:
    """A case whose visit is over and whose committee is to be heard; nothing was confirmed on the spot."""
    walk = Walk.open(runtime).until("consider_hearing")
    walk.do("consider_hearing", CONSIDERED | {"hear": "yes", "hear_reason": WHY})
    declared(walk.do("plan_visit")).do("answer_visit")
    return later(walk, 16).do("record_visit").do("write_report").do("check_facts")


def room(app: Flask, sitting: Sitting, name: str, more: str = "") -> Shown:
    """A page of the hearing as that person sees it."""
    return Browser(app, sitting.viewer(name)).open(f"/committee/{sitting.hearing().number}{more}")


def test_members_read_why_they_are_asked_once_they_have_declared(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.convened(runtime, reason=WHY)
    assert WHY not in room(app, sitting, "member1").html
    sitting.declare("member1").declare("chair")
    assert WHY in names(room(app, sitting, "member1").page.select("[aria-labelledby=why]"))[0]
    assert WHY in names(room(app, sitting, "chair", "/chair").page.select("[aria-labelledby=why]"))[0]
    assert WHY not in room(app, sitting, "member2").html


def test_members_read_what_the_visit_could_not_confirm(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting(after_visit(runtime)).convene().declare("member1")
    part = room(app, sitting, "member1").page.select_one("[aria-labelledby=paper-3]")
    assert part is not None
    listed = names(part.select("h4 + ul li"))
    assert len(listed) == 2
    assert all(row.startswith("未確認 ") and row.endswith(OPEN) for row in listed)
    assert len(part.select("table tbody tr")) == 2
    assert OPEN in names(part.select("table tbody tr"))[0]


def test_a_judgement_and_its_reason_do_not_run_together(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.declared(runtime)
    page = room(app, sitting, "member1").page.select_one("[aria-labelledby=paper-2]")
    assert page is not None
    said = page.get_text("|")
    assert "当たらない|同じサービスの取消しはない。" in said
    tab = Browser(app, sitting.viewer("reviewer")).open(f"/cases/{sitting.walk.case_no}?tab=review")
    assert "当たらない|同じサービスの取消しはない。" in tab.page.get_text("|")


def test_the_reason_for_the_visit_stands_where_it_is_planned_and_in_the_review(
    runtime: Runtime, app: Flask
) -> None:
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", CONSIDERED)
    reviewer = Browser(app, walk.people["reviewer"])
    planned = reviewer.open(f"/tasks/{walk.item('plan_visit').id}")
    assert CONSIDERED["visit_reason"] in names(planned.page.select("[aria-labelledby=nt-visit-wanted]"))[0]
    for name in ("reviewer", "decider"):
        tab = Browser(app, walk.people[name]).open(f"/cases/{walk.case_no}?tab=review")
        assert f"現地調査をするか する {CONSIDERED['visit_reason']}" in tab.text


def test_the_step_that_asks_for_a_hearing_shows_the_review(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("consider_hearing")
    page = Browser(app, walk.people["decider"]).open(f"/tasks/{walk.item('consider_hearing').id}")
    card = page.page.select_one("[aria-labelledby=nt-findings]")
    assert card is not None
    assert "適 227" in names([card])[0]
    assert card.select_one(f'a[href="/cases/{walk.case_no}?tab=review"]') is not None
    assert page.page.select_one("[aria-labelledby=nt-review]") is not None


def test_the_result_stands_in_the_review_before_the_case_has_ended(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("decide").do("decide")
    assert walk.case().result is None
    tab = Browser(app, walk.people["decider"]).open(f"/cases/{walk.case_no}?tab=review")
    assert "決定 認定（" in tab.text
