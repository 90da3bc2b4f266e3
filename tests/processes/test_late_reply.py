"""現地調査の後から届いた回答 (第6条第3項, 第15条第2項): by postmark in time, else a person's to judge; nothing moves by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import desks
from app.cases.visits.letters import Given
from app.law import visits as law
from app.store import history
from app.store.models.cases import Document
from app.store.models.procedures import Incident, Submission
from app.store.models.visits import FactCheck, VisitLetter
from tests.processes import visiting
from tests.processes.test_site_inspection import CONSIDERED, later
from tests.processes.test_visit_report import reported, versions
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import Walk

DUE = date(2026, 12, 24)
OBJECTION = {"key": "F-1", "kind": "wrong", "words": "記録は週ごとに保管している。"}


def given(reply: str = "objects", **more: Any) -> Given:
    """A letter that is received today."""
    values: dict[str, Any] = {
        "text": "記録簿の写しを添える。",
        "received_on": clock.today(),
        "posted_on": clock.today(),
        "objections": [OBJECTION] if reply == "objects" else [],
    }
    return Given(reply, **{**values, **more})


def post(walk: Walk, letter: Given, by: str = "reviewer") -> bool:
    in_time = desks.by_post(walk.runtime, walk.people[by], visit(walk).number, letter)
    walk.settle()
    return in_time


def send(walk: Walk, letter: Given, by: str = "applicant") -> None:
    desks.from_portal(walk.runtime, walk.people[by], walk.case_no, visit(walk).number, letter)
    walk.settle()


def letters(walk: Walk) -> list[VisitLetter]:
    with walk.runtime.db.read() as session:
        return list(session.scalars(select(VisitLetter).order_by(VisitLetter.id)))


def checks(walk: Walk) -> list[FactCheck]:
    with walk.runtime.db.read() as session:
        return list(session.scalars(select(FactCheck).order_by(FactCheck.id)))


def sound(walk: Walk) -> None:
    """Nothing failed on the way, and the chain of the case holds."""
    with walk.runtime.db.read() as session:
        assert session.scalars(select(Incident)).all() == []
        assert history.verify(session, walk.case().id) == []


def test_a_letter_posted_on_the_last_day_is_the_answer_although_it_arrives_two_days_later(
    both: Runtime,
) -> None:
    walk = later(reported(both), 32)  # 26 December, day 16
    assert walk.waiting() == {"judge_facts": "reviewer"}
    assert post(walk, given(posted_on=DUE))
    assert walk.waiting() == {"settle_objections": "inspector"}
    (check,), (letter,) = checks(walk), letters(walk)
    assert (check.result, check.received_on) == ("objects", date(2026, 12, 26))
    assert check.objections[0]["words"] == OBJECTION["words"]
    assert "消印 2026-12-24" in check.text
    assert (letter.in_time, letter.treatment, letter.due_on) == (True, "taken", DUE)
    walk.do("settle_objections")
    assert visit(walk).state == "returned"
    sound(walk)


def test_a_letter_that_arrives_while_the_step_waits_takes_its_place(both: Runtime) -> None:
    walk = later(reported(both), 20)
    assert post(walk, given("agreed"))
    assert walk.waiting() == {}
    assert (visit(walk).state, visiting.status(walk)) == ("returned", "completed")
    assert [check.result for check in checks(walk)] == ["agreed"]
    sound(walk)


def test_a_last_day_on_a_closed_day_moves_and_its_postmark_counts(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 23).do("record_visit").do("write_report")
    assert walk.item("check_facts").due_on == date(2027, 1, 4)  # day 14 is 31 December
    later(walk, 43)
    assert post(walk, given(posted_on=date(2027, 1, 4)))
    assert walk.waiting() == {"settle_objections": "inspector"}


def test_a_letter_posted_a_day_late_waits_for_the_person_who_may_take_it_up(both: Runtime) -> None:
    walk = later(reported(both), 33)
    assert not post(walk, given(posted_on=DUE + timedelta(days=1)))
    assert walk.waiting() == {"judge_facts": "reviewer"}
    assert (letters(walk)[0].in_time, letters(walk)[0].treatment) == (False, "")
    walk.do("judge_facts", {"choice": "take", "reason": "年末の郵便事情による。"})
    assert walk.waiting() == {"settle_objections": "inspector"}
    assert (checks(walk)[0].result, letters(walk)[0].treatment) == ("objects", "taken")
    assert "期限の後" in checks(walk)[0].text
    sound(walk)


def test_going_on_without_a_late_letter_keeps_it_with_the_reason(runtime: Runtime) -> None:
    walk = later(reported(runtime), 33)
    post(walk, given(posted_on=DUE + timedelta(days=1)))
    walk.do("judge_facts", {"choice": "go_on", "reason": "事実の指摘ではない。"})
    assert checks(walk)[0].result == "silent"
    assert [(row.treatment, row.treatment_text) for row in letters(walk)] == [
        ("noted", "事実の指摘ではない。")
    ]


def test_nothing_can_be_taken_up_where_nothing_came(runtime: Runtime) -> None:
    walk = later(reported(runtime), 33)
    with pytest.raises(Refused) as error:
        walk.do("judge_facts", {"choice": "take", "reason": "届いたはず。"})
    assert error.value.grounds[0].field == "choice"


def test_a_postmark_that_cannot_be_read_is_never_in_time_by_itself(runtime: Runtime) -> None:
    walk = later(reported(runtime), 31)
    assert not post(walk, given(posted_on=None))
    assert walk.waiting() == {"judge_facts": "reviewer"}


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"posted_on": DUE + timedelta(days=9), "received_on": DUE + timedelta(days=2)}, "posted_on"),
        ({"posted_on": DUE + timedelta(days=2), "received_on": DUE + timedelta(days=1)}, "posted_on"),
        ({"posted_on": DUE, "received_on": DUE + timedelta(days=3)}, "received_on"),
        ({"posted_on": date(2026, 12, 9)}, "posted_on"),
    ],
)
def test_a_postmark_of_tomorrow_after_its_receipt_or_before_the_request_is_refused(
    runtime: Runtime, days: dict[str, date], field: str
) -> None:
    walk = later(reported(runtime), 32)
    with pytest.raises(Refused) as error:
        post(walk, given(**days))
    assert field in {ground.field for ground in error.value.grounds}
    assert letters(walk) == []


@pytest.mark.parametrize(
    "who", ["applicant", "member1", "stranger", "operator", "inspector", "second_reviewer"]
)
def test_only_who_keeps_the_case_enters_a_letter(runtime: Runtime, who: str) -> None:
    walk = later(reported(runtime), 20)
    with pytest.raises(Unknown):
        post(walk, given(), by=who)
    assert letters(walk) == []


def test_nothing_is_entered_before_anything_was_asked(runtime: Runtime) -> None:
    walk = begun(runtime)
    with pytest.raises(CaseError):
        post(walk, given("accept", objections=[]))


def test_the_law_counts_the_postmark() -> None:
    assert law.in_time(DUE, DUE)
    assert not law.in_time(DUE + timedelta(days=1), DUE)


def test_a_letter_on_the_request_goes_to_the_reviewer_at_once(both: Runtime) -> None:
    walk = later(declared(begun(both).do("plan_visit")), 5)
    post(walk, given("other", text="1月10日を希望する。"))
    assert walk.waiting() == {"judge_reply": "reviewer"}
    assert letters(walk)[0].about == "visit"
    sound(walk)


def test_an_answer_after_thirty_days_of_silence_lies_with_the_person_who_judges(both: Runtime) -> None:
    walk = later(declared(begun(both).do("plan_visit")), 30)
    assert walk.waiting() == {"judge_reply": "reviewer"}
    send(walk, given("accept", text="12月28日なら受け入れられる。"))
    assert walk.waiting() == {"judge_reply": "reviewer"}
    (row,) = letters(walk)
    assert (row.channel, row.in_time, row.received_on) == ("portal", False, clock.today())
    assert visit(walk).state == "requested"
    walk.do("judge_reply")
    assert [row.treatment for row in letters(walk)] == ["noted"]


@pytest.mark.article("第6条第3項")
def test_an_answer_after_the_case_has_moved_on_makes_a_task_and_changes_nothing(both: Runtime) -> None:
    walk = Walk.open(both).until("consider_hearing").do("consider_hearing", CONSIDERED)
    later(declared(walk.do("plan_visit")), 30).do("judge_reply")
    before = (walk.case().stage, walk.case().result, visit(walk).state)
    assert walk.waiting() == {"decide": "decider"}
    send(walk, given("accept", text="今なら受け入れられる。"))
    assert walk.waiting() == {"decide": "decider", "judge_late_reply": "reviewer"}
    assert (walk.case().stage, walk.case().result, visit(walk).state) == before
    walk.do("judge_late_reply", {"choice": "noted", "reason": "書類で判断できる。"})
    assert (walk.case().stage, walk.case().result, visit(walk).state) == before
    assert letters(walk)[0].text == "今なら受け入れられる。"
    assert walk.finish().case().result == "certified"
    sound(walk)


def test_the_open_judgement_does_not_hold_up_the_decision(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", CONSIDERED)
    later(declared(walk.do("plan_visit")), 30).do("judge_reply")
    send(walk, given("refuse", text="業務繁忙。", objections=[]))
    walk.do("decide")
    assert "judge_late_reply" in walk.waiting()
    walk.do("judge_late_reply", {"choice": "noted", "reason": "決定の後。"})
    with runtime.db.read() as session:
        assert session.scalars(select(Submission.node).where(Submission.node == "judge_late_reply")).one()


def test_a_timely_letter_that_comes_after_the_report_was_settled_is_attached_as_an_addendum(
    both: Runtime,
) -> None:
    walk = later(reported(both), 31).do("judge_facts")
    assert visit(walk).state == "returned"
    later(walk, 33)
    assert post(walk, given(posted_on=DUE))
    assert walk.waiting() == {"judge_late_reply": "reviewer"}
    walk.do("judge_late_reply", {"choice": "attach", "reason": "期限内の消印である。"})
    with both.db.read() as session:
        names = session.scalars(select(Document.name).where(Document.kind == "visit_report")).all()
    number = visit(walk).number
    assert sorted(names) == [
        f"現地調査報告書_{number}_v1.pdf",
        f"現地調査報告書_{number}_v1_追補1.pdf",
    ]
    assert [version.version for version in versions(both)] == [1]
    assert [check.result for check in checks(walk)] == ["silent"]
    sound(walk)


def test_while_the_step_waits_and_once_answered_the_portal_sends_nothing_beside_it(runtime: Runtime) -> None:
    walk = reported(runtime)
    with pytest.raises(CaseError) as error:
        send(walk, given())
    assert error.value.text is desks.OPEN
    walk.do("check_facts")
    with pytest.raises(CaseError) as error:
        send(walk, given())
    assert error.value.text is desks.ANSWERED


@pytest.mark.parametrize("who", ["stranger", "member1", "reviewer", "inspector"])
def test_nobody_else_answers_for_the_provider(runtime: Runtime, who: str) -> None:
    walk = later(reported(runtime), 31)
    with pytest.raises(Unknown):
        send(walk, given(), by=who)


def test_a_refusal_needs_its_reason_and_answers_what_was_asked(runtime: Runtime) -> None:
    walk = later(declared(begun(runtime).do("plan_visit")), 30)
    with pytest.raises(Refused):
        send(walk, given("refuse", text=" "))
    with pytest.raises(Refused):
        send(walk, given("objects"))
