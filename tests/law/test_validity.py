from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import validity

DAYS = st.dates(min_value=date(2026, 7, 1), max_value=date(2100, 12, 31))
TERMS = [
    pytest.param(date(2026, 7, 1), date(2028, 7, 1), id="施行日の認定"),
    pytest.param(date(2026, 9, 15), date(2028, 9, 15), id="ふつうの日"),
    pytest.param(date(2026, 12, 31), date(2028, 12, 31), id="大晦日"),
    pytest.param(date(2027, 1, 1), date(2029, 1, 1), id="元日"),
    pytest.param(date(2027, 2, 28), date(2029, 2, 28), id="平年から平年の2月末"),
    pytest.param(date(2028, 2, 28), date(2030, 2, 28), id="起算日がうるう日で応当日なし"),
    pytest.param(date(2028, 2, 29), date(2030, 2, 28), id="うるう日の認定"),
    pytest.param(date(2030, 2, 28), date(2032, 2, 29), id="起算日3月1日でうるう日に満了"),
    pytest.param(date(2034, 2, 28), date(2036, 2, 29), id="二度目のうるう日の満了"),
    pytest.param(date(2026, 12, 30), date(2028, 12, 30), id="12月30日"),
    pytest.param(date(2026, 2, 28), date(2028, 2, 29), id="制度前の検算"),
]


@pytest.mark.article("第9条第1項")
@pytest.mark.refusal("X24", basis="inference", article="第9条第1項")
@pytest.mark.parametrize(("certified_on", "last"), TERMS)
def test_a_certification_is_valid_for_two_years(certified_on, last):
    assert validity.valid_until(certified_on) == last


@pytest.mark.article("第9条第1項")
@given(certified_on=DAYS)
def test_the_end_is_the_same_day_two_years_later_but_for_february(certified_on):
    last = validity.valid_until(certified_on)
    if (certified_on.month, certified_on.day) not in {(2, 28), (2, 29)}:
        assert last == certified_on.replace(year=certified_on.year + 2)
    assert validity.valid_until(certified_on + timedelta(days=1)) >= last


@pytest.mark.article("第9条第1項")
def test_in_ten_years_only_two_days_differ_from_adding_two_years():
    def naive(day):
        return day.replace(year=day.year + 2, day=28 if (day.month, day.day) == (2, 29) else day.day)

    days = (date(2026, 7, 1) + timedelta(days=n) for n in range(3653))
    assert [d for d in days if validity.valid_until(d) != naive(d)] == [date(2030, 2, 28), date(2034, 2, 28)]


@pytest.mark.article("第9条第1項")
@given(certified_on=DAYS)
def test_the_explanation_names_the_first_day_the_last_day_and_the_rule(certified_on):
    said = validity.explain_valid_until(certified_on)
    first, last = certified_on + timedelta(days=1), validity.valid_until(certified_on)
    assert f"{first.year}年{first.month}月{first.day}日を起算日" in said.text.ja
    assert f"{last.year}年{last.month}月{last.day}日に満了" in said.text.ja
    assert "Civil Code 140" in said.text.en
    assert "Civil Code 143(2)" in said.text.en
    assert said.article.startswith("第9条第1項")


@pytest.mark.article("第12条第3項")
@pytest.mark.parametrize(
    ("previous", "first", "last"),
    [
        pytest.param(date(2028, 7, 1), date(2028, 7, 2), date(2030, 7, 1), id="最初の満了日"),
        pytest.param(date(2030, 2, 28), date(2030, 3, 1), date(2032, 2, 29), id="2月28日の満了"),
        pytest.param(date(2032, 2, 29), date(2032, 3, 1), date(2034, 2, 28), id="うるう日の満了"),
    ],
)
def test_a_term_from_the_day_after_begins_at_midnight_and_counts_that_day(previous, first, last):
    term = validity.renewed_term(date(2028, 6, 10), previous, "day_after_previous")
    assert (term.valid_from, term.valid_until) == (first, last)
    assert "午前0時" in term.explanation.text.ja


@pytest.mark.article("第12条第3項")
@given(previous=DAYS)
def test_the_day_after_gives_the_end_that_the_old_last_day_would_give(previous):
    term = validity.renewed_term(previous, previous, "day_after_previous")
    assert term.valid_until == validity.valid_until(previous)


@pytest.mark.article("第12条第3項")
def test_by_default_a_renewed_term_counts_from_its_decision():
    term = validity.renewed_term(date(2028, 6, 10), date(2028, 7, 1))
    assert (term.valid_from, term.valid_until) == (date(2028, 6, 10), date(2030, 6, 10))
    assert "AMB-8" in term.explanation.article


def test_a_term_from_the_disclosure_date_needs_that_date():
    term = validity.renewed_term(
        date(2028, 6, 10), date(2028, 7, 1), "disclosure_date", disclosed_on=date(2028, 4, 1)
    )
    assert (term.valid_from, term.valid_until) == (date(2028, 6, 10), date(2030, 4, 1))
    with pytest.raises(ValueError, match="disclosed_on"):
        validity.renewed_term(date(2028, 6, 10), date(2028, 7, 1), "disclosure_date")


def test_the_decider_sees_two_candidate_terms():
    found = validity.candidate_terms(date(2028, 6, 10), date(2028, 7, 1))
    assert {start: term.valid_until for start, term in found.items()} == {
        "decision": date(2030, 6, 10),
        "day_after_previous": date(2030, 7, 1),
    }
