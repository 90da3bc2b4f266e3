"""現地調査 (第6条第3項, 第15条第2項・第3項): planned, asked, agreed, held; what people decide and what no timer does."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases import answering, withdrawing
from app.cases.answering import Post
from app.cases.errors import CaseError, Invalid, NotYours, Refused, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import changing, found, team
from app.store.models.cases import Document, Notice
from app.store.models.committee import Hearing, Seat
from app.store.models.people import UserRole
from app.store.models.procedures import Mail, OutboxRow
from app.store.models.visits import CostNotice, VisitMember, VisitReport
from app.store.viewer import Viewer
from tests.cases.refusing import past_the_form, submission
from tests.processes import visiting
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import Walk, in_days

TODAY = date(2026, 11, 24)


def later(walk: Walk, days: int, hour: int = 12) -> Walk:
    """So many days after the request, at an hour in Japan."""
    clock.fix(clock.start_of(TODAY + timedelta(days=days)) + timedelta(hours=hour))
    walk.settle()
    walk.settle()
    return walk


def kinds(walk: Walk) -> list[str]:
    with walk.runtime.db.read() as session:
        return list(session.scalars(select(Notice.kind).order_by(Notice.id)))


def mails(walk: Walk, words: str) -> list[str]:
    with walk.runtime.db.read() as session:
        return list(session.scalars(select(Mail.to).where(Mail.subject.like(f"%{words}%"))))


@pytest.mark.article("第6条第3項")
def test_a_visit_goes_from_its_plan_to_a_report_filed_with_the_case(both: Runtime) -> None:
    walk = agreed(both)
    assert visit(walk).state == "agreed"
    assert walk.waiting() == {"record_visit": "inspector"}
    later(walk, 16).do("record_visit").do("write_report")
    assert walk.waiting() == {"check_facts": "applicant"}
    walk.do("check_facts")
    assert visiting.status(walk) == "completed"
    assert visit(walk).state == "returned"
    with both.db.read() as session:
        (document,) = session.scalars(select(Document).where(Document.kind == "visit_report"))
        (report,) = session.scalars(select(VisitReport))
    assert document.party_may_read
    assert document.type == "application/pdf"
    assert report.version == 1
    assert len(report.hash) == 64


def test_the_request_says_why_where_who_and_when_and_that_nothing_is_charged(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"))
    assert walk.waiting() == {"answer_visit": "applicant"}
    with both.db.read() as session:
        letter = session.scalars(select(Notice)).one()
        assert session.scalars(select(CostNotice)).all() == []
    for words in (
        "サーバの設置場所",
        "inspector（主任）、second_inspector",
        "回答の期限：",
        "2026年12月10日（木） 10:00",
        "費用の負担は求めません",
    ):
        assert words in letter.body
    assert letter.article == "第6条第3項"


def test_an_inspector_with_an_interest_is_out_and_the_other_goes(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"), "second_inspector")
    assert walk.waiting() == {"answer_visit": "applicant"}
    with both.db.read() as session:
        names = [user.name for _, user in found.team(session, visit(walk))]
        states = session.scalars(select(VisitMember.state).order_by(VisitMember.id)).all()
    assert names == ["inspector"]
    assert states == ["clear", "excluded"]


def test_a_team_that_lost_its_lead_is_planned_again_without_that_person(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"), "inspector")
    assert walk.waiting() == {"plan_visit": "reviewer"}
    second = str(walk.people["second_inspector"].user_id)
    assert [option["value"] for option in walk.context("plan_visit")["team_options"]] == [second]
    given = {**plan(walk), "team": [second], "lead": second}
    walk.do("plan_visit", given)
    # Who has declared for this visit is not asked again.
    assert walk.waiting() == {"answer_visit": "applicant"}


def test_with_an_interest_on_both_sides_nobody_is_left_and_the_visit_can_be_called_off(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"), "inspector", "second_inspector")
    assert walk.context("plan_visit")["team_options"] == []
    walk.do("plan_visit", {"go": "cancel", "necessity": "行ける調査員がいない。"})
    assert (visiting.status(walk), visit(walk).state) == ("completed", "cancelled")


def test_who_does_not_declare_in_time_does_not_go(runtime: Runtime) -> None:
    walk = begun(runtime).do("plan_visit")
    walk.do("declare_tie", by=walk.people["inspector"], item=walk.item("declare_tie"))
    later(walk, 12)
    assert walk.waiting() == {"answer_visit": "applicant"}
    with runtime.db.read() as session:
        assert [user.name for _, user in found.team(session, visit(walk))] == ["inspector"]


def plan(walk: Walk) -> dict[str, object]:
    from tests import answers

    return answers.usual(walk, "plan_visit").given


def test_only_appointed_inspectors_who_neither_decide_nor_sit_can_be_named(runtime: Runtime) -> None:
    walk = begun(runtime)
    for name in ("reviewer", "decider", "member1"):
        given = {
            **plan(walk),
            "team": [str(walk.people[name].user_id)],
            "lead": str(walk.people[name].user_id),
        }
        with pytest.raises(Invalid):
            walk.do("plan_visit", given)


def test_silence_brings_a_reminder_and_then_a_person_and_nothing_else(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"))
    later(walk, 6)
    assert kinds(walk).count("visit_reminder") == 0
    later(walk, 7)
    later(walk, 13)
    assert kinds(walk).count("visit_reminder") == 1
    assert walk.waiting() == {"answer_visit": "applicant"}
    later(walk, 60)
    assert walk.waiting() == {"judge_reply": "reviewer"}
    assert (visit(walk).state, walk.case().closed_at) == ("requested", None)


def test_another_day_is_for_the_reviewer_to_agree_on(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"))
    walk.do("answer_visit", {"reply": "other", "other_dates": [{"day": in_days(30), "time": "15:00"}]})
    assert walk.waiting() == {"judge_reply": "reviewer"}
    assert "2026年12月24日（木） 15:00" in visit(walk).answer_text
    walk.do(
        "judge_reply",
        {"choice": "agree", "agreed_day": in_days(30), "agreed_time": "15:00", "reason": "希望の日でよい。"},
    )
    assert (visit(walk).agreed_on, visit(walk).agreed_time) == (TODAY + timedelta(days=30), "15:00")
    assert walk.waiting() == {"record_visit": "inspector"}


def test_a_refusal_is_judged_and_can_lead_on_without_a_visit(both: Runtime) -> None:
    walk = declared(begun(both).do("plan_visit"))
    walk.do("answer_visit", {"reply": "refuse", "reason": "業務繁忙のため。"})
    assert "業務繁忙" in visit(walk).answer_text
    walk.do("judge_reply")
    assert (visiting.status(walk), visit(walk).state) == ("completed", "declined")


def test_asking_again_proposes_new_days_and_counts_anew(both: Runtime) -> None:
    walk = later(declared(begun(both).do("plan_visit")), 14)
    walk.do(
        "judge_reply",
        {"choice": "again", "dates": [{"day": in_days(20), "time": "10:00"}], "reason": "担当者が替わった。"},
    )
    assert [each["value"] for each in walk.context("answer_visit")["date_options"]] == [
        f"{in_days(20)} 10:00"
    ]
    assert walk.item("answer_visit").due_on == TODAY + timedelta(days=28)


@pytest.mark.parametrize("days", [-1, 0])
def test_a_day_that_has_passed_is_not_proposed(runtime: Runtime, days: int) -> None:
    walk = begun(runtime)
    with pytest.raises(Refused) as error:
        walk.do("plan_visit", {**plan(walk), "dates": [{"day": in_days(days), "time": "10:00"}]})
    assert error.value.grounds[0].field == "dates-0-day"


@pytest.mark.parametrize("days", [1, 14])
def test_a_day_on_or_before_the_answer_is_due_is_not_offered(runtime: Runtime, days: int) -> None:
    walk = begun(runtime)
    given = {
        **plan(walk),
        "dates": [{"day": in_days(15), "time": "10:00"}, {"day": in_days(days), "time": "9:00"}],
    }
    with pytest.raises(Refused) as error:
        walk.do("plan_visit", given)
    (ground,) = error.value.grounds
    assert ground.field == "dates-1-day"
    assert "回答の期限（今日依頼すると2026年12月8日（火））" in ground.text.ja
    past = past_the_form(walk, "plan_visit", {"go": "visit"}, answers=submission(walk, "plan_visit", given))
    assert past == ["site_visit"]
    assert walk.waiting() == {"plan_visit": "reviewer"}


def test_days_offered_again_lie_after_the_new_answer_too(runtime: Runtime) -> None:
    walk = later(declared(begun(runtime).do("plan_visit")), 14)
    given = {"choice": "again", "dates": [{"day": in_days(14), "time": "10:00"}], "reason": "日が合わない。"}
    with pytest.raises(Refused) as error:
        walk.do("judge_reply", given)
    assert error.value.grounds[0].field == "dates-0-day"


def test_where_the_declarations_took_long_the_answer_is_due_before_the_first_day(runtime: Runtime) -> None:
    walk = begun(runtime).do("plan_visit")
    walk.do("declare_tie", by=walk.people["inspector"], item=walk.item("declare_tie"))
    later(walk, 12)
    assert walk.item("answer_visit").due_on == TODAY + timedelta(days=15)
    later(walk, 13)
    assert "visit_reminder" not in kinds(walk)
    later(walk, 14)
    assert kinds(walk)[-1] == "visit_reminder"
    assert walk.waiting() == {"answer_visit": "applicant"}
    later(walk, 15)
    assert walk.waiting() == {"judge_reply": "reviewer"}


def test_everybody_is_reminded_on_the_day_before_at_nine(both: Runtime) -> None:
    walk = agreed(both)
    later(walk, 15, hour=8)
    assert kinds(walk).count("visit_tomorrow") == 0
    later(walk, 15, hour=9)
    assert kinds(walk).count("visit_tomorrow") == 1
    assert {"inspector@example.jp", "second_inspector@example.jp"} <= set(mails(walk, "まもなく現地調査です"))
    assert walk.waiting() == {"record_visit": "inspector"}


def test_a_visit_that_could_not_be_made_comes_back_to_the_reviewer(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 16)
    walk.do("record_visit", {"held": "no", "not_held_reason": "停電で入れなかった。"})
    assert walk.waiting() == {"judge_reply": "reviewer"}


def test_another_day_than_agreed_and_open_items_need_their_reasons(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 10)
    given = {"held": "yes", "held_on": in_days(0), "opening": "説明した。", "closing": "確かめた。"}
    with pytest.raises(Refused) as error:
        walk.do("record_visit", given)
    assert {ground.field for ground in error.value.grounds} == {"off_day_reason", "unchecked_reason"}
    with pytest.raises(Refused) as error:
        walk.do("record_visit", {**given, "held_on": in_days(1), "off_day_reason": "早めた。"})
    assert "held_on" in {ground.field for ground in error.value.grounds}


CONSIDERED = {
    "visit": "yes",
    "visit_reason": "設置場所を見る必要がある。",
    "hear": "no",
    "hear_reason": "不要。",
}


@pytest.mark.article("第6条第3項")
def test_an_application_is_visited_before_its_decision(both: Runtime) -> None:
    walk = Walk.open(both).until("consider_hearing").do("consider_hearing", CONSIDERED)
    assert walk.waiting() == {"plan_visit": "reviewer"}
    declared(walk.do("plan_visit")).do("answer_visit")
    later(walk, 16).do("record_visit").do("write_report").do("check_facts")
    assert walk.waiting() == {"decide": "decider"}
    assert walk.finish().case().result == "certified"


def test_a_visit_that_was_not_received_stands_among_the_reasons_a_decision_may_name(both: Runtime) -> None:
    walk = Walk.open(both).until("consider_hearing").do("consider_hearing", CONSIDERED)
    declared(walk.do("plan_visit")).do("answer_visit", {"reply": "refuse", "reason": "業務繁忙のため。"})
    walk.do("judge_reply")
    assert walk.waiting() == {"decide": "decider"}
    options = {option["value"] for option in walk.context("decide")["unmet_options"]}
    assert "survey_declined" in options
    # Nothing follows by itself: certifying is as open as before.
    assert walk.finish().case().result == "certified"


def test_who_was_on_the_visit_does_not_decide(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", CONSIDERED)
    declared(walk.do("plan_visit")).do("answer_visit")
    later(walk, 16).do("record_visit").do("write_report").do("check_facts")
    with runtime.db.step() as session:
        session.add(UserRole(user_id=walk.people["inspector"].user_id, role="decider"))
    deciding = Viewer(walk.people["inspector"].user_id, "inspector", frozenset({"decider", "inspector"}))
    with pytest.raises(Refused) as error:
        walk.do("decide", by=deciding)
    assert "four_eyes" in [ground.refusal for ground in error.value.grounds]


def test_who_sits_in_the_hearing_of_the_case_is_not_named(runtime: Runtime) -> None:
    walk = begun(runtime)
    user = walk.people["second_inspector"].user_id
    now = clock.now()
    with runtime.db.step() as session:
        hearing = Hearing(
            number="H-1",
            case_id=walk.case().id,
            round=1,
            method="room",
            rule_set="2026-07-01",
            opened_at=now,
            opened_by=walk.people["secretariat"].user_id,
            declare_by=now,
            due_at=now,
        )
        session.add(hearing)
        session.flush()
        session.add(
            Seat(
                hearing_id=hearing.id,
                case_id=walk.case().id,
                user_id=user,
                state="eligible",
                added_at=now,
                added_by=walk.people["secretariat"].user_id,
                changed_at=now,
            )
        )
    with pytest.raises(Invalid):
        walk.do("plan_visit")
    with runtime.db.read() as session:
        grounds = team.grounds(session, visit(walk), [user], user)
    assert [(ground.refusal, ground.field) for ground in grounds] == [("visit_team", "team")]


def test_the_act_asks_once_more_who_may_go(runtime: Runtime) -> None:
    walk = begun(runtime)
    given = {**plan(walk), "team": [str(walk.people["decider"].user_id)], "lead": "1"}
    assert past_the_form(
        walk, "plan_visit", {"go": "visit"}, answers=submission(walk, "plan_visit", given)
    ) == [
        "visit_team",
        "visit_team",
    ]


def test_a_lead_who_cannot_go_is_replaced_and_the_provider_hears_the_new_name(both: Runtime) -> None:
    walk = agreed(both)
    number = visit(walk).number
    with pytest.raises(CaseError):
        changing.change(both, walk.people["reviewer"], number, " ")
    with pytest.raises(NotYours):
        changing.change(both, walk.people["inspector"], number, "行けない。")
    changing.change(both, walk.people["reviewer"], number, "主任が急病。")
    walk.settle()
    assert walk.waiting() == {"judge_reply": "reviewer"}
    walk.do("judge_reply", {"choice": "replan", "reason": "主任を替える。"})
    second = str(walk.people["second_inspector"].user_id)
    walk.do("plan_visit", {**plan(walk), "team": [second], "lead": second})
    with both.db.read() as session:
        letter = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert letter is not None
    assert "調査員：second_inspector" in letter.body
    walk.do("answer_visit")
    assert walk.item("record_visit").assignee_id == walk.people["second_inspector"].user_id
    with pytest.raises(Unknown):
        answering.answer(both, walk.people["inspector"], walk.item("record_visit").id, Post())


def test_a_new_lead_on_the_day_before_declares_before_the_provider_hears_the_name(runtime: Runtime) -> None:
    """Case 47: nobody goes, and nobody is announced, before the declaration."""
    walk = begun(runtime)
    first, second = (str(walk.people[name].user_id) for name in ("inspector", "second_inspector"))
    declared(walk.do("plan_visit", {**plan(walk), "team": [first], "lead": first})).do("answer_visit")
    later(walk, 15)
    changing.change(runtime, walk.people["reviewer"], visit(walk).number, "主任が急病。")
    walk.settle()
    walk.do("judge_reply", {"choice": "replan", "reason": "主任を替える。"})
    days = [{"day": (TODAY + timedelta(days=40)).isoformat(), "time": "10:00"}]
    walk.do("plan_visit", {**plan(walk), "team": [second], "lead": second, "dates": days})
    assert walk.waiting() == {"declare_tie": "inspector"}
    with runtime.db.read() as session:
        assert not [body for body in session.scalars(select(Notice.body)) if "second_inspector" in body]
    declared(walk)
    with runtime.db.read() as session:
        letter = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert letter is not None
    assert (letter.kind, "調査員：second_inspector" in letter.body) == ("visit_request_6_3", True)
    assert walk.waiting() == {"answer_visit": "applicant"}


def test_a_withdrawn_application_leaves_no_visit_open(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", CONSIDERED)
    declared(walk.do("plan_visit")).do("answer_visit")
    withdrawing.withdraw(runtime, walk.people["applicant"], walk.case_no, "やめる。")
    walk.settle()
    walk.finish()
    assert visit(walk).state == "cancelled"
    assert walk.waiting() == {}


def test_a_day_reads_in_letters_mails_and_choices_as_on_the_pages(runtime: Runtime) -> None:
    planned = begun(runtime)
    rows = [{"day": in_days(16), "time": "１３：００〜１６：００"}, {"day": in_days(17), "time": "10:00"}]
    walk = declared(planned.do("plan_visit", {**plan(planned), "dates": rows}))
    first, second = walk.context("answer_visit")["date_options"]
    assert first["label"] == "2026年12月10日（木） 13:00-16:00"
    assert first["label_en"] == "10 December 2026 13:00-16:00"
    walk.do("answer_visit", {"reply": "accept", "chosen": second["value"]})
    with runtime.db.read() as session:
        said = [row.body for row in session.scalars(select(Notice).where(Notice.kind.startswith("visit_")))]
        said += [
            row.payload.get("body", "")
            for row in session.scalars(select(OutboxRow))
            if "visit_agreed" in row.key
        ]
    assert len(said) > 3
    assert any("2026年12月11日（金） 10:00" in text for text in said)
    assert not [text for text in said if "2026-12-" in text]
