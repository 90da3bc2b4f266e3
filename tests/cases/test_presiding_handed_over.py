"""第7条 (AMB-36): a step of the presiding member goes to who presides next, and with nobody left to the decider."""

import pytest
from sqlalchemy import select

from app import clock
from app.cases import appointments, standing_in
from app.cases.errors import CaseError, Unknown
from app.cases.hearings import succession
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from app.store.models.people import User
from app.store.models.procedures import Event, Mail
from app.store.reading.members import stranded
from tests.cases.refusing import refused as step_refused
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

PROSE = {"summary": "説明した。", "discussion": "質疑はなかった。", "report": ""}
WITH_ACTING = ("chair", "acting", "member1", "member2")


def tied(runtime: Runtime, members: tuple[str, ...] = WITH_ACTING) -> Sitting:
    sitting = Sitting.voted(runtime, "fit", "unfit", "fit", "unfit", members=members)
    assert sitting.close() == "tie"
    return sitting


def close_account(sitting: Sitting, *names: str) -> None:
    """Accounts are closed, as the command of operators does; nothing else hears of it."""
    with sitting.runtime.db.step() as session:
        for name in names:
            session.get_one(User, sitting.walk.people[name].user_id).active = False


def end_term(sitting: Sitting, name: str) -> None:
    with sitting.runtime.db.read() as session:
        number = session.scalars(
            select(Appointment.id).where(Appointment.user_id == sitting.walk.people[name].user_id)
        ).one()
    appointments.end(sitting.runtime, sitting.viewer("secretariat"), number, clock.today(), "辞任")
    sitting.walk.settle()


def stops(sitting: Sitting) -> succession.Stopped | None:
    with sitting.runtime.db.read() as session:
        return succession.stopped(session, sitting.hearing())


def hand_over(sitting: Sitting, who: str = "secretariat", reason: str = "退任したため。") -> None:
    succession.hand_over(sitting.runtime, sitting.viewer(who), sitting.hearing().number, reason)
    sitting.walk.settle()


def mails(sitting: Sitting, words: str) -> list[str]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(Mail.to).where(Mail.subject.like(f"%{words}%"))))


def test_as_the_term_ends_the_acting_chair_rules_and_the_minutes_name_the_change(both: Runtime) -> None:
    sitting = tied(both)
    end_term(sitting, "chair")
    assert sitting.asked_now() == [("acting", "rule_tie")]
    sitting.do("acting", "rule_tie", {"ruling": "fit", "reason": "理由。"})
    shown = str(sitting.walk.context("draft_minutes"))
    assert "議長の交替：chairからactingへ" in shown
    sitting.write_minutes("acting")
    assert sitting.hearing().state == "delivered"


def test_a_closed_account_is_handed_over_by_the_secretariat_with_a_reason(both: Runtime) -> None:
    sitting = tied(both)
    assert stops(sitting) is None
    with pytest.raises(CaseError, match="can go on"):
        hand_over(sitting)
    close_account(sitting, "chair")
    told = stops(sitting)
    assert told is not None
    assert (told.person, told.successor) == ("chair", "acting")
    hand_over(sitting)
    assert sitting.asked_now() == [("acting", "rule_tie")]
    assert mails(sitting, "議長をお願いします") == ["acting@example.jp"]
    with both.db.read() as session:
        assert stranded(session) == []
        event = session.scalars(
            select(Event).where(Event.kind == "seat_presiding").order_by(Event.seq.desc())
        ).first()
        assert event is not None
        assert (event.reason, event.actor_id) == ("退任したため。", sitting.viewer("secretariat").user_id)
    sitting.do("acting", "rule_tie", {"ruling": "fit", "reason": "理由。"})
    assert "退任したため。" in str(sitting.walk.context("draft_minutes"))


def test_the_daily_look_hands_over_without_being_asked(runtime: Runtime) -> None:
    sitting = tied(runtime)
    close_account(sitting, "chair")
    standing_in.everywhere(runtime)
    standing_in.everywhere(runtime)
    sitting.walk.settle()
    assert sitting.asked_now() == [("acting", "rule_tie")]
    assert mails(sitting, "議長をお願いします") == ["acting@example.jp"]


def test_who_left_while_the_minutes_were_written_does_not_stop_the_draft(both: Runtime) -> None:
    sitting = Sitting.voted(both, "fit", "fit", "fit", "fit", members=WITH_ACTING)
    assert sitting.close() == "fit"
    assert sitting.walk.waiting() == {"draft_minutes": "secretariat"}
    close_account(sitting, "chair")
    sitting.walk.do("draft_minutes", PROSE)
    assert sitting.asked_now() == [("acting", "approve_minutes")]


def test_a_member_who_is_neither_chair_nor_acting_can_only_report_both_views(runtime: Runtime) -> None:
    sitting = tied(runtime, ("chair", "member1", "member2", "member3"))
    end_term(sitting, "chair")
    ((name, node),) = sitting.asked_now()
    assert (name in {"member1", "member2", "member3"}, node) == (True, "rule_tie")
    assert sitting.refused(name, "rule_tie", {"ruling": "fit", "reason": "理由。"}) == ["ruling_office"]
    sitting.do(name, "rule_tie", {"ruling": "split", "reason": "両論がある。"})
    assert sitting.walk.waiting() == {"draft_minutes": "secretariat"}


def test_with_nobody_left_the_decider_convenes_again(both: Runtime) -> None:
    sitting = tied(both)
    close_account(sitting, *WITH_ACTING)
    standing_in.everywhere(both)
    told = stops(sitting)
    assert told is not None
    assert (told.successor, told.again) == ("", True)
    with both.db.read() as session:
        assert [each.cause for each in stranded(session)] == ["account"]
    hand_over(sitting, reason="全員が退任した。")
    assert sitting.walk.waiting() == {"settle_quorum": "decider"}
    refused = step_refused(sitting.walk, "settle_quorum", {"choice": "accept", "reason": "受け取る。"})
    assert refused == ["nobody_presides"]
    sitting.walk.do("settle_quorum", {"choice": "again", "reason": "新しい委員で。"})
    assert sitting.walk.waiting() == {"convene": "secretariat"}
    sitting.convene(("member3", "member4"))
    assert sitting.hearing().round == 2


def test_minutes_with_nobody_to_approve_them_go_back_to_the_decider_too(runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "fit", members=WITH_ACTING)
    sitting.close()
    sitting.walk.do("draft_minutes", PROSE)
    close_account(sitting, *WITH_ACTING)
    hand_over(sitting)
    assert sitting.walk.waiting() == {"settle_quorum": "decider"}


def test_somebody_appointed_again_gets_what_waited(runtime: Runtime) -> None:
    sitting = tied(runtime)
    close_account(sitting, *WITH_ACTING)
    standing_in.everywhere(runtime)
    assert sitting.hearing().presiding_id is None
    with runtime.db.step() as session:
        session.get_one(User, sitting.walk.people["acting"].user_id).active = True
    standing_in.everywhere(runtime)
    assert sitting.asked_now() == [("acting", "rule_tie")]


@pytest.mark.parametrize("who", ["decider", "chair", "acting", "reviewer", "operator"])
def test_only_the_secretariat_hands_over(runtime: Runtime, who: str) -> None:
    sitting = tied(runtime)
    own = sitting.viewer(who)
    close_account(sitting, "chair")
    with pytest.raises(Unknown):
        succession.hand_over(runtime, own, sitting.hearing().number, "理由。")
    assert sitting.asked_now() == [("chair", "rule_tie")]


def test_on_the_page_of_the_hearing(runtime: Runtime) -> None:
    sitting = tied(runtime)
    close_account(sitting, "chair")
    browser = Browser(site(runtime), sitting.viewer("secretariat"))
    here = f"/hearings/{sitting.hearing().number}"
    fields = browser.open(here).fields(f'form[action="{here}/presiding"]')
    fields.setlist("reason", [" "])
    assert browser.send(f"{here}/presiding", fields).status == 422
    fields.setlist("reason", ["退任したため。"])
    assert browser.send(f"{here}/presiding", fields).status == 303
    shown = browser.open(here).html
    assert "議長の作業が止まっています" not in shown
    assert sitting.asked_now() == [("acting", "rule_tie")]


def test_the_page_says_what_to_do_when_nobody_is_left(runtime: Runtime) -> None:
    sitting = tied(runtime)
    close_account(sitting, *WITH_ACTING)
    shown = Browser(site(runtime), sitting.viewer("secretariat")).open(
        f"/hearings/{sitting.hearing().number}"
    )
    assert "認定責任者に返す" in shown.html
    assert (
        "認定責任者に返す"
        not in Browser(site(runtime), sitting.viewer("decider"))
        .open(f"/hearings/{sitting.hearing().number}")
        .html
    )
