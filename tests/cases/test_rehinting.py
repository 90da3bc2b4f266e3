"""Case 24: a strong hint that enters the record later shuts the seat until a decider has judged it (第7条)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app import clock
from app.cases import appointments, confirming, daily, standing_interests, travelling
from app.cases.errors import Unknown
from app.cases.hearings import rehinting, tallies
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import InterestJudgement, Ruling
from app.store.models.people import Provider
from app.store.models.procedures import Message, OutboxRow, Submission
from app.store.reading import cases
from app.worker.loop import Worker
from tests import answers
from tests.heard import Sitting
from tests.people import CORPORATE_NUMBER

PARENT = "大空ホールディングス株式会社"
STRUCK = {"kinds": ["employment"], "effect": "excluded", "opinion_effect": "struck", "reason": "役員である。"}
NOTHING = {"effect": "none", "reason": "同じ番号を誤って登録していた。"}


def tied(sitting: Sitting, who: str = "member1", **more: Any) -> Sitting:
    """A member tells of a tie to the applicant; what that sets in motion is done."""
    given = {"kind": "business", "name": "青空ソフト", "number": CORPORATE_NUMBER} | more
    viewer = sitting.viewer(who)
    standing_interests.add(sitting.runtime, viewer, viewer.user_id, **given)
    sitting.walk.settle()
    return sitting


def sees(sitting: Sitting, name: str) -> bool:
    with sitting.runtime.db.read() as session:
        return cases.find(session, sitting.viewer(name), sitting.walk.case_no) is not None


def asked(runtime: Runtime) -> int:
    """How many times a decider was asked to judge."""
    with runtime.db.read() as session:
        return session.scalars(
            select(func.count()).select_from(Message).where(Message.starts == "late_conflict")
        ).one()


def paused(runtime: Runtime) -> int:
    with runtime.db.read() as session:
        return session.scalars(
            select(func.count()).select_from(OutboxRow).where(OutboxRow.key.like("hearing:%:paused:%"))
        ).one()


def merged(sitting: Sitting) -> None:
    """The parent company is merged into the member's own, behind everybody's back."""
    with sitting.runtime.db.step() as session:
        user_id = sitting.walk.people["member1"].user_id
        session.scalars(select(Appointment).where(Appointment.user_id == user_id)).one().organisation = PARENT
        case = session.get_one(Case, sitting.walk.case().id)
        session.get_one(Provider, case.provider_id).name = PARENT


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_a_tie_told_later_shuts_the_seat_at_once(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("member1", "fit")
    assert sees(sitting, "member1")
    tied(sitting)
    assert sitting.states()["member1"] == "challenged"
    assert not sees(sitting, "member1")
    assert sees(sitting, "member2")
    with pytest.raises(Unknown):
        sitting.give("member1", "unfit")
    assert paused(both) == 1
    shown = sitting.shown("judge_conflict")
    assert "青空ソフト" in shown["reported"]
    sitting.walk.do("judge_conflict", STRUCK)
    assert sitting.states()["member1"] == "struck"
    with both.db.read() as session:
        (judged,) = session.scalars(select(InterestJudgement))
    assert (judged.cause, judged.effect, judged.kinds) == ("register", "excluded", ["employment"])


def test_a_hint_that_was_judged_does_not_come_back(both: Runtime) -> None:
    sitting = tied(Sitting.declared(both))
    sitting.walk.do("judge_conflict", NOTHING)
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1")
    for _ in range(2):
        assert rehinting.everywhere(both) == 0
    clock.fix(clock.now() + timedelta(days=1))
    assert rehinting.everywhere(both) == 0
    assert asked(both) == 1
    tied(sitting, kind="shareholding", name="青空ソフト株式会社", number="")
    assert sitting.states()["member1"] == "challenged"
    assert asked(both) == 2


def test_a_hint_that_was_judged_with_the_declaration_does_not_come_back(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    tied(sitting)
    assert sitting.states()["member1"] == "invited"
    sitting.declare("member1", text="同じ名前の別の会社である。")
    assert sitting.states()["member1"] == "judging"
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "別の会社であった。"})
    assert sitting.states()["member1"] == "eligible"
    assert rehinting.everywhere(runtime) == 0
    assert asked(runtime) == 0


def test_a_hint_that_came_while_the_declaration_was_judged_shuts_the_seat_with_the_judgement(
    runtime: Runtime,
) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "ask", kinds=["other"], text="知人がいる。")
    tied(sitting)
    assert sitting.states()["member1"] == "judging"
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "知人にすぎない。"})
    assert sitting.states()["member1"] == "challenged"
    assert not sees(sitting, "member1")


def test_the_night_finds_what_changed_behind_the_pages(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    merged(sitting)
    assert sitting.states()["member1"] == "eligible"
    Worker(both).work_once()
    sitting.walk.settle()
    assert sitting.states()["member1"] == "challenged"
    assert [name for name, state in sitting.states().items() if state != "eligible"] == ["member1"]
    assert not daily.is_mine(both, "hints")


def test_a_leap_of_the_demo_finds_it_too(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    merged(sitting)
    travelling.travel(runtime, clock.now() + timedelta(days=1), clock.fix)
    assert sitting.states()["member1"] == "challenged"


@pytest.mark.parametrize("how", ["confirm", "change", "appoint"])
def test_a_new_affiliation_shuts_the_seat(runtime: Runtime, how: str) -> None:
    sitting = Sitting.declared(runtime)
    person, secretariat = sitting.viewer("member1"), sitting.viewer("secretariat")
    with runtime.db.read() as session:
        row = session.scalars(select(Appointment).where(Appointment.user_id == person.user_id)).one()
    told = {"organisation": "青空ソフト株式会社", "organisation_number": CORPORATE_NUMBER}
    if how == "confirm":
        confirming.confirm(runtime, person, *told.values())
    elif how == "change":
        wanted = appointments.Wanted("member", row.since, row.until, **told)
        appointments.change(runtime, secretariat, row.id, wanted)
    else:
        wanted = appointments.Wanted("inspector", clock.today(), row.until, **told)
        appointments.appoint(runtime, secretariat, person.user_id, wanted)
    sitting.walk.settle()
    assert sitting.states()["member1"] == "challenged"


def test_a_correction_that_names_a_parent_company_shuts_the_seat(both: Runtime) -> None:
    sitting = tied(Sitting.declared(both), name="大空ホールディングス", number="")
    assert sitting.states()["member1"] == "eligible"
    case = sitting.walk.case()
    with both.db.step() as session:
        wanted = {
            "items": {"b.parent_company": {"verdict": "unclear"}},
            "correction_text": "親会社の名称を書いてください。",
            "correction_due": (clock.today() + timedelta(days=7)).isoformat(),
        }
        session.execute(update(Submission).where(Submission.node == "assess_items").values(answers=wanted))
        both.engine.start(
            session,
            edition_id=case.edition_id,
            process_id="correction",
            inputs={"case_no": case.case_no, "kind": "items"},
            case=session.get_one(Case, case.id, with_for_update=True),
        )
    told = answers.sheet(sitting.walk, "B", "C") | {"b.parent_company": {"value": PARENT}}
    sitting.walk.do("answer_correction", {"explanation": "書きました。", "items": told})
    assert sitting.states()["member1"] == "challenged"
    assert "親会社" in sitting.shown("judge_conflict")["reported"]


def test_after_the_closing_the_count_follows_the_judgement(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    for name, verdict in (("chair", "fit"), ("member1", "fit"), ("member2", "unfit"), ("member3", "hold")):
        sitting.give(name, verdict)
    sitting.close()
    tied(sitting)
    sitting.walk.do("judge_conflict", STRUCK)
    with both.db.read() as session:
        (again,) = session.scalars(select(Ruling).where(Ruling.kind == tallies.RECOUNT))
    assert again.counts["fit"] == 1


def test_after_the_decision_only_the_record_changes(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    for name in ("chair", "member1", "member2"):
        sitting.give(name, "fit")
    sitting.close()
    sitting.write_minutes().walk.do("decide", {"decision": "certified", "treatment": "same"})
    tied(sitting)
    assert not sees(sitting, "member1")
    sitting.walk.do("judge_conflict", STRUCK)
    assert sitting.states()["member1"] == "struck"
    sitting.walk.do("weigh_decision", {"choice": "keep", "reason": "ほかの2名も適としている。"})
    assert sitting.walk.finish().case().result == "certified"


def test_a_weak_hint_and_a_tie_that_is_long_over_shut_nothing(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    tied(sitting, name="青空ソフトウエア開発", number="")
    long_ago = clock.today() - timedelta(days=5 * 366)
    tied(sitting, until=long_ago, since=long_ago)
    assert set(sitting.states().values()) == {"eligible"}


def test_a_presiding_member_who_is_shut_hands_over(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime, ("chair", "acting", "member1", "member2"))
    tied(sitting, "chair")
    assert sitting.hearing().presiding_id == sitting.walk.people["acting"].user_id
