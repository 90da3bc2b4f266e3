"""Conditions that never guess, what an expression refers to, and the time."""

from collections import OrderedDict
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from app.feel import (
    FUNCTION_NAMES,
    FeelError,
    Months,
    Range,
    condition,
    evaluate,
    functions_used,
    names_used,
    parse,
    unary_test,
)

DATA = {"decide": {"decision": "certify", "reason": None}, "items": [{"ok": True}, {"ok": False}], "n": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('decide.decision = "certify"', True),
        ('decide.decision = "certify" and count(items) > 3', False),
        ("decide.reason = null", True),
        ("some i in items satisfies i.ok", True),
        ("count(items[ok]) = 1", True),
        ("count(items[item.ok = false]) = n", True),
        ('get value(decide, "missing") = null', True),
    ],
)
def test_a_condition_is_true_or_false(text, expected):
    assert condition(text, DATA) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("decide.reason", "is null"),
        ("null and true", "is null"),
        ("n", "not true or false"),
        ('"true"', "not true or false"),
        ("decide.decison = 1", "«decide.decison» is not among the data"),
        ("missing = null", "«missing» is not among the data"),
        ("true or missing", "«missing» is not among the data"),
        ("count(items[okay]) = 0", "«okay» is not among the data"),
        ("not(frobnicate(n))", "no function «frobnicate»"),
        ("true or frobnicate(n)", "no function «frobnicate»"),
        ("if true then", "Expected"),
    ],
)
def test_a_condition_that_cannot_be_decided_stops_with_a_sentence(text, reason):
    with pytest.raises(FeelError, match=reason):
        condition(text, DATA)


def test_a_filter_over_no_items_needs_no_members():
    assert condition("count(items[ok]) = 0", {"items": []}) is True


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('decide.decision = "certify" and count(items) > 3', {"decide.decision", "items"}),
        ("for x in xs, y in x.parts return y + z", {"xs", "z"}),
        ("{a: 1, b: a + c}", {"c"}),
        ("(function(x) x + y)(w)", {"y", "w"}),
        ("items[status = limit].name", {"items"}),
        ("items[1].name", {"items"}),
        ("審査.結果 = 委員長 の 意見", {"審査.結果", "委員長 の 意見"}),
        ("date(on).year", {"on"}),
        ("1 + 1", set()),
    ],
)
def test_the_names_that_an_expression_takes_from_its_data(text, names):
    assert names_used(text) == names


def test_the_names_and_functions_of_a_cell():
    assert names_used("? > limit, not(other)", unary=True) == {"limit", "other"}
    assert functions_used("count(?) > 1", unary=True) == {"count"}


def test_the_functions_that_an_expression_calls():
    assert functions_used("{f: function(x) x, y: f(sum(xs))}.y + frob(date and time(t))") == {
        "sum",
        "frob",
        "date and time",
    }
    assert {"count", "date and time", "matches"} <= FUNCTION_NAMES


def test_a_parsed_tree_is_kept_and_cannot_be_changed():
    tree = parse("a + 1")
    assert parse("a + 1") is tree
    with pytest.raises(FrozenInstanceError):
        tree.operator = "-"  # type: ignore[attr-defined]


def test_the_time_is_the_callers_and_the_date_is_japans():
    evening = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
    assert evaluate("today()", {}, now=evening) == date(2026, 4, 1)
    assert evaluate("now()", {}, now=evening) == evening
    assert condition("today() = date(now())", {}, now=evening) is True
    assert unary_test("< today()", date(2026, 3, 31), {}, now=evening) is True
    with pytest.raises(FeelError, match="asks for the time"):
        evaluate("today()", {})
    with pytest.raises(FeelError, match="aware"):
        evaluate("today()", {}, now=evening.replace(tzinfo=None))


class Grade(StrEnum):
    GOOD = "good"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (1, Decimal(1)),
        (0.1, Decimal("0.1")),
        (float("inf"), None),
        (Decimal("NaN"), None),
        (True, True),
        ((1, 2), [Decimal(1), Decimal(2)]),
        (Grade.GOOD, "good"),
        (OrderedDict(a=1), {"a": Decimal(1)}),
        ({1: "no name", "a": [{"b": 2}]}, {"a": [{"b": Decimal(2)}]}),
        (Months(14), Months(14)),
        (Range(1, 2, True, False), Range(Decimal(1), Decimal(2), True, False)),
    ],
)
def test_data_go_in_and_come_out(given, expected):
    found = evaluate("x", {"x": given})
    assert found == expected
    assert type(found) is type(expected)


def test_months_are_written_like_a_duration():
    assert [str(Months(count)) for count in (14, -14, 0, 24)] == ["P1Y2M", "-P1Y2M", "P0M", "P2Y"]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("-", 1, True),
        ('"A", "B"', "B", True),
        ('not("A", "B")', "B", False),
        ("[1..3]", 2, True),
        ("> 2", 2, False),
        ("> 2", None, None),
        ("< 2, > 5", 7, True),
        ("null", None, True),
        ("? > 1 and ? < limit", 3, True),
        ("limit", 5, True),
        ('ends with(?, "a")', "aa", True),
        ('< date("2026-04-01")', date(2026, 3, 31), True),
        ("[1, 2]", 2, True),
        ('> "a"', 1, None),
    ],
)
def test_unary_tests(text, value, expected):
    assert unary_test(text, value, {"limit": 5}) is expected
