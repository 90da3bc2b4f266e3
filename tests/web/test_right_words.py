"""Each reader finds words for where they stand: inspectors, whose term ended, and the provider while others work."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from tests.heard import Sitting
from tests.processes.test_site_inspection import CONSIDERED, later, mails
from tests.processes.test_team_declaration import hinted, tie
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

NOTHING_INSIDE = ("委員", "招集", "議事録", "調査員", "利害関係")
REVIEWED = "審査の担当：申請の内容を審査しています"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def now_told(app: Flask, walk: Walk) -> str:
    """What the provider's page says of where the case stands."""
    card = (
        Browser(app, walk.people["applicant"])
        .open(f"/applications/{walk.case_no}")
        .page.select_one("[aria-labelledby=next]")
    )
    assert card is not None
    return card.get_text(" ", strip=True)


def test_the_case_number_in_an_inspector_s_inbox_leads_to_the_visit(runtime: Runtime, app: Flask) -> None:
    walk = agreed(runtime)
    browser = Browser(app, walk.people["inspector"])
    link = browser.open("/inbox").page.find("a", string=walk.case_no)
    assert link is not None
    assert link["href"] == f"/visits/{visit(walk).number}"  # type: ignore[index] # a tag
    assert browser.open(str(link["href"])).status == 200  # type: ignore[index] # a tag


def test_who_was_judged_hears_of_it_by_a_mail_without_the_case(runtime: Runtime) -> None:
    walk = hinted(runtime)
    assert mails(walk, "利害関係の判断が済みました") == []
    walk.do("judge_tie", {"effect": "none", "reason": "終わった取引で、3年を超える。"})
    assert mails(walk, "利害関係の判断が済みました") == ["inspector@example.jp"]


def test_after_declaring_the_judgement_is_told_and_no_colleague_s_step(runtime: Runtime, app: Flask) -> None:
    walk = begun(runtime)
    tie(walk, "inspector")
    walk.do("plan_visit")
    items = {item.assignee_id: item for item in walk.items()}
    for name, given in (
        ("second_inspector", {"result": "none"}),
        ("inspector", {"result": "none", "text": "取引は5年前に終わった。"}),
    ):
        item = items[walk.people[name].user_id]
        browser = Browser(app, walk.people[name])
        after = browser.follow(browser.fill(browser.open(f"/tasks/{item.id}"), given))
        assert "利害関係を申告する 期限" not in after.text
        assert "調査員：利害関係を申告する" not in after.text
        assert ("認定責任者が判断しています" in after.text) is (name == "inspector")


@pytest.mark.parametrize("name", ["member1", "inspector"])
def test_whose_term_has_ended_is_not_asked_to_register_a_company(
    runtime: Runtime, app: Flask, name: str
) -> None:
    walk = begun(runtime)
    user_id = walk.people[name].user_id
    with runtime.db.step() as session:
        for row in session.scalars(select(Appointment).where(Appointment.user_id == user_id)):
            row.ended_on = clock.today()
    clock.fix(clock.now() + timedelta(minutes=1))
    shown = Browser(app, walk.people[name]).open("/")
    assert "任期は終わりました" in shown.text
    assert "事業者を登録する" not in shown.text


def test_the_provider_is_told_of_the_review_while_the_committee_works(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.wanted(runtime)
    told = [now_told(app, sitting.walk)]
    sitting.convene(("chair", "member1", "member2"))
    told.append(now_told(app, sitting.walk))
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name)
    told.append(now_told(app, sitting.walk))
    sitting.close()
    told.append(now_told(app, sitting.walk))
    for each in told:
        assert each.startswith(f"今の状況 {REVIEWED}")
        assert not any(word in each for word in NOTHING_INSIDE)


def test_the_provider_is_told_of_each_step_of_a_visit_once_it_knows_of_it(
    runtime: Runtime, app: Flask
) -> None:
    walk = Walk.open(runtime).until("consider_hearing")
    assert REVIEWED in now_told(app, walk)
    walk.do("consider_hearing", CONSIDERED)
    assert REVIEWED in now_told(app, walk)
    walk.do("plan_visit")
    assert REVIEWED in now_told(app, walk)
    declared(walk).do("answer_visit")
    assert "決まった日に現地調査を行い、記録をまとめます" in now_told(app, walk)
    later(walk, 16).do("record_visit")
    assert "現地調査の報告書をまとめています" in now_told(app, walk)
