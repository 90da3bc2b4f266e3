"""What expressions come to, as tables."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from app.feel import Months, evaluate

DATA = {
    "n": 3,
    "price": 1.5,
    "name": "認定",
    "on": date(2026, 4, 1),
    "nothing": None,
    "tags": ["a", "b"],
    "people": [{"name": "佐藤", "age": 41}, {"name": "鈴木", "age": 35}, {"name": "高橋", "age": 52}],
    "decide": {"decision": "certify", "score": 7},
}


def check(expression, expected):
    found = evaluate(expression, DATA)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 = 1 and 2 > 1", True),
        ("1 = 2 or 2 = 2", True),
        ("2 > 1 and 3 > 2", True),
        ("null and false", False),
        ("false and null", False),
        ("null and true", None),
        ("null or true", True),
        ("null or false", None),
        ('"x" and true', None),
        ("0.1 + 0.2 = 0.3", True),
        ("12345678901234567890 + 1 = 12345678901234567891", True),
        ("{a: {b: 1}}.a.b = 1", True),
        ("1 = null", False),
        ("null = null", True),
        ('1 = "1"', None),
        ('1 < "2"', None),
        ("not(1)", None),
        ('decide.decision = "certify" and count(people) > 2', True),
        ('decide.decision = "certify" and count(people) > 3', False),
        ('decide.decision != "certify" or count(people) > 3', False),
        ("if null then 1 else 2", Decimal(2)),
        ("1 / 0", None),
        ("frobnicate(1)", None),
        ("missing.member", None),
    ],
)
def test_answers_that_other_evaluators_got_wrong(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("2 ** 3 ** 2", Decimal(64)),
        ("-2 ** 2", Decimal(4)),
        ("7 - 2 - 1", Decimal(4)),
        ("n / price", Decimal(2)),
        ("1e3 + .5", Decimal("1000.5")),
        ("2 * 10 ** 6144 * 10", None),
        ('"認" + "定" = name', True),
        ('"a" + 1', None),
        ("n between 1 and 3", True),
        ("n in (1, 2)", False),
        ("n in [1..3]", True),
        ("n in ]1..3[", False),
        ("n in > 2", True),
        ("n in (< 2, [3..5))", True),
        ("1 in (function(i) i)(1)", True),
        ("3 in ([1, 2, 3])[-1]", True),
        ("9 in (3) ** 2", True),
        ("n in null", False),
        ('name instance of string and not("1" instance of number)', True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "2"] instance of list<number>', False),
        ("1 != 1", False),
        ("[1, [2]] = [1, [2]]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("if n > 2 then name else null", "認定"),
        ("1 // a comment\n + /* another */ 1", Decimal(2)),
        (r'"\u8a8d\n" = "認' + "\n" + '"', True),
    ],
)
def test_operators(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tags[1]", "a"),
        ("tags[-1]", "b"),
        ("tags[3]", None),
        ("people[age > 40].name", ["佐藤", "高橋"]),
        ("people[item.age < 40][1].name", "鈴木"),
        ('count(people[contains(name, "佐")])', Decimal(1)),
        ("people[1].age", Decimal(41)),
        ("for p in people return p.age", [Decimal(41), Decimal(35), Decimal(52)]),
        ("for i in 1..3 return i * i", [Decimal(1), Decimal(4), Decimal(9)]),
        ("for i in 3..1 return i", [Decimal(3), Decimal(2), Decimal(1)]),
        ("for i in [1, 2], j in [10, 20] return i + j", [Decimal(11), Decimal(21), Decimal(12), Decimal(22)]),
        (
            "for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]",
            [Decimal(x) for x in (1, 1, 2, 3, 5)],
        ),
        ("some p in people satisfies p.age > 50", True),
        ("every p in people satisfies p.age > 50", False),
        ("every p in [] satisfies false", True),
        ("some p in nothing satisfies true", None),
        ("{a: 1, b: a + 1}.b", Decimal(2)),
        ("{a: 1, a: 2}", None),
        ("(function(x, y) x - y)(y: 1, x: 3)", Decimal(2)),
        ("{square: function(x: number) x * x}.square(4)", Decimal(16)),
        ('(function(x: number) x)("a")', None),
        ("sort([3, 1, 2], function(a, b) a > b)", [Decimal(3), Decimal(2), Decimal(1)]),
        ("nothing.member", None),
        ("[1, 2, 3][item >= 2]", [Decimal(2), Decimal(3)]),
    ],
)
def test_lists_loops_and_contexts(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('@"2026-04-01"', date(2026, 4, 1)),
        ('date("2026-04-01") = on', True),
        ('date("2026-02-30")', None),
        ("date(2026, 4, 1) = on", True),
        ('date and time("2026-04-01T09:00:00Z")', datetime(2026, 4, 1, 9, tzinfo=UTC)),
        ('date and time("2026-04-01T24:00:00")', datetime(2026, 4, 2)),  # noqa: DTZ001 - local on purpose
        ('time("09:30:00")', time(9, 30)),
        ('duration("P1Y2M")', Months(14)),
        ('duration("P1DT2H")', timedelta(days=1, hours=2)),
        ('on + duration("P1Y")', date(2027, 4, 1)),
        ('date("2024-02-29") + duration("P1Y")', date(2025, 2, 28)),
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('date("2026-03-31") - duration("P1M")', date(2026, 2, 28)),
        ('on - date("2026-03-01")', timedelta(days=31)),
        ('date("9999-12-31") + duration("P1D")', None),
        ('date("9999-12-31") + duration("P1Y")', None),
        ("on.year", Decimal(2026)),
        ("on.weekday", Decimal(3)),
        ('duration("P14M").years', Decimal(1)),
        ('duration("-P14M").months', Decimal(-2)),
        ('duration("P1DT2H").hours', Decimal(2)),
        ('duration("P1Y") * 2', Months(24)),
        ('duration("P1D") / duration("PT12H")', Decimal(2)),
        ('years and months duration(date("2026-04-01"), date("2028-03-31"))', Months(23)),
        ("day of week(on)", "Wednesday"),
        ('time("10:00:00@Asia/Tokyo") = time("01:00:00Z")', True),
        ('string(date and time("2026-04-01T10:00:00@Asia/Tokyo"))', "2026-04-01T10:00:00@Asia/Tokyo"),
        ('string(duration("P1Y2M"))', "P1Y2M"),
        ('string(duration("-PT36H0.5S"))', "-P1DT12H0.5S"),
    ],
)
def test_dates_and_durations(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sum([1, 2, 3])", Decimal(6)),
        ("sum(1, 2, 3)", Decimal(6)),
        ("sum([])", None),
        ('sum([1, "2"])', None),
        ("min(3, 1, 2)", Decimal(1)),
        ('max("a", "b")', "b"),
        ("mean([1, 2])", Decimal("1.5")),
        ("median([3, 1, 2])", Decimal(2)),
        ("mode([1, 2, 2])", [Decimal(2)]),
        ("stddev([2, 4, 6])", Decimal(2)),
        ("all([true, null])", None),
        ("any([true, null])", True),
        ("round half up(2.5, 0)", Decimal(3)),
        ("decimal(2.345, 2)", Decimal("2.34")),
        ("floor(-1.5)", Decimal(-2)),
        ("round up(1234, -2)", Decimal(1300)),
        ("modulo(-5, 3)", Decimal(1)),
        ("sqrt(-1)", None),
        ("abs(-3)", Decimal(3)),
        ('abs(duration("-P1Y"))', Months(12)),
        ('substring("認定証", 2)', "定証"),
        ('substring("認定証", -1, 1)', "証"),
        ('string length("認定")', Decimal(2)),
        ('upper case("abc")', "ABC"),
        ('substring after("a=b", "=")', "b"),
        ('replace("2026-04", "(\\\\d+)-(\\\\d+)", "$2/$1")', "04/2026"),
        ('matches("認定証", "定.$")', True),
        ('matches("aa", "(a)\\\\1")', None),
        ('matches("x", "[A-Z-[OI]]", "i")', None),
        ('matches("a\\rb", "a.b")', False),
        ('matches("a\\nb", "a.b", "s")', True),
        ('matches("a.b", "a[.]b")', True),
        ('matches("a b", "a [ ] b", "x")', True),
        ('matches("a b", "a\\\\ sb", "x")', True),
        ('split("a;b", ";")', ["a", "b"]),
        ('string join(["a", null, "b"], "、")', "a、b"),
        ("list contains([1, null], null)", True),
        ("append([1], 2)", [Decimal(1), Decimal(2)]),
        ("concatenate([1], [2])", [Decimal(1), Decimal(2)]),
        ("distinct values([1, 2, 1])", [Decimal(1), Decimal(2)]),
        ("flatten([1, [2, [3]]])", [Decimal(1), Decimal(2), Decimal(3)]),
        ("index of([1, 2, 1], 1)", [Decimal(1), Decimal(3)]),
        ("remove([1, 2], 1)", [Decimal(2)]),
        ("sublist([1, 2, 3], 2, 1)", [Decimal(2)]),
        ("reverse(list: [1, 2])", [Decimal(2), Decimal(1)]),
        ('get value({a: 1}, "a")', Decimal(1)),
        ('context put({a: 1}, "b", 2)', {"a": Decimal(1), "b": Decimal(2)}),
        ("get entries({a: 1})[1].key", "a"),
        ('number("1,000.5", ",", ".")', Decimal("1000.5")),
        ('number("x")', None),
        ("string(1.50)", "1.5"),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ("before([1..2], [3..4])", True),
        ("overlaps([1..3], [3..4])", True),
        ("during(2, [1..3])", True),
        ("includes([1..3], 4)", False),
        ("is defined(nothing)", False),
        ('range("[1..3]").end', Decimal(3)),
        ("count(1, 2)", None),
        ("count(wrong: [1])", None),
    ],
)
def test_built_in_functions(expression, expected):
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('審査結果 = "承認" and count(委員) >= 3', True),
        ("申請者 名", "第一号"),
        ("申請・届出", Decimal(5)),
        ("々〆ヶ月", Decimal(6)),
        ('委員[賛否 = "賛成"].氏名', ["甲", "乙"]),
        ("for 委 in 委員 return 委.氏名", ["甲", "乙", "丙"]),
        ('some 委 in 委員 satisfies 委.賛否 = "反対"', True),
        ("{認定: 1, 更新: 認定 + 1}.更新", Decimal(2)),
    ],
)
def test_japanese_names(expression, expected):
    data = {
        "審査結果": "承認",
        "申請者 名": "第一号",
        "申請・届出": 5,
        "々〆ヶ月": 6,
        "委員": [
            {"氏名": "甲", "賛否": "賛成"},
            {"氏名": "乙", "賛否": "賛成"},
            {"氏名": "丙", "賛否": "反対"},
        ],
    }
    assert evaluate(expression, data) == expected


def test_names_with_signs_are_read_where_the_data_hold_them_and_the_plain_reading_fails():
    assert evaluate("pre-bureau category", {"pre-bureau category": "A"}) == "A"
    assert evaluate("a-b", {"a": 3, "b": 2, "a-b": "no"}) == 1
    assert evaluate("terms and fees", {"terms and fees": 1}) == 1
    assert evaluate("x.in-charge", {"x": {"in-charge": 1}}) == 1


def test_a_field_does_not_hide_the_function_of_its_name():
    assert evaluate("count(items) + count", {"count": 5, "items": [1, 2]}) == 7
