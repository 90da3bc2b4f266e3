"""第7条: an interest that waits for its judgement too long is told again, and nothing follows from the waiting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.law import service_targets
from app.store.models.procedures import Mail
from tests.heard import Sitting
from tests.processes.test_late_conflict import reported
from tests.processes.test_renewed_declaration import again, excluded

pytestmark = pytest.mark.article("第7条")


def judged_late(runtime: Runtime) -> Sitting:
    return Sitting.convened(runtime).declare("member1", "has", kinds=["competitor"], text="競合の顧問。")


def on_day(sitting: Sitting, days: int) -> Sitting:
    """So many days after the day by which a judgement asked for today is due, in the morning."""
    due = service_targets.due_on("interest_judgement", clock.today()) + timedelta(days=days)
    return sitting.at(clock.start_of(due) + timedelta(hours=9))


def told(sitting: Sitting) -> list[Mail]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(Mail).where(Mail.subject.like("%判断が期限を過ぎています%"))))


def test_the_step_has_its_last_day_so_that_lists_mark_it(runtime: Runtime) -> None:
    sitting = judged_late(runtime)
    wanted = service_targets.due_on("interest_judgement", clock.today())
    assert sitting.walk.item("judge_interest").due_on == wanted


def test_after_three_working_days_deciders_and_the_secretariat_are_told_once(both: Runtime) -> None:
    sitting = on_day(judged_late(both), 0)
    assert told(sitting) == []
    sitting.at(clock.now() + timedelta(days=1))
    to = [mail.to for mail in told(sitting)]
    assert {"decider@example.jp", "secretariat@example.jp"} <= set(to)
    assert not [each for each in to if each.startswith(("member", "chair", "reviewer@", "applicant"))]
    assert len(to) == len(set(to))
    sitting.at(clock.now() + timedelta(days=1))
    assert [mail.to for mail in told(sitting)] == to


def test_the_mail_names_neither_the_case_nor_the_member(runtime: Runtime) -> None:
    sitting = on_day(judged_late(runtime), 1)
    mails = told(sitting)
    assert mails
    for mail in mails:
        for secret in (sitting.walk.case_no, sitting.viewer("member1").name, "青空"):
            assert secret not in mail.subject + mail.body


def test_the_seat_stays_shut_and_is_judged_after_the_reminder_as_before(runtime: Runtime) -> None:
    sitting = on_day(judged_late(runtime), 1)
    assert sitting.states()["member1"] == "judging"
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "顧問は終わっている。"})
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1")


def test_what_was_judged_in_time_is_not_told(runtime: Runtime) -> None:
    sitting = judged_late(runtime)
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "顧問は終わっている。"})
    assert told(on_day(sitting, 2)) == []


WAITING = {
    "judge_conflict": lambda runtime: reported(Sitting.declared(runtime), "member1"),
    "judge_renewal": lambda runtime: again(excluded(runtime)),
}
"""What comes to a decider after the first declaration, by its step."""


@pytest.mark.parametrize("node", sorted(WAITING))
def test_what_came_later_is_told_in_the_same_way(runtime: Runtime, node: str) -> None:
    sitting = WAITING[node](runtime)
    assert sitting.walk.item(node).due_on == service_targets.due_on("interest_judgement", clock.today())
    assert told(on_day(sitting, 0)) == []
    sitting.at(clock.now() + timedelta(days=1))
    to = [mail.to for mail in told(sitting)]
    assert {"decider@example.jp", "secretariat@example.jp"} <= set(to)
    assert "member1@example.jp" not in to
    assert sitting.walk.item(node).state == "open"
    sitting.at(clock.now() + timedelta(days=1))
    assert [mail.to for mail in told(sitting)] == to


@pytest.mark.parametrize("node", sorted(WAITING))
def test_what_came_later_and_was_judged_in_time_is_not_told(runtime: Runtime, node: str) -> None:
    sitting = WAITING[node](runtime)
    more = {"kinds": ["business"]} if node == "judge_conflict" else {}
    sitting.walk.do(node, {**more, "effect": "none", "reason": "人違いだった。"})
    assert told(on_day(sitting, 2)) == []
