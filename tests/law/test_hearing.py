from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import hearing
from app.law.hearing import Candidate

DUE = datetime(2026, 11, 17, 8, tzinfo=UTC)
BEFORE = DUE - timedelta(hours=1)


def opinion(**changes):
    asked = {
        "seat_state": "eligible",
        "declared": True,
        "open": True,
        "received_at": BEFORE,
        "due_at": DUE,
        "decision_taken": False,
    }
    return hearing.opinion_grounds(**{**asked, **changes})


def ids(grounds):
    return [(found.refusal, found.basis) for found in grounds]


@pytest.mark.refusal("X14", basis="law", article="第6条第2項")
def test_after_the_decision_nobody_is_heard_and_no_opinion_stored():
    assert ids(hearing.hearing_grounds(True, candidates=3)) == [("X14", "law")]
    assert ids(opinion(decision_taken=True)) == [("X14", "law")]
    assert hearing.hearing_grounds(False, candidates=1) == []


def test_a_hearing_needs_somebody_to_hear_and_is_held_once_at_a_time():
    assert ids(hearing.hearing_grounds(False, candidates=0)) == [("no_members", "design")]
    [ground] = hearing.hearing_grounds(False, candidates=2, open_numbers=["H-1"])
    assert (ground.refusal, "H-1" in ground.text.ja) == ("hearing_open", True)


@pytest.mark.refusal("X20", basis="law", article="第7条")
@pytest.mark.parametrize("state", ["excluded", "struck"])
def test_a_member_with_an_interest_neither_reads_nor_votes(state):
    assert ids(opinion(seat_state=state)) == [("X20", "law")]
    assert ids(hearing.reading_grounds(state, declared=True)) == [("X20", "law")]


@pytest.mark.refusal("X20", basis="design", article="")
@pytest.mark.parametrize(
    ("state", "declared"),
    [("invited", False), ("invited", True), ("eligible", False), ("judging", True), ("challenged", True)],
)
def test_a_member_who_has_not_declared_or_waits_for_a_judgement_neither_reads_nor_votes(state, declared):
    assert ids(opinion(seat_state=state, declared=declared)) == [("X20", "design")]
    assert ids(hearing.reading_grounds(state, declared=declared)) == [("X20", "design")]


@pytest.mark.parametrize("state", ["recused", "expired"])
def test_whoever_has_left_the_seat_has_no_opinion_in_it(state):
    assert ids(opinion(seat_state=state)) == [("seat_ended", "design")]


@pytest.mark.parametrize(
    ("received_at", "counts"),
    [(DUE, True), (DUE + timedelta(milliseconds=1), False), (DUE - timedelta(milliseconds=1), True)],
)
def test_the_time_of_receipt_decides_to_the_millisecond(received_at, counts):
    assert (opinion(received_at=received_at) == []) is counts


def test_a_late_opinion_is_told_when_the_time_ended():
    [ground] = opinion(received_at=DUE + timedelta(hours=1), open=False)
    assert ground.text.ja == "2026年11月17日（火）17:00に締め切りました。意見は受け付けられません。"
    assert "Tue 17 November 2026, 17:00 JST" in ground.text.en


def test_a_hearing_closed_early_takes_no_opinion():
    assert ids(opinion(open=False)) == [("hearing_closed", "design")]


@pytest.mark.parametrize(
    ("now", "reason", "below", "expected"),
    [
        (BEFORE, "", False, ["closing_early"]),
        (BEFORE, " ", True, ["closing_early", "closing_below_quorum"]),
        (DUE, "", True, ["closing_below_quorum"]),
        (DUE, "", False, []),
        (BEFORE, "全員の意見がそろったため", True, []),
    ],
)
def test_closing_early_or_below_quorum_needs_a_reason(now, reason, below, expected):
    assert [found.refusal for found in hearing.closing_grounds(now, DUE, reason, below)] == expected
    whole = [found.refusal for found in hearing.closing_grounds(now, DUE, reason, below, all_in=True)]
    assert whole == [each for each in expected if each != "closing_early"]


@pytest.mark.parametrize(
    ("outcome", "ruling", "reason", "expected"),
    [
        ("tie", "fit", "少数意見を踏まえて", []),
        ("tie", "split", "", []),
        ("tie", "unfit", "", ["ruling_reason"]),
        ("tie", "hold", "x", ["ruling_unknown"]),
        ("hold", "fit", "x", ["no_tie"]),
    ],
)
def test_the_presiding_member_rules_on_a_tie_with_a_reason(outcome, ruling, reason, expected):
    assert [found.refusal for found in hearing.ruling_grounds(outcome, ruling, reason)] == expected


@pytest.mark.refusal("X15", basis="design", article="")
def test_nothing_is_decided_while_the_committee_is_heard():
    [ground] = hearing.decision_grounds(["H-7"])
    assert (ground.refusal, ground.basis, ground.article) == ("X15", "design", "")
    assert "H-7" in ground.text.ja
    assert hearing.decision_grounds([]) == []


@pytest.mark.parametrize(
    ("delivered", "agreement", "text", "expected"),
    [
        (False, "", "", []),
        (True, "same", "", []),
        (True, "none", "", ["treatment"]),
        (True, "different", " ", ["treatment_reason"]),
        (True, "different", "補正で解消したため", []),
    ],
)
def test_a_decision_answers_an_opinion_without_being_bound_by_it(delivered, agreement, text, expected):
    assert [f.refusal for f in hearing.treatment_grounds(delivered, agreement, text)] == expected


def test_who_decides_like_the_committee_says_what_becomes_of_its_conditions():
    [ground] = hearing.treatment_grounds(True, "same", " ", conditions=True)
    assert (ground.refusal, ground.field) == ("treatment_conditions", "treatment_text")
    assert hearing.treatment_grounds(True, "same", "認定後に確かめる", conditions=True) == []
    assert hearing.treatment_grounds(False, "", "", conditions=True) == []


def test_a_circulation_needs_a_reason_time_and_nobody_who_asks_for_a_meeting():
    opened, due = date(2026, 11, 2), date(2026, 11, 10)
    assert hearing.circulation_grounds("軽微な事項", opened, due) == []
    fields = [f.field for f in hearing.circulation_grounds("", opened, date(2026, 11, 9), objections=1)]
    assert fields == ["reason", "due_on", "method"]


def candidate(user_id, post, **more):
    return Candidate(user_id, post, more.pop("since", date(2026, 4, 1)), **more)


@pytest.mark.parametrize(
    ("candidates", "user_id"),
    [
        pytest.param([candidate(2, "member"), candidate(1, "chair")], 1, id="委員長"),
        pytest.param(
            [
                candidate(1, "chair", eligible=False),
                candidate(3, "acting", acting_order=2),
                candidate(4, "acting", acting_order=1),
            ],
            4,
            id="代理の順",
        ),
        pytest.param(
            [
                candidate(1, "chair", eligible=False),
                candidate(2, "acting", eligible=False),
                candidate(5, "member"),
                candidate(6, "member", since=date(2024, 4, 1)),
                candidate(7, "alternate", since=date(2020, 4, 1)),
            ],
            6,
            id="最も長い委員",
        ),
        pytest.param([candidate(8, "member"), candidate(7, "member")], 7, id="同じ日なら番号"),
        pytest.param([candidate(1, "chair", eligible=False)], None, id="だれもいない"),
        pytest.param([candidate(9, "inspector")], None, id="調査員は議長にならない"),
    ],
)
def test_the_chair_presides_or_whoever_is_next_without_an_interest(candidates, user_id):
    assert hearing.presiding(candidates) == user_id


@given(st.permutations([candidate(n, "acting", acting_order=n % 3) for n in range(6)]))
def test_who_presides_does_not_hang_on_the_order_of_the_list(candidates):
    assert hearing.presiding(candidates) == 0
