"""委員の意見 (第6条第2項, 第7条): first declared, then given, amended until the closing, and nobody else's."""

import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases import answering, contexts
from app.cases.errors import CaseError, Refused, Unknown
from app.cases.hearings import interests, opinions, seats
from app.cases.runtime import Runtime
from app.engine import NotReady, NotTheirs
from app.law.interests import name_key
from app.store.models.appointments import Appointment, StandingInterest
from app.store.models.cases import Case
from app.store.models.committee import Declaration, InterestJudgement, Opinion, Seat
from app.store.models.people import Provider
from app.store.models.procedures import Instance, Mail, WorkItem
from app.store.retry import again
from tests import answers, people
from tests.cases.refusing import decision, past_the_form, submission
from tests.heard import Sitting
from tests.walk import Walk

A_MOMENT = timedelta(milliseconds=1)


def test_a_member_declares_first_and_then_amends_the_opinion_at_will(both: Runtime) -> None:
    sitting = Sitting.convened(both)
    assert sitting.states()["member1"] == "invited"
    assert {node for node, _ in sitting.waiting()} == {"declare_interest"}
    sitting.declare("member1")
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1", "fit").give("member1", "conditional").give("member1", "unfit")
    assert [(row.version, row.verdict) for row in sitting.opinions("member1")] == [
        (1, "fit"),
        (2, "conditional"),
        (3, "unfit"),
    ]


def test_a_declared_interest_excludes_at_once_and_ends_the_seat(both: Runtime) -> None:
    sitting = Sitting.convened(both).declare("member1", "has", kinds=["business"])
    assert sitting.states()["member1"] == "excluded"
    person = sitting.walk.people["member1"].user_id
    assert person not in {who for _, who in sitting.waiting()}


def test_what_is_a_matter_of_judgement_waits_for_a_decider(both: Runtime) -> None:
    sitting = Sitting.convened(both).declare("member1", "has", kinds=["competitor"], text="競合の顧問。")
    assert sitting.states()["member1"] == "judging"
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "顧問は5年前に終わっている。"})
    assert sitting.states()["member1"] == "eligible"
    sitting.give("member1")
    with both.db.read() as session:
        (judged,) = session.query(InterestJudgement)
        assert (judged.cause, judged.effect, judged.kinds) == ("declared", "none", ["competitor"])
        assert session.query(Declaration).one().result == "has"


def test_asking_for_a_judgement_may_end_in_an_exclusion(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "ask", kinds=["other"])
    sitting.walk.do("judge_interest", {"effect": "excluded", "reason": "共同研究が続いている。"})
    assert sitting.states()["member1"] == "excluded"
    assert "judge_interest" not in sitting.walk.waiting()


@pytest.mark.refusal("X20", basis="design", article="第7条")
def test_an_opinion_without_a_declaration_is_refused_at_the_engine_door(both: Runtime) -> None:
    sitting = Sitting.convened(both)
    item = sitting.item("member1", "declare_interest")
    assert sitting.refused_at_the_door(item) == ["X20"]
    assert sitting.states()["member1"] == "invited"


def test_nobody_can_vote_before_declaring_since_there_is_no_step(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    assert "give_opinion" not in sitting.walk.waiting()
    with runtime.db.read() as session:
        grounds = opinions.against(session, sitting.seat("member1"), clock.now())
    assert [(ground.refusal, ground.basis) for ground in grounds] == [("X20", "design")]


def test_nobody_votes_for_another_member(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    item = sitting.item("member1", "give_opinion")
    post = sitting.walk.post_to(item, answers.opinion("unfit"))
    for name in ("member2", "chair", "secretariat", "decider", "operator", "applicant"):
        with pytest.raises(Unknown):
            answering.answer(both, sitting.viewer(name), item.id, post)
    other = sitting.walk.people["member2"].user_id
    with pytest.raises(NotTheirs):
        sitting.at_the_door(item, other)
    assert sitting.opinions("member1") == []


def test_an_opinion_counts_at_the_due_time_itself_and_not_a_moment_later(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    due = sitting.hearing().due_at
    clock.fix(due)
    item = sitting.item("member1", "give_opinion")
    answering.answer(
        both, sitting.viewer("member1"), item.id, sitting.walk.post_to(item, answers.opinion("fit"))
    )
    clock.fix(due + A_MOMENT)
    # The timer that closes is late: nobody has let the worker run.
    assert sitting.hearing().state == "open"
    assert sitting.refused("member2", "give_opinion", answers.opinion("fit")) == ["opinion_late"]
    sitting.walk.settle()
    row = sitting.closed()
    assert row is not None
    assert row.counts["fit"] == 1
    assert sitting.walk.people["member2"].user_id in row.missing


def test_an_opinion_that_the_server_had_in_time_is_not_lost_by_a_wait_for_the_lock(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    due = sitting.hearing().due_at
    clock.fix(due)
    item, member = sitting.item("member1", "give_opinion"), sitting.viewer("member1")
    post = sitting.walk.post_to(item, answers.opinion("hold"))
    answered = threading.Thread(target=answering.answer, args=(both, member, item.id, post))
    with both.db.step() as session:
        session.execute(select(Case.id).where(Case.id == item.case_id).with_for_update())
        session.execute(select(Instance.id).where(Instance.id == item.instance_id).with_for_update())
        answered.start()
        waits = time.monotonic() + 30
        while not _is_in(answered, again) and time.monotonic() < waits:
            time.sleep(0.01)
        assert _is_in(answered, again)
        clock.fix(due + timedelta(seconds=2))
        assert answered.is_alive()
    answered.join(timeout=60)
    assert [(row.verdict, row.received_at) for row in sitting.opinions("member1")] == [("hold", due)]
    sitting.walk.settle()
    row = sitting.closed()
    assert row is not None
    assert row.counts["hold"] == 1


def _is_in(thread: threading.Thread, function: Callable[..., object]) -> bool:
    """Whether a thread is inside of a function just now."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None:
        if frame.f_code is function.__code__:
            return True
        frame = frame.f_back
    return False


def test_nothing_is_taken_after_the_closing_although_the_step_still_stands(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("chair").give("member1").give("member2")
    item = sitting.item("member3", "give_opinion")
    sitting.close_only("chair")
    assert sitting.refused("member3", "give_opinion", answers.opinion("unfit")) == ["hearing_closed"]
    sitting.walk.settle()
    with both.db.read() as session:
        assert session.get_one(WorkItem, item.id).state == "withdrawn"


def test_the_form_starts_from_the_last_version(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member1", "conditional", reason="条件を付ける理由。")
    with runtime.db.read() as session:
        start = contexts.initial(session, sitting.item("member1", "give_opinion"))
    assert (start["verdict"], start["reason"]) == ("conditional", "条件を付ける理由。")


def test_a_double_tap_makes_one_version(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    item = sitting.item("member1", "give_opinion")
    post = sitting.walk.post_to(item, answers.opinion("fit"))
    answering.answer(both, sitting.viewer("member1"), item.id, post)
    with pytest.raises(NotReady):
        answering.answer(both, sitting.viewer("member1"), item.id, post)
    assert len(sitting.opinions("member1")) == 1


def test_who_recuses_is_not_counted_and_what_was_said_stays_sealed(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    for name in ("chair", "member1", "member2", "member3"):
        sitting.give(name, "unfit" if name == "member1" else "fit")
    seats.recuse(both, sitting.viewer("member1"), sitting.seat("member1").id)
    sitting.walk.settle()
    assert sitting.states()["member1"] == "recused"
    assert ("member1", "give_opinion") not in sitting.asked_now()
    assert sitting.close() == "fit"
    row = sitting.closed()
    assert row is not None
    assert (row.counts["unfit"], row.quorum["eligible"]) == (0, 3)
    assert len(sitting.opinions("member1")) == 1


def test_nobody_recuses_after_the_closing_or_from_another_seat(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("chair").give("member1").give("member2")
    with pytest.raises(Unknown):
        seats.recuse(runtime, sitting.viewer("member1"), sitting.seat("member2").id)
    sitting.close()
    with pytest.raises(CaseError) as error:
        seats.recuse(runtime, sitting.viewer("member1"), sitting.seat("member1").id)
    assert "締め切られた" in error.value.text.ja


def test_a_member_added_late_declares_first_and_then_counts(both: Runtime) -> None:
    sitting = Sitting.declared(both, ("chair", "member1"))
    secretariat = sitting.viewer("secretariat")
    person = sitting.walk.people["member2"].user_id
    with pytest.raises(CaseError):
        seats.add(both, secretariat, sitting.hearing().number, person, " ")
    due = sitting.hearing().due_at
    seats.add(both, secretariat, sitting.hearing().number, person, "専門の知見を補う。")
    sitting.walk.settle()
    assert sitting.seat("member2").late
    assert sitting.hearing().due_at == due
    assert ("member2", "declare_interest") in sitting.asked_now()
    sitting.declare("member2")
    for name in ("chair", "member1", "member2"):
        sitting.give(name, "fit")
    assert sitting.close() == "fit"


@pytest.mark.refusal("X21", basis="design", article="第7条")
@pytest.mark.parametrize(("name", "refusal"), [("reviewer", "X21"), ("applicant", "X20"), ("stranger", "")])
def test_who_acts_in_the_case_is_not_seated(both: Runtime, name: str, refusal: str) -> None:
    sitting = Sitting.declared(both)
    appointed(both, sitting.walk, name)
    secretariat, person = sitting.viewer("secretariat"), sitting.walk.people[name].user_id
    if not refusal:
        seats.add(both, secretariat, sitting.hearing().number, person, "知見を補う。")
        return
    with pytest.raises(Refused) as error:
        seats.add(both, secretariat, sitting.hearing().number, person, "知見を補う。")
    assert refusal in {ground.refusal for ground in error.value.grounds}
    assert sitting.walk.people[name].name in error.value.grounds[0].text.ja


@pytest.mark.refusal("X21", basis="design", article="第7条")
def test_staff_of_the_body_are_not_seated_as_experts(runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    appointed(runtime, sitting.walk, "publisher")
    given = sitting.asked(("chair", "member1", "publisher"))
    with pytest.raises(Refused) as error:
        sitting.walk.do("convene", given)
    assert [(ground.refusal, ground.field) for ground in error.value.grounds] == [("X21", "members")]


@pytest.mark.refusal("X21", basis="design", article="第7条")
def test_staff_of_the_body_are_not_seated_past_the_form_either(both: Runtime) -> None:
    sitting = Sitting.wanted(both)
    appointed(both, sitting.walk, "publisher")
    given = submission(sitting.walk, "convene", sitting.asked(("chair", "member1", "publisher")))
    assert past_the_form(sitting.walk, "convene", {"next": "convene"}, answers=given) == ["X21"]
    with both.db.read() as session:
        assert session.scalars(select(Seat)).all() == []


def test_a_strong_hint_against_none_needs_a_word_and_a_judgement(both: Runtime) -> None:
    sitting = Sitting.wanted(both)
    tie(both, sitting.walk, "member1", "青空ソフト")
    sitting.convene()
    assert sitting.refused("member1", "declare_interest", {"result": "none"}) == ["strong_hint"]
    sitting.declare("member1", "none", text="10年前に退職した。")
    assert sitting.states()["member1"] == "judging"
    with both.db.read() as session:
        shown = contexts.initial(session, sitting.walk.item("judge_interest"))
    assert "10年前に退職した。" in shown["declared"].ja
    assert "強" in shown["hints"].ja
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "退職から3年を超える。"})
    assert sitting.states()["member1"] == "eligible"
    with both.db.read() as session:
        assert session.scalars(select(InterestJudgement)).one().cause == "hint"


def test_hints_come_from_numbers_names_affiliations_and_the_group(runtime: Runtime) -> None:
    walk = Sitting.wanted(runtime).walk
    tie(runtime, walk, "member1", "旧社名", number=people.CORPORATE_NUMBER)
    tie(runtime, walk, "member2", "㈱青空ソフト")
    with runtime.db.step() as session:
        post = session.scalars(
            select(Appointment).where(Appointment.user_id == walk.people["member3"].user_id)
        ).one()
        post.organisation_number = people.CORPORATE_NUMBER
        case = walk.case()
        parents = interests.group(session, case)
    assert parents
    tie(runtime, walk, "member4", parents[0])
    with runtime.db.read() as session:
        found = {
            name: [
                hint.rule
                for hint in interests.hints(session, case, walk.people[name].user_id)
                if hint.strength == "strong"
            ]
            for name in ("member1", "member2", "member3", "member4", "member5")
        }
    assert found == {
        "member1": ["tie.applicant.number"],
        "member2": ["tie.applicant.name"],
        "member3": ["organisation.applicant.number"],
        "member4": ["tie.group.name"],
        "member5": [],
    }


def test_an_interest_declared_once_is_a_strong_hint_in_the_next_case(runtime: Runtime) -> None:
    first = Sitting.convened(runtime).declare("member1", "has", kinds=["advice"])
    second = Sitting.wanted(runtime, Walk.open(runtime, first.walk.people, service="次のサービス"))
    with runtime.db.read() as session:
        found = interests.hints(session, second.walk.case(), first.walk.people["member1"].user_id)
    assert "declared_before" in [hint.rule for hint in found]


def test_a_member_learns_only_names_before_declaring(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    with runtime.db.read() as session:
        sheet = contexts.initial(session, sitting.item("member1", "declare_interest"))
    assert set(sheet) == {"applicant", "service", "group"}
    assert people.CORPORATE_NUMBER in sheet["applicant"].ja
    assert people.CORPORATE_NUMBER in sheet["applicant"].en


@pytest.mark.refusal("X14", basis="law", article="第6条第2項")
def test_no_opinion_is_kept_once_the_case_is_decided(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    with both.db.step() as session:
        session.add(decision(sitting.walk, "certified"))
    assert sitting.refused("member1", "give_opinion", answers.opinion("fit")) == ["X14"]


def test_an_opinion_on_papers_that_changed_is_flagged_and_stays(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("member1").give("member2")
    sitting.add_paper()
    with both.db.read() as session:
        assert set(opinions.outdated(session, sitting.hearing())) == {
            sitting.seat(name).id for name in ("member1", "member2")
        }
    sitting.give("member1", "unfit")
    with both.db.read() as session:
        assert opinions.outdated(session, sitting.hearing()) == [sitting.seat("member2").id]


def test_the_end_of_a_term_ends_the_seat_and_the_quorum_forgets_it(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("member1", "unfit")
    last = clock.today()
    with both.db.step() as session:
        session.scalars(
            select(Appointment).where(Appointment.user_id == sitting.walk.people["member1"].user_id)
        ).one().until = last
    clock.fix(clock.start_of(last + timedelta(days=1)))
    item = sitting.item("member1", "give_opinion")
    with pytest.raises(Unknown):
        answering.answer(
            both, sitting.viewer("member1"), item.id, sitting.walk.post_to(item, answers.opinion("fit"))
        )
    for name in ("chair", "member2", "member3"):
        sitting.give(name, "fit")
    assert sitting.close() == "fit"
    assert sitting.states()["member1"] == "expired"
    row = sitting.closed()
    assert row is not None
    assert (row.quorum["eligible"], row.counts["unfit"]) == (3, 0)


def test_mails_to_members_tell_nothing_of_the_case(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime, ("chair", "member1", "member2"))
    sitting.give("member1")
    seats.recuse(runtime, sitting.viewer("member2"), sitting.seat("member2").id)
    sitting.at(sitting.hearing().due_at - timedelta(days=1))
    with runtime.db.read() as session:
        members = [f"{name}@example.jp" for name in ("chair", "member1", "member2")]
        mails = session.scalars(select(Mail).where(Mail.to.in_(members))).all()
        provider = session.get_one(Provider, sitting.walk.people.provider_id)
    assert len(mails) >= 7
    for mail in mails:
        for secret in (sitting.walk.case_no, "青空", provider.name, "安全性の評価"):
            assert secret not in mail.subject + mail.body, (mail.subject, secret)
        assert mail.body.isascii() is False


@pytest.mark.slow
def test_thirty_members_answer_in_the_second_of_the_closing(both: Runtime) -> None:
    sitting = Sitting.wanted(both)
    names = crowd(both, sitting.walk, 30)
    sitting.convene(("chair", *names))
    for name in ("chair", *names):
        sitting.declare(name)
    sitting.give("chair")
    told: dict[str, str] = {}
    gate = threading.Barrier(len(names) + 2)
    posts = {
        name: (sitting.viewer(name), item, sitting.walk.post_to(item, answers.opinion("fit")))
        for name in names
        for item in [sitting.item(name, "give_opinion")]
    }

    def answer(name: str) -> None:
        viewer, item, post = posts[name]
        gate.wait()
        try:
            answering.answer(both, viewer, item.id, post)
            told[name] = "kept"
        except Refused as refused:
            told[name] = refused.grounds[0].refusal

    chair, number = sitting.viewer("chair"), sitting.hearing().number

    def close() -> None:
        gate.wait()
        sitting.close_as(chair, number)

    threads = [threading.Thread(target=answer, args=[name]) for name in names]
    threads += [threading.Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert set(told) == set(names)
    assert set(told.values()) <= {"kept", "hearing_closed"}
    row = sitting.closed()
    assert row is not None
    kept = list(told.values()).count("kept")
    assert row.counts["fit"] == kept + 1
    with both.db.read() as session:
        stored = session.query(Opinion).join(Seat, Seat.id == Opinion.seat_id).count()
    assert stored == kept + 1


def appointed(runtime: Runtime, walk: Walk, name: str) -> None:
    """Appoint somebody who has another part in the case."""
    with runtime.db.step() as session:
        session.add(
            Appointment(
                user_id=walk.people[name].user_id,
                post="member",
                since=clock.today(),
                until=clock.today() + timedelta(days=365),
                created_at=clock.now(),
                created_by=walk.people["secretariat"].user_id,
            )
        )


def tie(runtime: Runtime, walk: Walk, name: str, company: str, number: str | None = None) -> None:
    """A member told of a tie to a company in advance."""
    with runtime.db.step() as session:
        session.add(
            StandingInterest(
                user_id=walk.people[name].user_id,
                kind="employment",
                name=company,
                name_key=name_key(company),
                corporate_number=number,
                created_at=clock.now(),
                created_by=walk.people[name].user_id,
            )
        )


def crowd(runtime: Runtime, walk: Walk, count: int) -> list[str]:
    """So many more members of the committee."""
    names = [f"expert{number}" for number in range(count)]
    with runtime.db.step() as session:
        for name in names:
            walk.people.by_role[name] = people.appointed(session, name, "member")
    return names
