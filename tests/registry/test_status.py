"""The state of today is a function of terms, ends and the day."""

from datetime import date, timedelta

import pytest

from app.registry.status import EndFact, Standing, TermFact, of_term, standing

FIRST = TermFact(1, date(2026, 7, 1), date(2028, 7, 1))
SECOND = TermFact(2, date(2028, 7, 2), date(2030, 7, 1))


def stands(today: date, *ends: EndFact, terms: tuple[TermFact, ...] = (FIRST,)) -> Standing:
    return standing(terms, ends, today)


@pytest.mark.article("第9条第1項")
def test_a_valid_certification_counts_its_days_down_to_the_last() -> None:
    now = stands(date(2026, 11, 23))
    assert (now.kind, now.days_left, now.live) == ("active", 586, True)
    assert "2028年7月1日まで" in now.sentence.ja
    assert "あと586日" in now.sentence.ja
    assert "586 days" in now.sentence.en
    last = stands(date(2028, 7, 1))
    assert (last.kind, last.days_left) == ("active", 0)
    assert "最後の日" in last.sentence.ja
    assert "1 day from" in stands(date(2028, 6, 30)).sentence.en


@pytest.mark.article("第11条第3項")
def test_it_is_expired_from_the_day_after_without_anybody_recording_it() -> None:
    now = stands(date(2028, 7, 2))
    assert (now.kind, now.since, now.live) == ("expired", date(2028, 7, 2), False)
    assert "満了しました" in now.sentence.ja


@pytest.mark.refusal("X42", basis="inference", article="第11条第3項")
def test_it_is_not_expired_while_its_effect_continues() -> None:
    continuing = EndFact(1, "continuing", date(2028, 6, 20))
    assert stands(date(2028, 7, 1), continuing).kind == "active"
    now = stands(date(2028, 8, 1), continuing)
    assert (now.kind, now.live, now.since) == ("continuing", True, date(2028, 7, 2))
    assert "2028年7月1日" in now.sentence.ja
    over = stands(date(2028, 9, 1), continuing, EndFact(1, "expired", date(2028, 8, 20)))
    assert (over.kind, over.since) == ("expired", date(2028, 8, 20))
    assert "8月20日に終わりました" in over.sentence.ja


@pytest.mark.parametrize("kind", ["lapsed", "revoked", "terminated"])
def test_an_end_counts_from_its_day_and_for_ever(kind: str) -> None:
    end = EndFact(1, kind, date(2027, 3, 1))
    assert stands(date(2027, 2, 28), end).kind == "active"
    for later in (date(2027, 3, 1), date(2031, 1, 1)):
        now = stands(later, end)
        assert (now.kind, now.since, now.live) == (kind, date(2027, 3, 1), False)
        assert "今は認定サービスではありません" in now.sentence.ja


@pytest.mark.article("第9条第2項")
def test_a_lapse_learnt_of_late_precedes_a_revocation() -> None:
    ends = (EndFact(1, "revoked", date(2027, 5, 1)), EndFact(1, "lapsed", date(2027, 3, 1)))
    assert stands(date(2027, 6, 1), *ends).kind == "lapsed"


def test_a_renewed_term_takes_over_on_its_first_day() -> None:
    renewed = EndFact(1, "superseded", date(2028, 7, 2))
    both = (FIRST, SECOND)
    assert stands(date(2028, 7, 1), renewed, terms=both).valid_until == FIRST.valid_until
    now = stands(date(2028, 7, 2), renewed, terms=both)
    assert (now.kind, now.valid_until) == ("active", SECOND.valid_until)
    old = of_term(FIRST, [renewed], date(2028, 8, 1))
    assert (old.kind, old.since) == ("superseded", date(2028, 7, 2))


def test_an_end_of_an_earlier_term_ends_the_certificate() -> None:
    lapsed = EndFact(1, "lapsed", date(2028, 1, 1))
    assert stands(date(2029, 1, 1), lapsed, terms=(FIRST, SECOND)).kind == "lapsed"


def test_before_its_first_day_a_term_has_not_begun() -> None:
    assert stands(FIRST.valid_from - timedelta(days=1)).kind == "upcoming"
