from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import eligibility
from app.law.eligibility import Revocation

DAYS = st.dates(min_value=date(2026, 7, 1), max_value=date(2100, 12, 31))


@pytest.mark.article("第8条")
@pytest.mark.parametrize(
    ("applied_on", "first"),
    [
        pytest.param(date(2027, 9, 30), date(2026, 10, 1), id="9月30日の申請"),
        pytest.param(date(2027, 10, 1), date(2026, 10, 2), id="10月1日の申請"),
        pytest.param(date(2028, 2, 29), date(2027, 3, 1), id="うるう日の申請"),
        pytest.param(date(2029, 2, 28), date(2028, 2, 29), id="うるう日から始まる窓"),
        pytest.param(date(2028, 3, 1), date(2027, 3, 2), id="3月1日の申請"),
    ],
)
def test_the_year_runs_back_from_the_day_of_application_itself(applied_on, first):
    assert eligibility.bar_window(applied_on) == (first, applied_on)


@pytest.mark.article("第8条")
@pytest.mark.refusal("X22", basis="law", article="第8条")
@pytest.mark.parametrize(
    ("revoked_on", "applied_on", "barred"),
    [
        pytest.param(date(2026, 10, 1), date(2027, 9, 30), True, id="1年以内"),
        pytest.param(date(2026, 10, 1), date(2027, 10, 1), False, id="最初に申請できる日"),
        pytest.param(date(2027, 3, 1), date(2028, 2, 29), True, id="うるう日の申請で3月1日の取消し"),
        pytest.param(date(2027, 2, 28), date(2028, 2, 29), False, id="うるう日の申請で2月28日の取消し"),
        pytest.param(date(2028, 2, 29), date(2029, 2, 28), True, id="うるう日の取消し"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), False, id="うるう日の取消しの翌年3月1日"),
        pytest.param(date(2027, 10, 1), date(2027, 10, 1), True, id="申請日当日の取消し"),
        pytest.param(date(2027, 10, 6), date(2027, 10, 1), False, id="申請の5日後の取消しは対象外"),
    ],
)
def test_a_revocation_bars_for_one_year(revoked_on, applied_on, barred):
    assert eligibility.is_barred(revoked_on, applied_on) is barred


@pytest.mark.article("第8条")
@pytest.mark.parametrize(
    ("revoked_on", "free"),
    [
        pytest.param(date(2026, 10, 1), date(2027, 10, 1), id="ふつうの日"),
        pytest.param(date(2027, 2, 28), date(2028, 2, 28), id="うるう年の前の2月28日"),
        pytest.param(date(2028, 2, 28), date(2029, 2, 28), id="うるう年の2月28日"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), id="うるう日"),
        pytest.param(date(2028, 3, 1), date(2029, 3, 1), id="3月1日"),
    ],
)
def test_the_first_admissible_day(revoked_on, free):
    assert eligibility.first_admissible(revoked_on) == free


@given(revoked_on=DAYS)
def test_every_day_before_the_first_admissible_one_is_barred(revoked_on):
    free = eligibility.first_admissible(revoked_on)
    assert not eligibility.is_barred(revoked_on, free)
    assert eligibility.is_barred(revoked_on, free - timedelta(days=1))


@given(applied_on=DAYS)
def test_the_window_is_explained_by_its_first_day_and_its_rule(applied_on):
    said, (first, _) = eligibility.explain_bar_window(applied_on), eligibility.bar_window(applied_on)
    assert f"起算日は申請日の{applied_on.year}年" in said.text.ja
    assert f"{first.year}年{first.month}月{first.day}日" in said.text.ja
    assert "first counted day" in said.text.en
    assert said.article.startswith("第8条")


@pytest.mark.article("附則")
@pytest.mark.refusal("X76", basis="inference", article="附則")
@pytest.mark.parametrize(
    ("filed_on", "refused"),
    [
        pytest.param(date(2026, 6, 30), ["X76"], id="施行の前日"),
        pytest.param(date(2026, 7, 1), [], id="施行日"),
    ],
)
def test_no_application_predates_the_rules(filed_on, refused):
    assert [g.refusal for g in eligibility.date_grounds(filed_on)] == refused
    assert eligibility.rules_in_force(filed_on) is not bool(refused)


@pytest.mark.refusal("X22", basis="law", article="第8条")
@pytest.mark.refusal("X23", basis="inference", article="第8条")
@pytest.mark.parametrize(
    ("same", "id_", "basis"),
    [
        pytest.param(True, "X22", "law", id="同じ名称と事業者"),
        pytest.param(False, "X23", "inference", id="名称か事業者が変わった"),
    ],
)
def test_the_bar_follows_the_service_under_any_name(same, id_, basis):
    revoked = Revocation(date(2026, 10, 1), "0001-2607", same_name_and_provider=same)
    [found] = eligibility.bar_grounds(date(2027, 9, 30), [revoked])
    assert (found.refusal, found.basis) == (id_, basis)
    assert "2027年10月1日" in found.text.ja
    assert not eligibility.bar_grounds(date(2027, 10, 1), [revoked])
