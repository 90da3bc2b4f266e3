"""運用（調査の公正）: a strong hint that enters the record later shuts the case to an inspector until it is judged."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app import assemble, clock
from app.accounts.viewers import viewer_of
from app.cases import accesses, answering, looking_again, standing_interests
from app.cases.answering import Post
from app.cases.errors import UNKNOWN, Unknown
from app.cases.hearings import interests
from app.cases.runtime import Runtime
from app.cases.views.visit import page
from app.cases.visits import access, team
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.people import UserRole
from app.store.models.procedures import Mail, Message
from app.store.models.visits import TieJudgement, VisitMember
from app.store.reading import cases
from app.store.reading.visible import AFTER_DELIVERY
from app.store.viewer import Viewer
from tests import answers, seated
from tests.api.client import Program, token
from tests.cases.refusing import decision, past_the_form, refused
from tests.people import CORPORATE_NUMBER
from tests.processes.test_site_inspection import later, mails, plan
from tests.processes.visiting import agreed, begun, case, declared, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

NOTHING = {"effect": "none", "reason": "同じ番号を誤って登録していた。"}
OUT = {"effect": "excluded", "reason": "取引が続いている。"}


def tied(walk: Walk, name: str = "second_inspector") -> Walk:
    """An inspector tells of a tie to the applicant; what that sets in motion is done."""
    own = walk.people[name]
    standing_interests.add(
        walk.runtime, own, own.user_id, kind="business", name="青空ソフト", number=CORPORATE_NUMBER
    )
    walk.settle()
    return walk


def state(walk: Walk, name: str = "second_inspector") -> str:
    with walk.runtime.db.read() as session:
        return session.scalars(
            select(VisitMember.state).where(VisitMember.user_id == walk.people[name].user_id)
        ).one()


def asked(walk: Walk) -> int:
    """How many times a decider was asked to judge."""
    with walk.runtime.db.read() as session:
        return session.scalars(
            select(func.count()).select_from(Message).where(Message.starts == "late_tie")
        ).one()


def test_a_new_strong_hint_pauses_the_inspector_and_asks_a_decider(both: Runtime) -> None:
    walk = tied(agreed(both))
    assert state(walk) == "paused"
    assert walk.waiting() == {"record_visit": "inspector", "judge_late_tie": "decider"}
    assert mails(walk, "現地調査の資料を閉じました") == ["second_inspector@example.jp"]
    assert mails(walk, "調査員の一人を停止しました") == ["reviewer@example.jp"]
    looking_again.everywhere(both)
    walk.settle()
    assert asked(walk) == 1


def test_a_paused_inspector_finds_the_visit_and_the_case_like_what_is_not_there(runtime: Runtime) -> None:
    walk = tied(agreed(runtime))
    own = walk.people["second_inspector"]
    with runtime.db.read() as session:
        assert cases.find(session, own, walk.case_no) is None
        for number in (visit(walk).number, "V2026-9999"):
            with pytest.raises(Unknown) as error:
                access.readable(session, own, number)
            assert error.value.text == UNKNOWN
        assert access.readable(session, walk.people["inspector"], visit(walk).number)


def test_a_file_on_its_way_to_a_paused_inspector_breaks_off(runtime: Runtime) -> None:
    walk = agreed(runtime)
    own = walk.people["second_inspector"]
    with runtime.db.read() as session:
        head = cases.find(session, own, walk.case_no)
    assert head is not None
    assert accesses.is_still_open(runtime, own, head)
    tied(walk)
    assert not accesses.is_still_open(runtime, own, head)


def test_on_the_pages_and_for_devices_too(runtime: Runtime) -> None:
    app: Flask = site(runtime)
    walk = later(agreed(runtime), 16)
    browser = Browser(app, walk.people["second_inspector"])
    here = f"/visits/{visit(walk).number}"
    paths = ("", "/state")
    opened = [browser.open(here + path).status for path in paths]
    assert opened == [200, 200]
    tied(walk)
    for path in paths:
        shut, unknown = browser.open(here + path), browser.open(f"/visits/V2026-9999{path}")
        assert (shut.status, unknown.status) == (404, 404)
        assert shut.html.replace(visit(walk).number, "") == unknown.html.replace("V2026-9999", "")
    assert visit(walk).number not in browser.open("/visits").html


def test_a_paused_lead_does_not_close_the_record(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 16)
    tied(walk, "inspector")
    item = walk.item("record_visit")
    with pytest.raises(Unknown):
        answering.answer(runtime, walk.people["inspector"], item.id, Post())


def test_judged_to_be_none_opens_the_case_again_and_the_same_hint_asks_nobody_twice(
    runtime: Runtime,
) -> None:
    walk = tied(agreed(runtime))
    shown = walk.context("judge_late_tie")
    assert shown["inspector"] == walk.people["second_inspector"].name
    assert "法人番号が同じ" in shown["hints"]
    walk.do("judge_late_tie", NOTHING)
    assert state(walk) == "clear"
    assert mails(walk, "再び開きました") == ["second_inspector@example.jp"]
    looking_again.everywhere(runtime)
    walk.settle()
    assert (state(walk), asked(walk)) == ("clear", 1)
    with runtime.db.read() as session:
        (row,) = session.scalars(select(TieJudgement))
        assert (row.cause, row.effect) == ("register", "none")
        assert page(session, walk.people["reviewer"], visit(walk).number).ties[1]["judgements"]


def test_put_out_the_other_goes_and_the_planner_is_told(runtime: Runtime) -> None:
    walk = tied(agreed(runtime)).do("judge_late_tie", OUT)
    assert (state(walk), walk.waiting()) == ("excluded", {"record_visit": "inspector"})
    assert mails(walk, "調査員の一人が外れました") == ["reviewer@example.jp"]
    assert mails(walk, "現地調査から外れました") == ["second_inspector@example.jp"]


def test_without_its_lead_the_visit_is_planned_again(both: Runtime) -> None:
    walk = tied(agreed(both), "inspector").do("judge_late_tie", OUT)
    assert walk.waiting() == {"judge_reply": "reviewer"}
    walk.do("judge_reply", {"choice": "replan", "reason": "主任を替える。"})
    second = str(walk.people["second_inspector"].user_id)
    with both.db.read() as session:
        able = {user.id for user, _ in team.candidates(session, visit(walk))}
    assert walk.people["inspector"].user_id not in able
    walk.do("plan_visit", {**plan(walk), "team": [second], "lead": second}).do("answer_visit")
    assert walk.item("record_visit").assignee_id == int(second)


def test_no_page_api_answer_or_mail_tells_the_provider_of_the_interest(runtime: Runtime) -> None:
    walk = tied(agreed(runtime), "inspector").do("judge_late_tie", OUT)
    case, number = f"/applications/{walk.case_no}", visit(walk).number
    app, own = assemble(runtime), walk.people["applicant"]
    browser = Browser(site(runtime), own)
    read = [browser.open(path).html for path in (case, f"{case}/visits/{number}", "/tasks")]
    assert "現地調査の予定を見直すことになりました" in read[0]
    answer = Program(app, token(runtime, own)).get(f"/cases/{walk.case_no}")
    assert answer.get_json()["events"] == []
    with runtime.db.read() as session:
        sent = session.scalars(select(Mail).where(Mail.to == "applicant@example.jp")).all()
        read += [each.subject + each.body for each in sent]
    for text in (*read, answer.text):
        for word in ("利害関係", "取引が続いている", "法人番号が同じ"):
            assert word not in text


def test_the_event_that_takes_a_visit_back_does_not_tell_of_the_interest(runtime: Runtime) -> None:
    walk = tied(agreed(runtime), "inspector").do("judge_late_tie", OUT)
    program = Program(assemble(runtime), token(runtime, walk.people["reviewer"]))
    told = [
        event["reason"]
        for event in program.get(f"/cases/{walk.case_no}").get_json()["events"]
        if event["kind"] == "visit_changed"
    ]
    assert told == ["主任が行けなくなったため、予定を見直す。"]


def test_a_lead_lost_before_the_answer_brings_the_visit_back_once_it_has_come(runtime: Runtime) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    tied(walk, "inspector").do("judge_late_tie", OUT)
    assert walk.waiting() == {"answer_visit": "applicant"}
    walk.do("answer_visit")
    assert walk.waiting() == {"judge_reply": "reviewer"}


def test_planned_anew_meanwhile_the_visit_does_not_come_back_for_it(runtime: Runtime) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    tied(walk, "inspector").do("judge_late_tie", OUT)
    walk.do("answer_visit", {"reply": "refuse", "reason": "業務の繁忙期である。"})
    walk.do("judge_reply", {"choice": "replan", "reason": "日と主任を替える。"})
    second = str(walk.people["second_inspector"].user_id)
    walk.do("plan_visit", {**plan(walk), "team": [second], "lead": second}).do("answer_visit")
    assert walk.waiting() == {"record_visit": "inspector"}


def left_out(runtime: Runtime) -> Walk:
    """An inspector is paused, and the visit planned anew without that person."""
    walk = tied(declared(begun(runtime).do("plan_visit")))
    walk.do("answer_visit", {"reply": "refuse", "reason": "業務の繁忙期である。"})
    walk.do("judge_reply", {"choice": "replan", "reason": "日を替える。"})
    able = [each["value"] for each in walk.context("plan_visit")["team_options"]]
    assert str(walk.people["second_inspector"].user_id) not in able
    first = str(walk.people["inspector"].user_id)
    return walk.do("plan_visit", {**plan(walk), "team": [first], "lead": first})


def sees_as_decider(walk: Walk) -> bool:
    """Whether the second inspector would see the case if another role opened it."""
    own = replace(walk.people["second_inspector"], roles=frozenset({"inspector", "decider"}))
    with walk.runtime.db.read() as session:
        return cases.find(session, own, walk.case_no) is not None


def can_be_named(walk: Walk) -> bool:
    with walk.runtime.db.read() as session:
        able = {user.id for user, _ in team.candidates(session, visit(walk))}
    return walk.people["second_inspector"].user_id in able


def test_who_is_left_out_while_paused_stays_shut_until_the_judgement(runtime: Runtime) -> None:
    walk = left_out(runtime)
    assert (state(walk), can_be_named(walk), sees_as_decider(walk)) == ("left_out", False, False)
    walk.do("judge_late_tie", NOTHING)
    assert (state(walk), can_be_named(walk), sees_as_decider(walk)) == ("replaced", True, True)


def test_who_is_left_out_and_then_judged_to_have_an_interest_is_out_for_good(runtime: Runtime) -> None:
    walk = left_out(runtime).do("judge_late_tie", OUT)
    assert (state(walk), can_be_named(walk), sees_as_decider(walk)) == ("excluded", False, False)
    after = Walk.open(runtime, walk.people, service="次のサービス").case().id
    with runtime.db.read() as session:
        person = walk.people["second_inspector"].user_id
        found = interests.ties_of(session, session.get_one(Case, after), person).declared
    assert [company.number for company in found] == [CORPORATE_NUMBER]


def as_now(walk: Walk, name: str) -> Viewer:
    """The person with what they hold and were asked by now."""
    with walk.runtime.db.read() as session:
        found = viewer_of(session, walk.people[name].user_id, clock.today())
    assert found is not None
    return found


def planned_by_an_inspector(runtime: Runtime) -> tuple[Walk, Viewer]:
    """A reviewer plans a visit, goes on it as an inspector and turns out to have an interest."""
    walk = case(runtime)
    own = walk.people["reviewer"]
    with runtime.db.step() as session:
        session.add(
            Appointment(
                user_id=own.user_id,
                post="inspector",
                since=clock.today() - timedelta(days=10),
                until=clock.today() + timedelta(days=400),
                created_at=clock.now(),
                created_by=own.user_id,
            )
        )
    begun(runtime, walk=walk)
    own = as_now(walk, "reviewer")
    named = [str(each.user_id) for each in (own, walk.people["inspector"], walk.people["second_inspector"])]
    walk.do("plan_visit", {**plan(walk), "team": named, "lead": named[1]}, by=own)
    (item,) = [each for each in walk.items() if each.assignee_id == own.user_id]
    walk.do("declare_tie", {"result": "has", "kinds": ["business"]}, by=own, item=item)
    declared(walk).do("answer_visit")
    return walk, as_now(walk, "reviewer")


def test_no_mail_about_the_visit_reaches_a_planner_to_whom_the_case_is_shut(runtime: Runtime) -> None:
    walk, own = planned_by_an_inspector(runtime)
    tied(walk).do("judge_late_tie", OUT)
    with runtime.db.read() as session:
        assert cases.find(session, own, walk.case_no) is None
        sent = session.scalars(select(Mail).where(Mail.to == "reviewer@example.jp")).all()
    assert [each.subject for each in sent if visit(walk).number in each.body] == []
    for words in ("調査員の一人を停止しました", "調査員の一人が外れました"):
        assert {"decider@example.jp", "second_decider@example.jp"} <= set(mails(walk, words))


def test_no_mail_about_the_visit_reaches_a_planner_who_no_longer_works_for_the_body(runtime: Runtime) -> None:
    walk = agreed(runtime)
    with runtime.db.step() as session:
        session.execute(delete(UserRole).where(UserRole.user_id == walk.people["reviewer"].user_id))
    tied(walk)
    assert "reviewer@example.jp" not in mails(walk, "調査員の一人を停止しました")


def test_the_day_of_the_visit_is_not_told_to_an_inspector_whom_a_seat_shuts_out(runtime: Runtime) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    hearing = seated.hearing(runtime, walk.case_no)
    seated.seat(runtime, hearing, walk.people["second_inspector"], "excluded")
    walk.do("answer_visit")
    later(walk, 15)
    for words in ("現地調査の日が決まりました", "まもなく現地調査です"):
        told = mails(walk, words)
        assert ("inspector@example.jp" in told, "second_inspector@example.jp" in told) == (True, False)


def filed(runtime: Runtime) -> Walk:
    """A visit whose report was filed."""
    walk = later(agreed(runtime), 17).do("record_visit").do("write_report").do("check_facts")
    assert visit(walk).state == "returned"
    return walk


def test_who_still_reads_what_was_filed_is_paused(runtime: Runtime) -> None:
    walk = tied(filed(runtime))
    assert (state(walk), asked(walk)) == ("paused", 1)


def test_once_the_record_is_closed_to_the_team_nobody_is_paused(runtime: Runtime) -> None:
    walk = filed(runtime)
    with runtime.db.step() as session:
        session.get_one(Case, walk.case().id).closed_at = clock.now() - AFTER_DELIVERY
    tied(walk)
    assert (state(walk), asked(walk)) == ("clear", 0)


def test_a_judgement_that_waits_too_long_is_told(runtime: Runtime) -> None:
    walk = tied(agreed(runtime))
    later(walk, 4)
    assert "decider@example.jp" in mails(walk, "判断が期限を過ぎています")
    assert state(walk) == "paused"


def test_nothing_is_decided_while_an_inspector_is_unjudged(both: Runtime) -> None:
    walk = Walk.open(both).until("consider_hearing")
    given = answers.usual(walk, "consider_hearing").given
    walk.do("consider_hearing", {**given, "visit": "yes", "visit_reason": "現地で確かめる。"})
    tied(declared(walk.do("plan_visit")).do("answer_visit"))
    later(walk, 17).do("record_visit").do("write_report").do("check_facts")
    assert (visit(walk).state, state(walk)) == ("returned", "paused")
    assert refused(walk, "decide") == ["inspector_unjudged"]
    careless = decision(walk, "certified")
    assert "inspector_unjudged" in past_the_form(walk, "decide", {"decision": "certified"}, made=careless)
    walk.do("judge_late_tie", NOTHING).do("decide")
    assert "decide" not in walk.waiting()
