from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import working_days
from app.law.working_days import holidays, is_working_day

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2032, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 5, 6), "休日（振替）", id="憲法記念日が日曜で3日後に振替"),
        pytest.param(date(2026, 9, 22), "休日（国民の休日）", id="祝日に挟まれた日"),
        pytest.param(date(2027, 3, 22), "休日（振替）", id="春分の日の振替"),
        pytest.param(date(2028, 7, 17), "海の日", id="海の日"),
        pytest.param(date(2026, 10, 12), "スポーツの日", id="10月の第2月曜日"),
        pytest.param(date(2032, 9, 21), "休日（国民の休日）", id="2032年の国民の休日"),
        pytest.param(date(2026, 11, 23), "勤労感謝の日", id="勤労感謝の日"),
    ],
)
def test_a_holiday_has_its_name(day, name):
    assert holidays()[day].name.ja == name
    assert not is_working_day(day)


@pytest.mark.parametrize("year", range(2026, 2033))
def test_a_sunday_holiday_is_made_up_on_the_next_day_that_is_none(year):
    national = {day for day, found in holidays().items() if day.year == year and found.kind == "national"}
    substitutes = {
        day for day, found in holidays().items() if day.year == year and found.kind == "substitute"
    }
    expected = set()
    for day in national:
        if day.weekday() == 6:
            while day in national:
                day += timedelta(days=1)
            expected.add(day)
    assert len(national) == 16
    assert substitutes == expected


@pytest.mark.parametrize("year", range(2026, 2033))
def test_a_day_between_two_holidays_is_one(year):
    national = {day for day, found in holidays().items() if found.kind == "national" and day.year == year}
    step = timedelta(days=1)
    between = {d + step for d in national if d + 2 * step in national} - national
    citizens = {day for day, found in holidays().items() if found.kind == "citizens" and day.year == year}
    taken = {day for day, found in holidays().items() if found.kind == "substitute"}
    assert citizens == {day for day in between if day.weekday() != 6} - taken


def test_only_what_hangs_on_an_ungazetted_equinox_is_a_forecast():
    forecast = {found for found in holidays().values() if found.forecast}
    assert min(found.day.year for found in forecast) == 2028
    assert {found.day.month for found in forecast} == {3, 9}
    national = [found for found in forecast if found.kind == "national"]
    assert {found.name.ja for found in national} == {"春分の日", "秋分の日"}
    assert len(national) == 10


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param(date(2026, 11, 20), 1, date(2026, 11, 24), id="三連休をまたぐ"),
        pytest.param(date(2026, 12, 28), 1, date(2027, 1, 4), id="年末年始をまたぐ"),
        pytest.param(date(2026, 11, 24), 3, date(2026, 11, 27), id="週の中"),
        pytest.param(date(2026, 11, 24), -1, date(2026, 11, 20), id="さかのぼる"),
        pytest.param(date(2026, 11, 22), 0, date(2026, 11, 22), id="零日"),
    ],
)
def test_working_days_are_counted_from_the_next_day(start, days, due):
    assert working_days.add_working_days(start, days) == due


def test_the_next_working_day_may_be_the_day_itself():
    assert working_days.next_working_day(date(2026, 11, 24)) == date(2026, 11, 24)
    assert working_days.next_working_day(date(2026, 12, 29)) == date(2027, 1, 4)


def test_the_owner_can_close_further_days():
    closed = frozenset({date(2026, 11, 24)})
    assert working_days.next_working_day(date(2026, 11, 21), closed) == date(2026, 11, 25)
    assert working_days.add_working_days(date(2026, 11, 20), 1, closed) == date(2026, 11, 25)


def test_outside_the_table_only_weekends_and_the_turn_of_the_year_are_closed():
    assert working_days.table_covers(date(2032, 12, 31))
    assert not working_days.table_covers(date(2033, 1, 1))
    assert is_working_day(date(2033, 5, 3))
    assert not is_working_day(date(2032, 12, 31))


@given(start=DAYS, days=st.integers(min_value=1, max_value=30))
def test_a_due_day_is_a_working_day_and_can_be_counted_back(start, days):
    due = working_days.add_working_days(start, days)
    assert is_working_day(due)
    assert sum(is_working_day(start + timedelta(days=n)) for n in range(1, (due - start).days + 1)) == days
