from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import periods

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2120, 12, 31))


@pytest.mark.parametrize(
    ("event", "at_midnight", "first"),
    [
        pytest.param(date(2026, 7, 1), False, date(2026, 7, 2), id="初日は算入しない"),
        pytest.param(date(2026, 7, 1), True, date(2026, 7, 1), id="午前0時に始まれば算入する"),
        pytest.param(date(2026, 12, 31), False, date(2027, 1, 1), id="年をまたぐ"),
    ],
)
def test_the_first_day_counts_only_from_midnight(event, at_midnight, first):
    assert periods.first_day(event, begins_at_midnight=at_midnight) == first


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        pytest.param(date(2027, 1, 1), 12, date(2027, 12, 31), id="年の初めからは年末まで"),
        pytest.param(date(2026, 7, 2), 24, date(2028, 7, 1), id="応当日の前日"),
        pytest.param(date(2028, 2, 29), 24, date(2030, 2, 28), id="応当日がなければ月末"),
        pytest.param(date(2030, 3, 1), 24, date(2032, 2, 29), id="3月1日の前日はうるう日"),
        pytest.param(date(2027, 1, 31), 1, date(2027, 2, 28), id="31日から1か月"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="30日から3か月"),
    ],
)
def test_a_period_ends_before_its_corresponding_day(first, months, last):
    assert periods.last_day_of_months(first, months) == last


def test_days_are_counted_with_the_first_and_run_to_its_end():
    assert periods.last_day_of_days(date(2026, 7, 2), 14) == date(2026, 7, 15)


@given(first=DAYS, years=st.integers(min_value=1, max_value=10))
def test_the_next_period_begins_where_the_last_one_ends(first, years):
    last = periods.last_day_of_years(first, years)
    corresponding = periods.corresponding_day(first, months=12 * years)
    if corresponding is None:
        assert (last.day, last.month) == (28, 2)
    else:
        assert last + timedelta(days=1) == corresponding


@given(first=DAYS, months=st.integers(min_value=-120, max_value=120))
def test_a_corresponding_day_bears_the_same_number(first, months):
    found = periods.corresponding_day(first, months=months)
    assert found is None or found.day == first.day
    assert (found is None) == (first.day > periods.month_end(first, months=months).day)
