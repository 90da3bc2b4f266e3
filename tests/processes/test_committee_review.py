"""認定審査委員会の意見 (第6条第2項, 第7条): convened, heard, closed by whoever presides, delivered, never binding."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases import withdrawing
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import attendance, closing, lookup, reminders, seats
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from app.store.models.committee import Closing, Hearing, Meeting, Ruling, Treatment
from app.store.models.procedures import Instance, Mail, Message
from tests import answers, seated
from tests.cases.refusing import decision, past_the_form
from tests.cases.refusing import refused as step_refused
from tests.heard import Sitting
from tests.walk import Walk

FULL = ("chair", "member1", "member2", "member3")
SAME = {"decision": "certified", "treatment": "same"}
AGAIN = {"choice": "again", "reason": "欠席が重なった。"}
ACCEPT = {"choice": "accept", "reason": "専門の委員の意見は得られた。"}
ABANDON = {"choice": "abandon", "reason": "聴取は任意であり、資料で判断できる。"}


def treated(sitting: Sitting) -> list[Treatment]:
    with sitting.runtime.db.read() as session:
        return list(session.query(Treatment))


def mails(runtime: Runtime, name: str) -> list[str]:
    """The subjects of the mails to a person."""
    with runtime.db.read() as session:
        found = session.scalars(select(Mail.subject).where(Mail.to == f"{name}@example.jp").order_by(Mail.id))
        return [subject.split("（")[0] for subject in found]


def given(runtime: Runtime, *verdicts: str, members: tuple[str, ...] = FULL) -> Sitting:
    """A hearing whose members have given these verdicts, in their order."""
    sitting = Sitting.declared(runtime, members)
    for name, verdict in zip(members, verdicts, strict=False):
        sitting.give(name, verdict)
    return sitting


def unreceived(runtime: Runtime) -> list[str]:
    """Messages that nobody took."""
    with runtime.db.read() as session:
        return list(session.scalars(select(Message.name).where(Message.delivered_at.is_(None))))


def test_the_committee_is_heard_and_the_decision_answers_it(both: Runtime) -> None:
    sitting = given(both, "fit", "fit", "fit", "unfit")
    assert sitting.close() == "fit"
    assert sitting.hearing().state == "minutes"
    sitting.write_minutes()
    hearing: Hearing = sitting.hearing()
    assert hearing.state == "delivered"
    row = sitting.closed()
    assert row is not None
    assert (row.outcome, row.counts, row.cause) == (
        "fit",
        {"fit": 3, "unfit": 1, "conditional": 0, "hold": 0},
        "chair",
    )
    assert set(sitting.walk.waiting()) == {"decide"}
    sitting.walk.do("decide", SAME).finish()
    assert sitting.walk.case().result == "certified"
    (treatment,) = treated(sitting)
    assert (treatment.hearing_id, treatment.agreement) == (hearing.id, "same")
    assert unreceived(both) == ["term.started"]


def test_the_opinion_binds_nobody_but_is_answered(runtime: Runtime) -> None:
    sitting = given(runtime, "unfit", "unfit", "unfit")
    sitting.close()
    sitting.write_minutes()
    reason = {"treatment": "different"}
    assert step_refused(sitting.walk, "decide", SAME | reason) == ["treatment_reason"]
    sitting.walk.do("decide", SAME | reason | {"treatment_text": "指摘の点は補正で直っている。"}).finish()
    assert treated(sitting)[0].text == "指摘の点は補正で直っている。"


def test_the_decider_may_do_without_a_hearing(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", answers.NEITHER)
    assert set(walk.waiting()) == {"decide"}
    assert walk.context("decide")["heard"] is False


def test_the_due_time_closes_by_itself_and_lists_who_is_missing(both: Runtime) -> None:
    sitting = Sitting.convened(both)
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name, "fit")
    sitting.past_due()
    row = sitting.closed()
    assert row is not None
    assert (row.cause, row.by_id, row.outcome) == ("due", None, "fit")
    assert row.missing == [sitting.walk.people["member3"].user_id]
    assert sitting.walk.waiting() == {"draft_minutes": "secretariat"}
    assert unreceived(both) == []


def test_only_who_presides_closes_and_needs_a_reason_before_the_due_time(both: Runtime) -> None:
    sitting = given(both, "fit", "fit", "fit")
    number = sitting.hearing().number
    for name in ("member1", "acting", "secretariat", "decider", "applicant", "operator"):
        with pytest.raises(Unknown):
            closing.close(both, sitting.viewer(name), number, "理由")
    with pytest.raises(Refused) as error:
        closing.close(both, sitting.viewer("chair"), number, " ")
    assert [ground.refusal for ground in error.value.grounds] == ["closing_early"]
    assert sitting.hearing().state == "open"


def test_when_everybody_has_answered_no_reason_is_asked_for(both: Runtime) -> None:
    sitting = given(both, "fit", "fit", "fit", "fit")
    assert closing.close(both, sitting.viewer("chair"), sitting.hearing().number, "") == "fit"


def test_closing_below_quorum_needs_a_reason_and_a_decider_settles_it(both: Runtime) -> None:
    sitting = given(both, "fit", "fit")
    with pytest.raises(Refused) as error:
        closing.close(both, sitting.viewer("chair"), sitting.hearing().number, "")
    assert [ground.refusal for ground in error.value.grounds] == ["closing_early", "closing_below_quorum"]
    assert sitting.close(reason="二人の意見で足りる。") == "below_quorum"
    assert sitting.walk.waiting() == {"settle_quorum": "decider"}
    sitting.walk.do("settle_quorum", ACCEPT)
    sitting.write_minutes()
    assert sitting.hearing().state == "delivered"
    sitting.walk.do("decide", SAME)


def test_a_second_round_begins_anew_with_its_reason(both: Runtime) -> None:
    sitting = given(both, "fit", "fit").past_due()
    first = sitting.hearing()
    sitting.walk.do("settle_quorum", AGAIN)
    sitting.convene()
    second = sitting.hearing()
    assert (first.number != second.number, second.round, second.state) == (True, 2, "open")
    with both.db.read() as session:
        assert session.get_one(Hearing, first.id).state == "abandoned"
    assert sitting.states()["chair"] == "invited"
    assert "give_opinion" not in sitting.walk.waiting()
    for name in ("chair", "member1", "member2"):
        sitting.declare(name).give(name, "fit")
    assert sitting.close() == "fit"
    sitting.write_minutes().walk.do("decide", SAME)


def test_the_decider_may_go_on_without_the_opinion_that_did_not_come(both: Runtime) -> None:
    sitting = Sitting.declared(both).past_due()
    assert step_refused(sitting.walk, "settle_quorum", ACCEPT) == ["no_opinions"]
    sitting.walk.do("settle_quorum", ABANDON)
    assert sitting.hearing().state == "abandoned"
    assert sitting.walk.finish().case().result == "certified"
    assert treated(sitting) == []


def test_the_quorum_lost_on_the_way_is_lost_at_the_vote(runtime: Runtime) -> None:
    sitting = given(runtime, "fit", "fit", "fit", members=("chair", "member1", "member2"))
    seats.recuse(runtime, sitting.viewer("member2"), sitting.seat("member2").id)
    sitting.walk.settle()
    assert sitting.close(reason="期限を待てない。") == "below_quorum"


def test_who_sits_in_the_room_counts_as_present_and_not_as_consenting(runtime: Runtime) -> None:
    sitting = given(runtime, "fit", "fit")
    secretariat, number = sitting.viewer("secretariat"), sitting.hearing().number
    for name, events in {"member2": ["in"], "member3": ["in", "out"]}.items():
        for event in events:
            attendance.mark(runtime, secretariat, number, sitting.walk.people[name].user_id, event)
    assert sitting.close() == "fit"
    row = sitting.closed()
    assert row is not None
    assert (row.quorum["present"], row.quorum["majority"]) == (3, 2)


def test_an_excluded_member_is_never_in_the_room(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "has", kinds=["business"])
    who = sitting.walk.people["member1"].user_id
    with pytest.raises(CaseError):
        attendance.mark(runtime, sitting.viewer("secretariat"), sitting.hearing().number, who, "in")
    with pytest.raises(Unknown):
        attendance.mark(runtime, sitting.viewer("member1"), sitting.hearing().number, who, "in")


def test_one_fit_and_two_holds_are_no_majority(runtime: Runtime) -> None:
    assert given(runtime, "fit", "hold", "hold").close() == "hold"


def test_a_tie_is_ruled_on_by_who_presides_with_a_reason(both: Runtime) -> None:
    sitting = given(both, "fit", "unfit", "unfit", "conditional")
    assert sitting.close() == "tie"
    assert sitting.asked_now() == [("chair", "rule_tie")]
    sitting.do("chair", "rule_tie", {"ruling": "conditional", "reason": "条件を付ければ足りる。"})
    sitting.write_minutes()
    with both.db.read() as session:
        (ruling,) = session.query(Ruling)
        assert (ruling.kind, ruling.outcome) == ("tie", "conditional")
        assert session.get_one(Closing, sitting.hearing().id).outcome == "tie"
    assert "条件付" in sitting.shown("decide")["committee"].ja
    sitting.walk.do("decide", SAME | {"treatment_text": "公表を届出で確かめる。"})


def test_a_tie_without_chair_or_acting_chair_leaves_both_views(runtime: Runtime) -> None:
    members = ("member1", "member2", "member3", "member4")
    sitting = given(runtime, "fit", "fit", "unfit", "unfit", members=members)
    assert sitting.close(by="member1") == "split"
    assert sitting.walk.waiting() == {"draft_minutes": "secretariat"}


def test_a_conflicted_chair_yields_to_the_acting_chair_at_once(both: Runtime) -> None:
    sitting = Sitting.convened(both, ("chair", "acting", "member1", "member2"))
    number, chair = sitting.hearing().number, sitting.viewer("chair")
    assert sitting.hearing().presiding_id == chair.user_id
    sitting.declare("chair", "has", kinds=["shareholding"])
    assert sitting.hearing().presiding_id == sitting.walk.people["acting"].user_id
    for name in ("acting", "member1", "member2"):
        sitting.declare(name).give(name, "fit")
    with pytest.raises(Unknown):
        closing.close(both, chair, number, "理由")
    assert sitting.close(by="acting") == "fit"
    sitting.write_minutes("acting")
    assert sitting.hearing().state == "delivered"


def test_the_longest_serving_member_presides_where_no_chair_is_left(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, ("chair", "acting", "member1", "member2"))
    with runtime.db.step() as session:
        session.scalars(
            select(Appointment).where(Appointment.user_id == sitting.walk.people["member2"].user_id)
        ).one().since -= timedelta(days=300)
    sitting.declare("chair", "has", kinds=["business"]).declare("acting", "has", kinds=["business"])
    assert sitting.hearing().presiding_id == sitting.walk.people["member2"].user_id
    assert "chair" in sitting.viewer("member2").roles


def test_what_waits_for_the_chair_goes_to_who_presides_next(runtime: Runtime) -> None:
    sitting = given(
        runtime, "fit", "unfit", "fit", "unfit", members=("chair", "acting", "member1", "member2")
    )
    assert sitting.close() == "tie"
    seats.strike(
        runtime, sitting.viewer("decider"), sitting.seat("chair").id, ["business"], "取引があった。", "stands"
    )
    assert sitting.asked_now() == [("acting", "rule_tie")]
    sitting.do("acting", "rule_tie", {"ruling": "unfit", "reason": "理由。"})
    sitting.write_minutes("acting")


def test_members_who_are_all_conflicted_are_not_even_invited(both: Runtime) -> None:
    sitting = Sitting.wanted(both)
    with both.db.step() as session:
        for name in FULL:
            post = session.scalars(
                select(Appointment).where(Appointment.user_id == sitting.walk.people[name].user_id)
            ).one()
            post.organisation = "青空ソフト株式会社"
    assert step_refused(sitting.walk, "convene", sitting.asked()) == ["no_members"]
    assert mails(both, "member1") == []
    assert "▲強い手掛かりあり：" in str(sitting.walk.context("convene")["members"])
    sitting.walk.do("convene", {"next": "cannot", "cannot_reason": "全員が申請者に属する。"})
    assert sitting.walk.waiting() == {"settle_quorum": "decider"}
    assert "全員が申請者に属する。" in sitting.shown("settle_quorum")["found"].ja
    sitting.walk.do("settle_quorum", ABANDON).finish()


def test_members_who_all_declare_an_interest_leave_a_shortage(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, ("chair", "member1", "member2"))
    for name in ("chair", "member1", "member2"):
        sitting.declare(name, "has", kinds=["business"])
    assert sitting.hearing().presiding_id is None
    sitting.past_due()
    assert sitting.walk.waiting() == {"settle_quorum": "decider"}
    row = sitting.closed()
    assert row is not None
    assert len(row.excluded) == 3


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"due_on": "2026-11-23"}, "hearing_dates"),
        ({"declare_by": "2026-11-23"}, "hearing_dates"),
        ({"due_on": "2026-11-30"}, "circulation"),
    ],
)
def test_days_that_have_passed_or_are_too_near_are_refused(
    runtime: Runtime, change: dict[str, str], found: str
) -> None:
    sitting = Sitting.wanted(runtime)
    assert found in step_refused(sitting.walk, "convene", sitting.asked() | change)


def test_a_meeting_is_made_once_and_offered_to_the_next_case(runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    meeting = {
        "method": "hybrid",
        "meeting": "new",
        "held_on": "2026-12-04",
        "held_at": "13:30",
        "place": "会議室",
    }
    sitting.convene(**meeting)
    with runtime.db.read() as session:
        (row,) = session.query(Meeting)
        assert row.starts_at.astimezone(clock.JST).hour == 13
    other = Sitting.wanted(runtime, Walk.open(runtime, sitting.walk.people, service="次のサービス"))
    assert str(row.id) in [each["value"] for each in other.walk.context("convene")["meetings"]]
    other.convene(method="hybrid", meeting=str(row.id))
    assert other.hearing().meeting_id == row.id


@pytest.mark.refusal("X15", basis="design", article="第6条第2項")
@pytest.mark.parametrize("state", ["open", "closed", "minutes"])
def test_no_decision_is_made_while_the_committee_is_heard(both: Runtime, state: str) -> None:
    walk = Walk.open(both).until("decide")
    seated.hearing(both, walk.case_no, state=state)
    assert step_refused(walk, "decide") == ["X15"]
    assert past_the_form(walk, "decide", {"decision": "certified"}, made=decision(walk, "certified")) == [
        "X15"
    ]


def test_a_hearing_given_up_stands_in_no_decision_s_way(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide")
    seated.hearing(runtime, walk.case_no, state="abandoned")
    assert walk.finish().case().result == "certified"


@pytest.mark.refusal("X14", basis="law", article="第6条第2項")
def test_no_hearing_is_opened_once_the_case_is_decided(both: Runtime) -> None:
    sitting = Sitting.wanted(both)
    with both.db.step() as session:
        session.add(decision(sitting.walk, "certified"))
    assert step_refused(sitting.walk, "convene", sitting.asked()) == ["X14"]
    assert "X14" in past_the_form(sitting.walk, "convene", {"next": "convene"})


def test_a_withdrawal_ends_the_hearing_and_every_seat(both: Runtime) -> None:
    sitting = Sitting.convened(both).declare("member1").declare("member2", "ask", kinds=["other"])
    withdrawing.withdraw(both, sitting.viewer("applicant"), sitting.walk.case_no, "都合による。")
    assert sitting.hearing().state == "abandoned"
    sitting.walk.settle()
    assert sitting.walk.waiting() == {"confirm_withdrawal": "secretariat"}
    sitting.walk.finish()
    assert sitting.walk.case().result == "withdrawn"
    with both.db.read() as session:
        assert session.scalars(select(Instance.id).where(Instance.status == "running")).all() == []
    assert unreceived(both) == []


def test_two_closings_at_once_and_the_timer_make_one_row(both: Runtime) -> None:
    sitting = given(both, "fit", "fit", "unfit")
    chair, number = sitting.viewer("chair"), sitting.hearing().number
    clock.fix(sitting.hearing().due_at)
    gate, told = threading.Barrier(3), []

    def close() -> None:
        gate.wait()
        told.append(sitting.close_as(chair, number))

    def fire() -> None:
        gate.wait()
        sitting.walk.settle()

    threads = [threading.Thread(target=work) for work in (close, close, fire)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    sitting.walk.settle()
    assert told == ["fit", "fit"]
    with both.db.read() as session:
        assert session.query(Closing).count() == 1
    assert sitting.walk.waiting() == {"draft_minutes": "secretariat"}
    assert unreceived(both) == []


def test_members_are_reminded_two_days_before_and_once_more_of_a_draft(both: Runtime) -> None:
    sitting = Sitting.convened(both)
    for name in ("chair", "member1", "member2"):
        sitting.declare(name)
    sitting.give("chair")
    due = sitting.due_on()
    sitting.at(clock.start_of(due - timedelta(days=2)) + timedelta(hours=8))
    assert "意見の期限が近づいています" not in mails(both, "member1")
    sitting.at(clock.start_of(due - timedelta(days=2)) + timedelta(hours=9))
    assert mails(both, "member1")[-1] == "意見の期限が近づいています"
    assert mails(both, "member3")[-1] == "利害関係の申告がまだです"
    assert "意見の期限が近づいています" not in mails(both, "chair")
    sitting.draft("member1", {"reason": "途中まで"})
    sitting.at(clock.start_of(due - timedelta(days=1)) + timedelta(hours=9))
    assert mails(both, "member1")[-1] == "意見が下書きのままです"
    assert mails(both, "member2").count("意見の期限が近づいています") == 2


def test_who_presides_nudges_at_most_once_a_day(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member1")
    number = sitting.hearing().number
    # The chair has not answered either, but asks.
    assert reminders.nudge(runtime, sitting.viewer("chair"), number) == 2
    assert reminders.nudge(runtime, sitting.viewer("secretariat"), number) == 1
    assert reminders.nudge(runtime, sitting.viewer("secretariat"), number) == 0
    for name in ("member1", "applicant", "publisher"):
        with pytest.raises(Unknown):
            reminders.nudge(runtime, sitting.viewer(name), number)


def test_a_hearing_that_the_procedure_has_left_is_given_up_when_it_is_convened_again(
    runtime: Runtime,
) -> None:
    sitting = Sitting.wanted(runtime)
    seated.hearing(runtime, sitting.walk.case_no, state="open")
    with runtime.db.read() as session:
        before = lookup.unfinished(session, sitting.walk.case().id)
    sitting.convene()
    with runtime.db.read() as session:
        after = lookup.unfinished(session, sitting.walk.case().id)
    assert before != after == [sitting.hearing().number]
