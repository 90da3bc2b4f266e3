from datetime import date

import pytest

from app.law import appointment
from app.law.appointment import CASE_ROLES, COMMITTEE_POSTS, POSTS, Term

TERM = Term(date(2026, 4, 1), date(2028, 3, 31))


@pytest.mark.refusal("X21", basis="design", article="")
def test_staff_of_the_body_are_not_seated_as_experts():
    [ground] = appointment.seat_grounds(True, True, ())
    assert (ground.refusal, ground.basis, ground.article) == ("X21", "design", "")


@pytest.mark.refusal("X21", basis="design", article="")
@pytest.mark.parametrize("role", ["reviewer", "inspector", "decider", "entry"])
def test_whoever_acted_for_the_body_in_the_case_is_not_seated(role):
    [ground] = appointment.seat_grounds(True, False, [role])
    assert ground.refusal == "X21"
    assert CASE_ROLES[role].ja in ground.text.ja


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_the_applicants_contact_is_not_seated():
    [ground] = appointment.seat_grounds(True, False, {"contact"})
    assert (ground.refusal, ground.article) == ("X20", "第7条")


def test_whoever_is_not_appointed_today_is_not_seated():
    assert [found.refusal for found in appointment.seat_grounds(False, False, ())] == ["not_appointed"]
    assert appointment.seat_grounds(True, False, ()) == []


def test_every_reason_against_a_seat_is_told_at_once():
    assert len(appointment.seat_grounds(False, True, CASE_ROLES)) == 7


@pytest.mark.parametrize(
    ("against", "refusal"),
    [
        ({"appointed_today": False}, "inspector_not_appointed"),
        ({"interest": True}, "inspector_interest"),
        ({"seated_in_committee": True}, "inspector_seated"),
        ({"decider_of_case": True}, "inspector_decides"),
        ({}, None),
    ],
)
def test_an_inspector_has_no_interest_no_seat_and_no_decision_in_the_case(against, refusal):
    asked = {
        "appointed_today": True,
        "interest": False,
        "seated_in_committee": False,
        "decider_of_case": False,
    }
    grounds = appointment.team_grounds(**{**asked, **against})
    assert [found.refusal for found in grounds] == ([refusal] if refusal else [])


@pytest.mark.parametrize(
    ("term", "day", "runs"),
    [
        (TERM, date(2026, 3, 31), False),
        (TERM, date(2026, 4, 1), True),
        (TERM, date(2028, 3, 31), True),
        (TERM, date(2028, 4, 1), False),
        (Term(TERM.since, TERM.until, ended_on=date(2026, 12, 2)), date(2026, 12, 1), True),
        (Term(TERM.since, TERM.until, ended_on=date(2026, 12, 2)), date(2026, 12, 2), False),
    ],
)
def test_a_term_runs_to_the_end_of_its_last_day(term, day, runs):
    assert term.runs_on(day) is runs


@pytest.mark.parametrize(
    ("term", "due"),
    [
        (TERM, date(2027, 4, 1)),
        (Term(TERM.since, TERM.until, confirmed_on=date(2027, 3, 10)), date(2028, 3, 10)),
        (Term(TERM.since, TERM.until, confirmed_on=date(2027, 6, 1)), None),
        (Term(date(2028, 2, 29), date(2030, 3, 31)), date(2029, 2, 28)),
        (Term(TERM.since, TERM.until, ended_on=date(2026, 12, 2)), None),
    ],
)
def test_interests_are_told_anew_each_year_of_the_term(term, due):
    assert appointment.update_due(term) == due


def test_posts_have_names():
    assert set(COMMITTEE_POSTS) < set(POSTS)
    assert all(name.ja and name.en for name in POSTS.values())
