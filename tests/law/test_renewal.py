from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import renewal
from app.law.renewal import RenewalFiling

E = date(2028, 7, 1)


@pytest.mark.article("第12条第1項")
@pytest.mark.parametrize(
    ("valid_until", "first", "last"),
    [
        pytest.param(date(2028, 7, 1), date(2028, 5, 2), date(2028, 6, 1), id="最初の更新"),
        pytest.param(date(2028, 9, 15), date(2028, 7, 17), date(2028, 8, 16), id="海の日から"),
        pytest.param(date(2028, 12, 31), date(2028, 11, 1), date(2028, 12, 1), id="大晦日の満了"),
        pytest.param(date(2029, 1, 1), date(2028, 11, 2), date(2028, 12, 2), id="土曜日まで"),
        pytest.param(date(2029, 2, 28), date(2028, 12, 30), date(2029, 1, 29), id="年末年始をまたぐ"),
        pytest.param(date(2030, 2, 28), date(2029, 12, 30), date(2030, 1, 29), id="2030年2月末の満了"),
        pytest.param(date(2032, 2, 29), date(2031, 12, 31), date(2032, 1, 30), id="うるう日の満了"),
        pytest.param(date(2024, 12, 31), date(2024, 11, 1), date(2024, 12, 1), id="制度前の検算"),
    ],
)
def test_the_window_has_31_whole_days(valid_until, first, last):
    assert renewal.window(valid_until) == (first, last)


@given(valid_until=st.dates(min_value=date(2028, 7, 1), max_value=date(2100, 1, 1)))
def test_the_window_is_never_moved_by_the_calendar(valid_until):
    first, last = renewal.window(valid_until)
    assert (valid_until - first).days == 60
    assert (last - first).days == 30
    assert renewal.advised_last_day(valid_until) == last - timedelta(days=1)


@pytest.mark.article("第12条第1項")
def test_the_explanation_counts_back_from_the_day_before():
    said = renewal.explain_window(E)
    assert "2028年6月30日を1日前" in said.text.ja
    assert "2028年5月2日" in said.text.ja
    assert "2 May 2028" in said.text.en
    assert "1 June 2028" in said.text.en


@pytest.mark.article("第12条第1項")
@pytest.mark.refusal("X43", basis="law", article="第12条第1項")
@pytest.mark.refusal("X44", basis="law", article="第12条第1項")
@pytest.mark.parametrize(
    ("days_before", "refused"),
    [
        pytest.param(61, ["X43"], id="61日前は早い"),
        pytest.param(60, [], id="60日前から"),
        pytest.param(30, [], id="30日前まで"),
        pytest.param(29, ["X44"], id="29日前は遅い"),
        pytest.param(-1, ["X44"], id="満了後"),
    ],
)
def test_a_renewal_is_filed_inside_the_window(days_before, refused):
    filing = RenewalFiling(E - timedelta(days=days_before), E)
    assert [found.refusal for found in renewal.filing_grounds(filing)] == refused


@pytest.mark.refusal("X44", basis="law", article="第12条第1項")
def test_a_late_renewal_is_taken_only_with_a_reason_and_only_where_the_switch_allows_it():
    late = RenewalFiling(E - timedelta(days=29), E, late_reason="郵便の遅延")
    assert renewal.filing_grounds(late)
    assert not renewal.filing_grounds(late, late_acceptance="reasoned")
    silent = RenewalFiling(E - timedelta(days=29), E)
    assert renewal.filing_grounds(silent, late_acceptance="reasoned")


@pytest.mark.refusal("X34", basis="law", article="第10条第7項")
@pytest.mark.article("第10条第7項")
def test_a_renewal_needs_the_declaration_on_the_mark():
    filing = RenewalFiling(date(2028, 5, 2), E, mark_declared=False)
    assert [(g.refusal, g.article) for g in renewal.filing_grounds(filing)] == [("X34", "第10条第7項")]


@pytest.mark.refusal("X45", basis="inference", article="第12条第1項")
@pytest.mark.parametrize("end", ["lapsed", "revoked", "terminated"])
def test_what_has_ended_cannot_be_renewed(end):
    filing = RenewalFiling(date(2028, 5, 2), E, ended_as=end)
    assert [g.refusal for g in renewal.filing_grounds(filing)] == ["X45"]
