"""認定の申請: the whole path and its branches, by step names."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.cases import answering, opening, search, withdrawing
from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.engine import NotReady
from app.store.models.cases import Notice
from app.store.models.certificates import Certificate
from app.store.models.procedures import Message, Subscription, Timer
from app.store.reading import cases as reading
from tests import answers
from tests.walk import Walk


def test_a_filing_goes_from_the_portal_to_the_registry(both: Runtime) -> None:
    walk = Walk.open(both).finish()
    case = walk.case()
    assert (case.result, case.stage) == ("certified", "published")
    assert walk.done == [
        "fill_form_a",
        "fill_form_b",
        "attach_documents",
        "confirm_filing",
        "check_completeness",
        "match_payment",
        "judge_bar",
        "assess_items",
        "summarise_review",
        "consider_hearing",
        "decide",
        "dispatch_certificate",
        "confirm_publication",
    ]


def test_a_fee_that_is_not_paid_is_reminded_of_and_then_decided(both: Runtime) -> None:
    walk = Walk.open(both).until("match_payment")
    clock.fix(clock.start_of(date(2026, 12, 8)))
    walk.settle()
    with both.db.read() as session:
        assert session.scalars(select(Notice).where(Notice.kind == "fee_reminder")).one()
    walk.do("match_payment", {"outcome": "unpaid", "reason": "二度の案内にも納付がない。"})
    assert set(walk.waiting()) == {"decide"}
    options = [option["value"] for option in walk.context("decide")["unmet_options"]]
    assert "X9" in options
    walk.do(
        "decide", {"decision": "not_certified", "unmet": options, "reasons": "手数料が納付されない。"}
    ).finish()
    assert walk.case().result == "not_certified"


WITHDRAWN_AT = [
    "fill_form_a",
    "confirm_filing",
    "check_completeness",
    "match_payment",
    "judge_bar",
    "assess_items",
    "summarise_review",
    "decide",
]


@pytest.mark.parametrize("node", WITHDRAWN_AT)
def test_the_applicant_withdraws_at_any_time_before_the_decision(runtime: Runtime, node: str) -> None:
    walk = Walk.open(runtime).until(node)
    filed = walk.case().filed_on is not None
    withdrawing.withdraw(runtime, walk.people["applicant"], walk.case_no, "方針が変わった。")
    walk.settle()
    assert set(walk.waiting()) == ({"confirm_withdrawal"} if filed else set())
    walk.finish()
    assert (walk.case().result, walk.case().stage) == ("withdrawn", "withdrawn")
    again = opening.NewApplication(walk.people.provider_id, service_name="青空チャット")
    assert opening.open_application(runtime, walk.people["applicant"], again)


def test_a_withdrawal_interrupts_a_correction_that_is_under_way(both: Runtime) -> None:
    walk = Walk.open(both).until("check_completeness")
    given = {**answers.DOCUMENTS, "proof_ok": "no", "result": "incomplete", "correction_text": "証明書を。"}
    walk.do("check_completeness", {**given, "correction_due": "2026-12-10"})
    withdrawing.withdraw(both, walk.people["applicant"], walk.case_no, "")
    walk.settle()
    assert set(walk.waiting()) == {"confirm_withdrawal"}
    with both.db.read() as session:
        assert session.scalars(select(Timer)).all() == []
        assert session.scalars(select(Subscription)).all() == []


def test_after_the_decision_nothing_can_be_withdrawn(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide").do("decide")
    with pytest.raises(CaseError):
        withdrawing.withdraw(runtime, walk.people["applicant"], walk.case_no, "")


def test_nobody_withdraws_anothers_application(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide")
    for name in ("stranger", "secretariat", "decider"):
        with pytest.raises(Unknown):
            withdrawing.withdraw(runtime, walk.people[name], walk.case_no, "")


def test_a_withdrawal_sent_twice_is_recorded_once(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    for _ in range(2):
        withdrawing.withdraw(both, walk.people["applicant"], walk.case_no, "")
    walk.settle()
    walk.do("confirm_withdrawal")
    with both.db.read() as session:
        assert len(session.scalars(select(Notice).where(Notice.kind == "withdrawn")).all()) == 1


def test_the_start_of_the_term_waits_on_the_desk(both: Runtime) -> None:
    Walk.open(both).finish()
    with both.db.read() as session:
        message = session.scalars(select(Message).where(Message.name == "term.started")).one()
    assert (message.key, message.payload) == ("0001-2611", {"valid_until": "2028-11-24"})
    assert message.delivered_at is None


def test_two_people_who_complete_one_step_get_one_success_and_one_clear_answer(both: Runtime) -> None:
    walk = Walk.open(both).until("decide")
    item, post = walk.item("decide"), walk.post("decide", {"decision": "certified"})
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def attempt(name: str) -> None:
        gate.wait()
        try:
            answering.answer(both, walk.people[name], item.id, post)
            outcomes.append("certified")
        except NotReady as error:
            outcomes.append(error.text.ja[:11])

    threads = [threading.Thread(target=attempt, args=(name,)) for name in ("decider", "second_decider")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["certified", "この作業はすでに完了し"]
    with both.db.read() as session:
        assert len(session.scalars(select(Certificate)).all()) == 1


def test_a_case_is_found_by_its_whole_number_and_by_one_character(both: Runtime) -> None:
    first = Walk.open(both, service="青空チャット")
    second = Walk.open(both, first.people, service="森の翻訳")
    viewer = first.people["applicant"]
    with both.db.read() as session:
        for query, found in (
            (first.case_no, [first.case_no]),
            (second.case_no.lower(), [second.case_no]),
            ("チ", [first.case_no]),
            ("ちゃっと", [first.case_no]),
            ("森の", [second.case_no]),
            ("空青", []),
            ("A2026-0012", []),
        ):
            rows, _ = reading.listed(session, viewer, grams=search.wanted(query))
            assert [row.case_no for row in rows] == found, query


def test_whoever_has_left_the_provider_sees_its_case_and_files_no_more(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    member = walk.people["applicant"]
    left = replace(member, provider_ids=frozenset({walk.people.other_provider_id}))
    with both.db.read() as session:
        head = reading.find(session, member, walk.case_no)
        assert head is not None
        (paper, *_) = reading.documents(session, member, head)
        assert reading.find(session, left, walk.case_no) is None
        assert reading.document(session, left, paper.id) is None
        both_sides = replace(member, roles=frozenset({"decider"}))
        own = [each.id for each in reading.documents(session, both_sides, head)]
        assert own == [each.id for each in reading.documents(session, member, head)]
