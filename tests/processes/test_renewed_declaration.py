"""申告のやり直し (第7条, case 18): a mistake is declared anew; a decider judges, and nothing shows until then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases.errors import CaseError, Unknown
from app.cases.hearings import record, renewing
from app.cases.runtime import Runtime
from app.store.models.committee import Closing, Declaration, InterestJudgement
from app.store.models.procedures import EditionFile, OutboxRow
from app.store.reading import cases, room
from tests.heard import Sitting

MISTAKE = "別の「青空ソフト」と取り違えていた。"
NONE = {"effect": "none", "reason": "取り違えと確かめた。"}


def excluded(runtime: Runtime, *, judged: bool = False) -> Sitting:
    """A hearing from which the declaration of `member1` keeps that member; the others may read."""
    sitting = Sitting.convened(runtime)
    for name in ("chair", "member2", "member3"):
        sitting.declare(name)
    if judged:
        sitting.declare("member1", "ask", kinds=["other"], text="知人がいる。")
        sitting.walk.do("judge_interest", {"effect": "excluded", "reason": "親しい。"})
    else:
        sitting.declare("member1", "has", kinds=["business"], text="取引がある。")
    assert sitting.states()["member1"] == "excluded"
    return sitting


def again(sitting: Sitting, reason: str = MISTAKE, by: str = "member1") -> Sitting:
    """The member declares again from the receipt."""
    renewing.declare_again(sitting.runtime, sitting.viewer(by), sitting.seat("member1").id, reason)
    sitting.walk.settle()
    return sitting


def sees(sitting: Sitting) -> bool:
    """Whether the member sees anything of the case or of its hearing."""
    viewer = sitting.viewer("member1")
    with sitting.runtime.db.read() as session:
        head = cases.find(session, viewer, sitting.walk.case_no)
        return head is not None or room.place(session, viewer, sitting.hearing().number) is not None


def mails(runtime: Runtime, kind: str) -> int:
    with runtime.db.read() as session:
        return len(session.scalars(select(OutboxRow.id).where(OutboxRow.key.contains(f":{kind}:"))).all())


@pytest.mark.parametrize("judged", [False, True])
def test_a_mistake_that_is_confirmed_opens_the_seat_again(both: Runtime, judged: bool) -> None:
    sitting = again(excluded(both, judged=judged))
    assert sitting.states()["member1"] == "excluded"
    assert not sees(sitting)
    shown = sitting.shown("judge_renewal")
    assert MISTAKE in shown["declared"].ja
    assert "2026年11月24日" in shown["before"].ja
    sitting.walk.do("judge_renewal", NONE)
    assert sitting.states()["member1"] == "eligible"
    assert sees(sitting)
    assert ("member1", "give_opinion") in sitting.asked_now()
    assert ("member1", "declare_interest") not in sitting.asked_now()
    sitting.give("member1", "fit").give("member1", "unfit")
    assert [row.verdict for row in sitting.opinions("member1")] == ["fit", "unfit"]
    with both.db.read() as session:
        rows = session.scalars(
            select(Declaration)
            .where(Declaration.seat_id == sitting.seat("member1").id)
            .order_by(Declaration.sequence)
        ).all()
        last = session.scalars(select(InterestJudgement).order_by(InterestJudgement.id.desc())).first()
    assert [(row.sequence, row.result) for row in rows] == [(1, "ask" if judged else "has"), (2, "none")]
    assert last is not None
    assert (last.cause, last.effect, last.kinds) == ("renewed", "none", ["other" if judged else "business"])


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_until_it_is_judged_nothing_opens_and_nothing_is_counted(both: Runtime) -> None:
    sitting = again(excluded(both))
    assert not sees(sitting)
    assert sitting.refused_at_the_door(sitting.walk.item("judge_renewal")) == ["X20"]
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    with both.db.read() as session:
        closing = session.get_one(Closing, sitting.hearing().id)
    assert closing.excluded == [sitting.walk.people["member1"].user_id]
    assert closing.missing == []
    assert closing.quorum["eligible"] == 3


def test_after_the_closing_the_record_changes_and_no_vote_is_asked_for(both: Runtime) -> None:
    sitting = again(excluded(both))
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    sitting.walk.do("judge_renewal", NONE)
    assert sitting.states()["member1"] == "excluded"
    assert not sees(sitting)
    assert "member1" not in [name for name, _ in sitting.asked_now()]
    assert mails(both, "cleared_too_late") == 1
    assert "締切り後に、該当しないと判断された" in interests_told(sitting)
    sitting.write_minutes()
    sitting.walk.do("decide", {"decision": "certified", "treatment": "same"})
    assert sitting.walk.finish().case().result == "certified"


def test_an_interest_that_is_confirmed_stays_one_and_may_be_denied_once_more(runtime: Runtime) -> None:
    sitting = again(excluded(runtime))
    sitting.walk.do("judge_renewal", {"effect": "excluded", "reason": "取引は続いている。"})
    assert sitting.states()["member1"] == "excluded"
    assert mails(runtime, "still_excluded") == 1
    again(sitting, "取引は昨年終わった。").walk.do("judge_renewal", NONE)
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1")


def test_the_minutes_keep_the_time_of_the_exclusion(runtime: Runtime) -> None:
    sitting = excluded(runtime)
    clock.fix(clock.now() + timedelta(hours=26))
    again(sitting).walk.do("judge_renewal", NONE)
    for name in ("chair", "member1", "member2"):
        sitting.give(name, "fit")
    sitting.close()
    told = interests_told(sitting)
    assert "2026年11月24日（火）12:00から2026年11月25日（水）14:00まで除斥" in told
    assert "取引" in told


def test_a_closing_after_the_return_waits_for_the_opinion_like_for_any_other(runtime: Runtime) -> None:
    sitting = again(excluded(runtime))
    sitting.walk.do("judge_renewal", NONE)
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    closed = sitting.closed()
    assert closed is not None
    assert closed.missing == [sitting.walk.people["member1"].user_id]
    assert "member1" not in [name for name, _ in sitting.asked_now()]


def test_a_chair_who_comes_back_presides_again(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, ("chair", "acting", "member2", "member3"))
    for name in ("acting", "member2", "member3"):
        sitting.declare(name)
    sitting.declare("chair", "has", kinds=["business"])
    seat_id = sitting.seat("chair").id
    assert sitting.hearing().presiding_id == sitting.walk.people["acting"].user_id
    renewing.declare_again(runtime, sitting.viewer("chair"), seat_id, MISTAKE)
    sitting.walk.settle()
    assert sitting.hearing().presiding_id == sitting.walk.people["acting"].user_id
    sitting.walk.do("judge_renewal", NONE)
    assert sitting.hearing().presiding_id == sitting.walk.people["chair"].user_id


def test_only_the_person_declares_again_once_and_with_a_reason(runtime: Runtime) -> None:
    sitting = excluded(runtime)
    for name in ("member2", "secretariat", "decider", "applicant"):
        with pytest.raises(Unknown):
            again(sitting, by=name)
    with pytest.raises(CaseError, match="reason"):
        again(sitting, " ")
    again(sitting)
    with pytest.raises(CaseError, match="arrived already"):
        again(sitting)


@pytest.mark.parametrize("state", ["eligible", "recused", "struck", "invited"])
def test_a_seat_that_no_declaration_shut_does_not_declare_again(runtime: Runtime, state: str) -> None:
    sitting = Sitting.declared(runtime)
    with runtime.db.step() as session:
        session.get_one(type(sitting.seat("member1")), sitting.seat("member1").id).state = state
    with pytest.raises(CaseError, match="cannot be made again"):
        again(sitting)


def test_a_case_of_an_older_edition_is_told_to_ask_the_secretariat(runtime: Runtime) -> None:
    sitting = excluded(runtime)
    with runtime.db.step() as session:
        session.execute(
            EditionFile.__table__.delete().where(
                EditionFile.__table__.c.path == "processes/renewed_declaration.bpmn"
            )
        )
    with pytest.raises(CaseError, match="secretariat"):
        again(sitting)


def interests_told(sitting: Sitting) -> str:
    """What the minutes tell of interests."""
    with sitting.runtime.db.read() as session:
        return record.shown(record.drawn(session, sitting.hearing()))["record_interests"].ja
