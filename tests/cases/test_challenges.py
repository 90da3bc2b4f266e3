"""忌避 (第7条): an applicant's challenge shuts the case to the person at once, and tells the applicant of nobody's seat."""

import pytest
from sqlalchemy import select

from app import clock
from app.cases.challenges import roster
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import minutes, rehinting, seats, tallies
from app.cases.runtime import Runtime
from app.store.models.challenges import Challenge
from app.store.models.committee import Declaration, Hearing, InterestJudgement
from app.store.models.kept import WrittenOnceError
from app.store.models.procedures import Event, Mail, Message
from app.store.models.visits import TieJudgement
from app.store.reading import cases
from tests.cases.challenging import NONE, REASON, UPHELD, challenge, file
from tests.cases.test_rehinting import sees, tied
from tests.heard import Sitting
from tests.processes.test_late_tie import state
from tests.processes.test_site_inspection import plan
from tests.processes.visiting import agreed, begun, declared
from tests.walk import Walk

WORDS = (REASON, "顧問契約", "申請者から", "申立て")


def refused(walk: Walk, who: str, reason: str = REASON, kind: str = "business") -> list[str]:
    """The fields at which a challenge is refused; nothing is kept."""
    with pytest.raises(Refused) as error:
        file(walk, who, reason, kind=kind)
    assert {ground.refusal for ground in error.value.grounds} == {"challenge"}
    return [ground.field for ground in error.value.grounds]


def mailed(walk: Walk, name: str) -> list[str]:
    with walk.runtime.db.read() as session:
        rows = session.scalars(select(Mail).where(Mail.to == f"{name}@example.jp").order_by(Mail.id))
        return [f"{row.subject}\n{row.body}" for row in rows]


def options(walk: Walk, node: str, name: str) -> dict[str, str]:
    return {each["value"]: each["label"] for each in walk.context(node)[name]}


def recorded(sitting: Sitting) -> str:
    """What the minutes would tell of interests now."""
    with sitting.runtime.db.read() as session:
        draft = minutes.draft_shown(session, sitting.walk.case())
    return str(draft)


@pytest.mark.article("第7条")
@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_a_seat_that_is_challenged_is_shut_at_once(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("member1", "fit")
    assert sees(sitting, "member1")
    challenge(sitting, "member1")
    assert sitting.states()["member1"] == "challenged"
    assert not sees(sitting, "member1")
    assert sees(sitting, "member2")
    with pytest.raises(Unknown):
        sitting.give("member1", "unfit")
    shown = sitting.walk.context("judge_challenge")
    assert shown["person"] == "member1"
    assert REASON in shown["ground"].ja
    assert "意見がある" in shown["place"].ja


def test_upheld_the_seat_is_struck_and_stays_out_of_the_case(both: Runtime) -> None:
    sitting = challenge(Sitting.declared(both).give("member1", "fit"), "member1")
    sitting.walk.do("judge_challenge", UPHELD)
    assert sitting.states()["member1"] == "struck"
    with both.db.read() as session:
        judged = session.scalars(select(InterestJudgement)).one()
    assert (judged.cause, judged.effect, judged.opinion_effect) == ("challenge", "excluded", "struck")
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    told = recorded(sitting)
    assert "member1：忌避" in told
    assert "除斥" not in told
    assert REASON not in told


def test_an_opinion_that_is_judged_to_stand_is_counted_and_the_minutes_say_so(runtime: Runtime) -> None:
    sitting = challenge(Sitting.voted(runtime, "fit", "fit", "fit", "fit"), "member1")
    sitting.walk.do("judge_challenge", {**UPHELD, "opinion_effect": "stands"})
    sitting.close()
    with runtime.db.read() as session:
        assert tallies.tally(session, sitting.hearing()).counts["fit"] == 4
    assert "member1：忌避（申立てに理由があると判断。意見は影響がないとして残す）" in recorded(sitting)


def test_without_ground_the_seat_opens_again_and_the_reason_is_kept(both: Runtime) -> None:
    sitting = challenge(Sitting.declared(both).give("member1", "fit"), "member1")
    sitting.walk.do("judge_challenge", NONE)
    assert sitting.states()["member1"] == "eligible"
    assert rehinting.everywhere(both) == 0
    sitting.give("member1", "unfit")
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    sitting.close()
    assert "member1：忌避の申立てに理由がないと判断された" in recorded(sitting)
    with both.db.read() as session:
        assert session.scalars(select(Challenge)).one().reason == REASON


def test_a_member_who_has_not_declared_yet_declares_after_all(runtime: Runtime) -> None:
    sitting = challenge(Sitting.convened(runtime), "member1")
    assert sitting.states()["member1"] == "challenged"
    sitting.walk.do("judge_challenge", NONE)
    assert sitting.states()["member1"] == "invited"
    assert sitting.declare("member1").states()["member1"] == "eligible"


def test_a_declaration_opens_nothing_while_the_challenge_waits(runtime: Runtime) -> None:
    sitting = challenge(Sitting.convened(runtime), "member1")
    sitting.declare("member1", text="心当たりがない。")
    assert sitting.states()["member1"] == "challenged"


def test_after_the_closing_the_count_follows(both: Runtime) -> None:
    sitting = Sitting.voted(both, "fit", "fit", "unfit", "hold")
    sitting.close()
    challenge(sitting, "member1").walk.do("judge_challenge", UPHELD)
    with both.db.read() as session:
        (again,) = tallies.rulings(session, sitting.hearing())
    assert again.counts["fit"] == 1


def test_what_two_sides_reported_opens_with_the_last_judgement_alone(runtime: Runtime) -> None:
    sitting = challenge(tied(Sitting.declared(runtime)), "member1")
    sitting.walk.do("judge_challenge", NONE)
    assert sitting.states()["member1"] == "challenged"
    sitting.walk.do("judge_conflict", NONE)
    assert sitting.states()["member1"] == "eligible"


def test_in_the_other_order_too(runtime: Runtime) -> None:
    sitting = challenge(tied(Sitting.declared(runtime)), "member1")
    sitting.walk.do("judge_conflict", NONE)
    assert sitting.states()["member1"] == "challenged"
    sitting.walk.do("judge_challenge", NONE)
    assert sitting.states()["member1"] == "eligible"


def test_neither_the_member_nor_the_others_read_a_word_of_it(runtime: Runtime) -> None:
    sitting = challenge(Sitting.declared(runtime), "member1")
    for name in ("member1", "member2", "chair"):
        assert not any(word in mail for mail in mailed(sitting.walk, name) for word in WORDS)
    sitting.walk.do("judge_challenge", UPHELD)
    for name in ("member1", "member2", "chair"):
        assert not any(word in mail for mail in mailed(sitting.walk, name) for word in WORDS)
    viewer = sitting.viewer("member2")
    with runtime.db.read() as session:
        head = cases.find(session, viewer, sitting.walk.case_no)
        assert head is not None
        told = cases.timeline(session, viewer, head)
        nodes = {step.node for step in cases.steps(session, viewer, head)}
    assert not any(event.kind.startswith("challenge") or event.node == "challenge" for event, _ in told)
    assert "judge_challenge" not in nodes


@pytest.mark.parametrize("judged", [UPHELD, NONE], ids=["upheld", "none"])
def test_the_applicant_hears_the_same_of_whoever_is_seated_and_of_whoever_is_not(
    runtime: Runtime, judged: dict[str, object]
) -> None:
    sitting = Sitting.declared(runtime)
    walk, heard, due = sitting.walk, [], []
    for who in ("member1", "member5"):
        before = len(mailed(walk, "applicant"))
        number = file(walk, who)
        with runtime.db.read() as session:
            viewer = walk.people["applicant"]
            head = cases.find(session, viewer, walk.case_no)
            assert head is not None
            steps = [(step.node, step.state) for step in cases.steps(session, viewer, head)]
        item = walk.item("judge_challenge")
        due.append((item.due_on, item.role, steps))
        walk.do("judge_challenge", judged)
        heard.append([mail.replace(number, "K") for mail in mailed(walk, "applicant")[before:]])
        assert number in mailed(walk, "applicant")[-1]
    assert heard[0] == heard[1]
    assert len(heard[0]) == 1
    assert due[0] == due[1]
    assert mailed(walk, "colleague")


def test_somebody_who_is_neither_seated_nor_named_is_a_strong_hint_for_the_convening(both: Runtime) -> None:
    sitting = Sitting.wanted(both)
    challenge(sitting, "member1")
    member1 = str(sitting.viewer("member1").user_id)
    assert "▲強い手掛かりあり" in options(sitting.walk, "convene", "members")[member1]
    shown = sitting.walk.context("judge_challenge")
    assert "席にも、現地調査にもない" in shown["place"].ja
    sitting.convene()
    with pytest.raises(Refused):
        sitting.declare("member1")
    sitting.declare("member1", text="心当たりがない。")
    assert sitting.states()["member1"] == "judging"
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "契約はない。"})
    assert sitting.states()["member1"] == "challenged"
    assert not sees(sitting, "member1")
    sitting.walk.do("judge_challenge", NONE)
    assert sitting.states()["member1"] == "eligible"
    with both.db.read() as session:
        said = session.scalars(select(Declaration)).one()
    assert said.hints[0]["ja"] == "忌避の申立てがあります。"


def test_judged_without_ground_before_the_convening_nothing_is_left_of_it(runtime: Runtime) -> None:
    sitting = challenge(Sitting.wanted(runtime), "member1")
    sitting.walk.do("judge_challenge", NONE)
    member1 = str(sitting.viewer("member1").user_id)
    assert "▲" not in options(sitting.walk, "convene", "members")[member1]
    assert sitting.convene().declare("member1").states()["member1"] == "eligible"


def test_upheld_before_the_convening_the_member_cannot_be_seated(runtime: Runtime) -> None:
    sitting = challenge(Sitting.wanted(runtime), "member1")
    sitting.walk.do("judge_challenge", UPHELD)
    member1 = sitting.viewer("member1").user_id
    assert "×忌避" in options(sitting.walk, "convene", "members")[str(member1)].replace("× ", "×").replace(
        "member1：", ""
    )
    with pytest.raises(Refused) as error:
        sitting.convene()
    assert "challenge_upheld" in [ground.refusal for ground in error.value.grounds]
    sitting.convene(("chair", "member2", "member3"))
    number = sitting.hearing().number
    with pytest.raises(Refused):
        seats.add(runtime, sitting.viewer("secretariat"), number, member1, "人数が足りない。")


def test_an_inspector_of_the_visit_is_paused_until_judged(both: Runtime) -> None:
    walk = agreed(both)
    file(walk, "second_inspector")
    assert state(walk) == "paused"
    assert walk.waiting() == {"record_visit": "inspector", "judge_challenge": "decider"}
    assert "現地調査の調査員" in walk.context("judge_challenge")["place"].ja
    assert not any(word in mail for mail in mailed(walk, "second_inspector") for word in WORDS)
    walk.do("judge_challenge", NONE)
    assert state(walk) == "clear"
    with both.db.read() as session:
        row = session.scalars(select(TieJudgement)).one()
        assert (row.cause, row.effect) == ("challenge", "none")
        assert session.scalars(select(Message).where(Message.starts == "late_tie")).all() == []


def test_the_lead_that_is_put_out_brings_the_visit_back_to_be_planned(runtime: Runtime) -> None:
    walk = agreed(runtime)
    file(walk, "inspector")
    walk.do("judge_challenge", UPHELD)
    assert state(walk, "inspector") == "excluded"
    assert walk.waiting() == {"judge_reply": "reviewer"}


def test_a_visit_that_is_planned_shows_who_is_challenged(runtime: Runtime) -> None:
    walk = begun(runtime)
    number = str(walk.people["inspector"].user_id)
    with runtime.db.step() as session:
        session.add(_challenge(walk, "inspector"))
    assert "忌避の申立て" in options(walk, "plan_visit", "team_options")[number]
    walk.do("plan_visit", plan(walk))
    said = {"result": "none", "text": "心当たりがない。"}
    for item in walk.items():
        name = "inspector" if item.assignee_id == int(number) else "second_inspector"
        walk.do("declare_tie", said, by=walk.people[name], item=item)
    assert state(walk, "inspector") == "judging"
    walk.do("judge_tie", {"effect": "none", "reason": "契約はない。"})
    assert state(walk, "inspector") == "paused"


def test_the_list_is_the_roster_whoever_is_seated(runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    before = _names(sitting.walk)
    sitting.convene()
    challenge(sitting, "member1")
    sitting.walk.do("judge_challenge", UPHELD)
    assert _names(sitting.walk) == before == sorted(before)
    assert {"member1", "member5", "chair", "acting"} <= set(before)
    assert not {"inspector", "second_inspector", "reviewer"} & set(before)


def test_inspectors_stand_on_it_once_the_visit_was_asked_for(runtime: Runtime) -> None:
    walk = begun(runtime)
    assert "inspector" not in _names(walk)
    declared(walk.do("plan_visit"))
    assert {"inspector", "second_inspector"} <= set(_names(walk))


def test_what_cannot_be_taken_is_refused_at_its_field(runtime: Runtime) -> None:
    walk = Sitting.declared(runtime).walk
    assert refused(walk, "member1", " ") == ["reason"]
    assert refused(walk, "member1", "長" * 2001) == ["reason"]
    assert refused(walk, "member1", kind="case_role") == ["kind"]
    assert refused(walk, "reviewer") == ["person"]
    assert refused(walk, "inspector") == ["person"]
    assert file(walk, "member1", "長" * 2000) == "K2026-0001"


def test_the_same_person_again_needs_the_judgement_and_a_new_reason(runtime: Runtime) -> None:
    walk = Sitting.declared(runtime).walk
    for who in ("member1", "member5"):
        file(walk, who)
        assert refused(walk, who, "別の理由。") == ["person"]
        walk.do("judge_challenge", NONE)
        assert refused(walk, who, f" {REASON} ") == ["reason"]
        file(walk, who, "新しい事情。")
        walk.do("judge_challenge", UPHELD)
        assert refused(walk, who, "さらに新しい事情。") == ["person"]


def test_before_the_filing_and_after_the_decision_nobody_is_challenged(runtime: Runtime) -> None:
    walk = Walk.open(runtime)
    assert refused(walk, "member1") == [""]
    sitting = Sitting.wanted(runtime, walk).convene()
    for name in ("chair", "member1", "member2", "member3"):
        sitting.declare(name).give(name)
    sitting.close()
    sitting.write_minutes().walk.do("decide", {"decision": "certified", "treatment": "same"})
    assert refused(walk, "member1") == [""]
    assert refused(walk.finish(), "member1") == [""]


@pytest.mark.parametrize("who", ["stranger", "secretariat", "member1"])
def test_only_the_applicant_challenges(runtime: Runtime, who: str) -> None:
    walk = Sitting.declared(runtime).walk
    with pytest.raises(Unknown):
        file(walk, "member2", by=who)


def test_a_challenge_is_written_once_with_its_event(runtime: Runtime) -> None:
    walk = Sitting.declared(runtime).walk
    number = file(walk, "member5")
    with runtime.db.read() as session:
        event = session.scalars(select(Event).where(Event.kind == "challenge_filed")).one()
        assert (event.data, event.article) == ({"challenge": number}, "第7条")
        assert event.actor_id == walk.people["applicant"].user_id
    with pytest.raises(WrittenOnceError), runtime.db.step() as session:
        session.scalars(select(Challenge)).one().reason = "別の理由。"


def test_an_abandoned_hearing_has_no_seat_left_to_shut(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    with runtime.db.step() as session:
        session.get_one(Hearing, sitting.hearing().id).state = "abandoned"
    challenge(sitting, "member1")
    assert sitting.states()["member1"] == "eligible"
    assert "席にも" in sitting.walk.context("judge_challenge")["place"].ja


def test_the_secretariat_is_told_that_a_seat_is_shut_already(runtime: Runtime) -> None:
    sitting = challenge(Sitting.declared(runtime), "member1")
    secretariat, seat = sitting.viewer("secretariat"), sitting.seat("member1")
    with pytest.raises(CaseError):
        seats.report(runtime, secretariat, seat.id, ["business"], "聞いた。")


def _challenge(walk: Walk, who: str) -> Challenge:
    """A challenge that waits, as it would stand of somebody who was a member when it was made."""
    return Challenge(
        number="K2026-0099",
        case_id=walk.case().id,
        user_id=walk.people[who].user_id,
        kind="business",
        reason=REASON,
        by_id=walk.people["applicant"].user_id,
        at=clock.now(),
    )


def _names(walk: Walk) -> list[str]:
    with walk.runtime.db.read() as session:
        return [each.name for each in roster.of_case(session, walk.case().id)]
