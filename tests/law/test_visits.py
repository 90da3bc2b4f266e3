from datetime import UTC, date, datetime, timedelta

import pytest

from app.law import articles, visits
from app.law.citation import citations

NOTICE = datetime(2026, 11, 20, 1, tzinfo=UTC)
START = datetime(2026, 12, 1, 1, tzinfo=UTC)


def ids(grounds):
    return [(found.refusal, found.basis) for found in grounds]


@pytest.mark.refusal("X56", basis="law", article="第15条第2項")
def test_no_visit_under_15_2_without_an_insufficient_answer():
    assert ids(visits.visit_grounds("15_2", False)) == [("X56", "law")]
    assert visits.visit_grounds("15_2", True) == []
    assert visits.visit_grounds("6_3", False) == []
    with pytest.raises(ValueError, match="14"):
        visits.visit_grounds("14", True)


@pytest.mark.refusal("X16", basis="inference", article="第6条第3項")
def test_a_visit_during_review_is_neither_invoiced_nor_announced_as_costing():
    assert ids(visits.cost_grounds("6_3", NOTICE, START, 0, 1000)) == [("X16", "inference")]
    assert ids(visits.notice_grounds("6_3", NOTICE, None)) == [("X16", "inference")]


@pytest.mark.refusal("X57", basis="inference", article="第15条第3項")
def test_a_request_for_explanation_is_never_charged():
    assert ids(visits.cost_grounds("15_1", NOTICE, START, 1000, 1000)) == [("X57", "inference")]
    assert ids(visits.notice_grounds("15_1", NOTICE, None)) == [("X57", "inference")]


@pytest.mark.refusal("X57", basis="design", article="")
@pytest.mark.parametrize(
    ("sent", "told", "amount"),
    [
        pytest.param(None, None, 1000, id="通知がない"),
        pytest.param(START, 1000, 1000, id="開始と同時の通知"),
        pytest.param(START + timedelta(days=1), 1000, 1000, id="開始後の通知"),
        pytest.param(NOTICE, 1000, 1001, id="通知した額を超える"),
    ],
)
def test_only_a_cost_told_before_the_visit_is_invoiced(sent, told, amount):
    assert ids(visits.cost_grounds("15_2", sent, START, amount, told)) == [("X57", "design")]


def test_a_cost_told_in_advance_is_invoiced_up_to_its_amount():
    assert visits.cost_grounds("15_2", NOTICE, START, 1000, 1000) == []
    assert visits.cost_grounds("15_2", NOTICE, None, 500, 1000) == []


@pytest.mark.refusal("X57", basis="design", article="")
def test_a_notice_of_costs_comes_before_the_visit():
    assert ids(visits.notice_grounds("15_2", START, START)) == [("X57", "design")]
    assert visits.notice_grounds("15_2", NOTICE, START) == []
    assert visits.notice_grounds("15_2", NOTICE, None) == []


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        pytest.param(date(2026, 11, 10), date(2026, 11, 24), id="14日目が営業日"),
        pytest.param(date(2026, 11, 9), date(2026, 11, 24), id="14日目が勤労感謝の日"),
        pytest.param(date(2026, 11, 7), date(2026, 11, 24), id="14日目が土曜で連休"),
        pytest.param(date(2026, 12, 18), date(2027, 1, 4), id="14日目が年始"),
    ],
)
def test_the_check_of_facts_is_due_after_14_days_or_on_the_next_working_day(sent, due):
    found, why = visits.fact_check_due(sent)
    assert found == due
    assert ("休業日" in why.text.ja) is (due != sent + timedelta(days=14))
    assert why.text.en.startswith("Sent on ")


def test_an_objection_posted_on_the_last_day_is_in_time_when_it_arrives_later():
    assert visits.in_time(date(2026, 11, 24), date(2026, 11, 24))
    assert not visits.in_time(date(2026, 11, 25), date(2026, 11, 24))


def test_grades_results_and_questions_are_named_once_in_both_languages():
    for named in (visits.grades(), visits.results(), visits.checklist()):
        assert len({each.key for each in named}) == len(named)
        assert all(each.text.ja and each.text.en for each in named)
    assert [grade.text.ja for grade in visits.grades()] == [
        "重大な不適合",
        "軽微な不適合",
        "観察事項",
        "良好点",
        "要確認",
    ]
    assert [grade.key for grade in visits.grades() if grade.against] == ["major", "minor"]
    assert [result.key for result in visits.results() if not result.reason] == ["confirmed"]


def test_a_question_of_the_checklist_belongs_to_a_group_or_a_provision():
    for item in visits.checklist():
        cited = citations(item.criterion) if item.criterion.startswith("第") else []
        assert all(articles.exists(each) for each in cited)
        assert cited or item.criterion[0] in "BC"
