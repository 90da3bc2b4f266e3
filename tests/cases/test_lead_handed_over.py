"""運用: a lead who can no longer go on hands over to somebody who could have been named, or the visit is planned again."""

import pytest
from sqlalchemy import select

from app import clock
from app.cases import appointments, standing_in, standing_interests
from app.cases.errors import CaseError, NotYours, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import filing, found, leading
from app.engine import NotTheirs
from app.store.models.appointments import Appointment
from app.store.models.people import User, UserRole
from app.store.models.procedures import Event, Mail
from app.store.models.visits import VisitMember
from app.store.reading.members import stranded
from tests import answers, seated
from tests.people import CORPORATE_NUMBER, appointed
from tests.processes.test_site_inspection import later, mails
from tests.processes.test_visit_report import OBJECTS
from tests.processes.visiting import agreed, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

WHY = "任期が終わったため。"


def recorded(runtime: Runtime) -> Walk:
    """The record is closed, and the report waits for the lead."""
    return later(agreed(runtime), 16).do("record_visit")


def leave(walk: Walk, name: str = "inspector") -> Walk:
    """The appointment of an inspector ends today."""
    with walk.runtime.db.read() as session:
        number = session.scalars(
            select(Appointment.id).where(Appointment.user_id == walk.people[name].user_id)
        ).one()
    appointments.end(walk.runtime, walk.people["secretariat"], number, clock.today(), "異動")
    walk.settle()
    return walk


def to_second(walk: Walk) -> Walk:
    second = walk.people["second_inspector"].user_id
    leading.hand_over(walk.runtime, walk.people["reviewer"], visit(walk).number, second, WHY)
    walk.settle()
    return walk


def stops(walk: Walk) -> leading.Stopped | None:
    with walk.runtime.db.read() as session:
        return leading.stopped(session, visit(walk))


def test_a_lead_who_can_go_on_keeps_the_work(runtime: Runtime) -> None:
    walk = recorded(runtime)
    assert stops(walk) is None
    with pytest.raises(CaseError, match="can go on"):
        to_second(walk)


def test_the_report_goes_to_another_inspector_of_the_team_with_the_reason(both: Runtime) -> None:
    walk = leave(recorded(both))
    assert mails(walk, "主任の作業が止まっています") == ["reviewer@example.jp"]
    standing_in.everywhere(both)
    walk.settle()
    assert mails(walk, "主任の作業が止まっています") == ["reviewer@example.jp"]
    to_second(walk)
    second = walk.people["second_inspector"]
    assert walk.item("write_report").assignee_id == second.user_id
    assert mails(walk, "主任をお願いします") == ["second_inspector@example.jp"]
    assert stops(walk) is None
    with both.db.read() as session:
        assert stranded(session) == []
        (event,) = session.scalars(select(Event).where(Event.kind == leading.KIND))
        assert (event.reason, event.actor_id) == (WHY, walk.people["reviewer"].user_id)
    walk.do("write_report", by=second).do("check_facts")
    with both.db.read() as session:
        report = found.report(session, visit(walk))
        assert report is not None
        assert report.written_by == second.user_id
        facts = {name.ja: value for name, value in filing.data(session, visit(walk), report).facts}
    assert facts["主任の交替"].ja.startswith("inspectorからsecond_inspectorへ")
    assert facts["主任の交替"].en.startswith("From inspector to second_inspector")
    assert WHY in facts["主任の交替"].ja


def test_the_door_of_the_engine_takes_the_new_lead_and_no_longer_the_old_one(runtime: Runtime) -> None:
    walk = to_second(leave(recorded(runtime)))
    item, old = walk.item("write_report"), walk.people["inspector"].user_id
    with runtime.db.step() as session:
        opened = runtime.engine.open_case(session, item.instance_id)
        with pytest.raises(NotTheirs):
            runtime.engine.complete(opened, item, {}, actor_id=old)


def test_what_is_asked_later_waits_for_the_new_lead_and_not_for_whom_the_diagram_names(both: Runtime) -> None:
    walk = to_second(leave(recorded(both)))
    second = walk.people["second_inspector"]
    walk.do("write_report", by=second).do("check_facts", OBJECTS)
    assert walk.item("settle_objections").assignee_id == second.user_id
    walk.do("settle_objections", answers.settling(walk, "edit", reason="直す。"), by=second)
    assert walk.item("write_report").assignee_id == second.user_id


def test_a_lead_who_left_does_not_stop_the_providers_answer(both: Runtime) -> None:
    walk = leave(recorded(both).do("write_report"))
    assert stops(walk) is None
    walk.do("check_facts", OBJECTS)
    assert walk.waiting() == {"settle_objections": "inspector"}
    with both.db.read() as session:
        assert [each.cause for each in stranded(session)] == ["role"]
    to_second(walk)
    assert walk.item("settle_objections").assignee_id == walk.people["second_inspector"].user_id


@pytest.mark.parametrize("how", ["account", "interest"])
def test_a_closed_account_and_an_interest_are_ways_of_leaving_too(runtime: Runtime, how: str) -> None:
    walk = recorded(runtime)
    own = walk.people["inspector"]
    if how == "account":
        with runtime.db.step() as session:
            session.get_one(User, own.user_id).active = False
        standing_in.everywhere(runtime)
    else:
        standing_interests.add(
            runtime, own, own.user_id, kind="business", name="青空ソフト", number=CORPORATE_NUMBER
        )
        walk.settle()
        walk.do("judge_late_tie", {"effect": "excluded", "reason": "取引が続いている。"})
    walk.settle()
    with runtime.db.read() as session:
        assert [each.cause for each in stranded(session)] == [{"account": "account"}.get(how, "excluded")]
    to_second(walk).do("write_report", by=walk.people["second_inspector"])


def test_a_lead_put_out_after_the_closing_leads_the_planner_to_the_page(runtime: Runtime) -> None:
    walk = recorded(runtime)
    own = walk.people["inspector"]
    standing_interests.add(
        runtime, own, own.user_id, kind="business", name="青空ソフト", number=CORPORATE_NUMBER
    )
    walk.settle()
    walk.do("judge_late_tie", {"effect": "excluded", "reason": "取引が続いている。"})
    assert mails(walk, "現地調査の主任が外れました") == ["reviewer@example.jp"]
    with runtime.db.read() as session:
        body = session.scalars(select(Mail.body).where(Mail.subject == "現地調査の主任が外れました")).one()
    assert f"/visits/{visit(walk).number}#lead" in body
    page = Browser(site(runtime), walk.people["reviewer"]).open(f"/visits/{visit(walk).number}")
    assert page.page.select_one("#lead form") is not None


@pytest.mark.parametrize("why", ["decides", "interest", "seat", "term", "not of the team"])
def test_nobody_gets_it_who_could_not_have_been_named(runtime: Runtime, why: str) -> None:
    walk = leave(recorded(runtime))
    second = walk.people["second_inspector"]
    chosen = second.user_id
    if why == "decides":
        with runtime.db.step() as session:
            session.add(UserRole(user_id=chosen, role="decider"))
    elif why == "interest":
        standing_interests.add(
            runtime, second, chosen, kind="business", name="青空ソフト", number=CORPORATE_NUMBER
        )
        walk.settle()
    elif why == "term":
        leave(walk, "second_inspector")
    elif why == "seat":
        seated.seat(runtime, seated.hearing(runtime, walk.case_no), second)
    else:
        chosen = walk.people["member1"].user_id
    told = stops(walk)
    assert told is not None
    assert chosen not in dict(told.candidates)
    with pytest.raises(CaseError, match="cannot lead"):
        leading.hand_over(runtime, walk.people["reviewer"], visit(walk).number, chosen, WHY)


@pytest.mark.parametrize("who", ["secretariat", "second_inspector", "inspector", "decider", "stranger"])
def test_only_a_reviewer_of_the_case_hands_over(runtime: Runtime, who: str) -> None:
    walk = leave(recorded(runtime))
    second = walk.people["second_inspector"].user_id
    with pytest.raises((Unknown, NotYours)):
        leading.hand_over(runtime, walk.people[who], visit(walk).number, second, WHY)


def test_a_reason_is_asked_for(runtime: Runtime) -> None:
    walk = leave(recorded(runtime))
    second = walk.people["second_inspector"].user_id
    with pytest.raises(CaseError, match="Give a reason"):
        leading.hand_over(runtime, walk.people["reviewer"], visit(walk).number, second, " ")


def test_with_nobody_left_one_more_inspector_declares_and_then_leads(both: Runtime) -> None:
    walk = leave(leave(recorded(both)), "second_inspector")
    with both.db.step() as session:
        newcomer = appointed(session, "third_inspector", "inspector")
    walk.people.by_role["third_inspector"] = newcomer
    told = stops(walk)
    assert told is not None
    assert (told.candidates, told.newcomers) == ([], [(newcomer.user_id, "third_inspector")])
    number, reviewer = visit(walk).number, walk.people["reviewer"]
    leading.add(both, reviewer, number, newcomer.user_id, "引き継ぐ人がいないため。")
    walk.settle()
    with pytest.raises(CaseError, match="cannot lead"):
        leading.hand_over(both, reviewer, number, newcomer.user_id, WHY)
    with pytest.raises(CaseError, match="still to declare"):
        leading.add(both, reviewer, number, newcomer.user_id, "もう一度。")
    walk.do("declare_tie", {"result": "none"}, by=newcomer)
    assert mails(walk, "加えた調査員の申告が終わりました") == ["reviewer@example.jp"]
    leading.hand_over(both, reviewer, number, newcomer.user_id, WHY)
    walk.do("write_report", by=newcomer).do("check_facts")
    assert visit(walk).state == "returned"


def test_an_added_inspector_with_an_interest_is_out_and_another_is_asked(runtime: Runtime) -> None:
    walk = leave(leave(recorded(runtime)), "second_inspector")
    with runtime.db.step() as session:
        newcomer = appointed(session, "third_inspector", "inspector")
    leading.add(
        runtime, walk.people["reviewer"], visit(walk).number, newcomer.user_id, "引き継ぐ人がいない。"
    )
    walk.settle()
    walk.do("declare_tie", {"result": "has", "kinds": ["business"]}, by=newcomer)
    with runtime.db.read() as session:
        rows = session.scalars(select(VisitMember))
        states = {row.user_id: row.state for row in rows}
    assert states[newcomer.user_id] == "excluded"
    told = stops(walk)
    assert told is not None
    assert (told.candidates, told.newcomers, told.declaring) == ([], [], [])
    page = Browser(site(runtime), walk.people["reviewer"]).open(f"/visits/{visit(walk).number}")
    assert "登録簿で調査員を任命してください" in page.html


def test_before_the_record_is_closed_the_plan_can_be_made_anew_instead(runtime: Runtime) -> None:
    walk = leave(agreed(runtime))
    page = Browser(site(runtime), walk.people["reviewer"]).open(f"/visits/{visit(walk).number}")
    assert "計画を作り直すこともできます" in page.html
    with pytest.raises(CaseError, match="plan the visit again"):
        leading.add(runtime, walk.people["reviewer"], visit(walk).number, 1, "加える。")
    to_second(walk)
    later(walk, 16).do("record_visit", by=walk.people["second_inspector"])
    assert walk.item("write_report").assignee_id == walk.people["second_inspector"].user_id


def test_on_the_page_what_was_typed_stays_and_the_change_is_told(runtime: Runtime) -> None:
    walk = leave(recorded(runtime))
    browser = Browser(site(runtime), walk.people["reviewer"])
    here = f"/visits/{visit(walk).number}"
    fields = browser.open(here).fields(f'form[action="{here}/lead"]')
    fields.setlist("reason", [WHY])
    fields.setlist("user", [""])
    refused = browser.send(f"{here}/lead", fields)
    assert refused.status == 422
    assert WHY in refused.html
    fields.setlist("user", [str(walk.people["second_inspector"].user_id)])
    assert browser.send(f"{here}/lead", fields).status == 303
    shown = browser.open(here).html
    assert "主任の作業が止まっています" not in shown
    assert "inspectorからsecond_inspectorへ" in shown
    assert "lead-h" not in Browser(site(runtime), walk.people["decider"]).open(here).html


def test_a_closed_account_is_found_by_the_daily_look(runtime: Runtime) -> None:
    walk = recorded(runtime)
    with runtime.db.step() as session:
        session.get_one(User, walk.people["inspector"].user_id).active = False
    assert mails(walk, "主任の作業が止まっています") == []
    standing_in.everywhere(runtime)
    walk.settle()
    assert mails(walk, "主任の作業が止まっています") == ["reviewer@example.jp"]
