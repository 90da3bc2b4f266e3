"""Texts that strangers write: every one ends in a value or in FeelError, soon."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from datetime import time as time_of_day
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.feel import FUNCTION_NAMES, FeelError, Months, Range, condition, evaluate, parse, unary_test

BUSY = [HealthCheck.too_slow]
"""How fast examples are made says something of the machine, and nothing of FEEL."""

BUDGET = 2.0
"""Seconds of processor time that any text may take."""

DOUBLING = ", ".join(f"{chr(97 + at)}: [{chr(96 + at)}, {chr(96 + at)}]" for at in range(1, 26))
DATA = {
    "s": "あ" * 90_000,
    "a": "a" * 90_000,
    "xs": list(range(9_999)),
    "rows": [{"k": at, "v": [1, 2, 3]} for at in range(2_000)],
    "huge": 10**6000,
    "nan": float("nan"),
}

ATTACKS = [
    '__import__("os").system("id")',
    'open("/etc/passwd")',
    "().__class__.__mro__[1].__subclasses__()",
    "s.__class__",
    "s.format",
    "rows.__globals__",
    "(function(x) x).__globals__",
    "(function(x) x).environment",
    '"{0.__class__}".format(1)',
    'eval("1")',
    "lambda: 1",
    "[x for x in xs]",
    "count.forms",
    "exec",
    "9 ** 9 ** 9",
    "9 ** 99999 ** 99999",
    "1e999999999",
    "10 ** 6144 * 10",
    "huge ** 100000",
    "nan = nan",
    "for i in 1..1000000000 return i",
    "for i in 1..9999, j in 1..9999, k in 1..9999 return i",
    "some i in 1..9999, j in 1..9999 satisfies i + j < 0",
    "every a in xs, b in xs satisfies a = b or a != b",
    "count(xs[count(xs[item > 0]) > 0])",
    "sort(xs, function(a, b) a > b)",
    "distinct values(xs)",
    "rows[count(rows[k > 0]) > 0]",
    "for i in 1..9999 return partial",
    "for i in 1..200 return {a: partial}",
    'for i in 1..9999 return if i = 1 then "ab" else partial[-1] + partial[-1]',
    f"{{a: [1, 1], {DOUBLING}}}",
    f"string({{a: [1, 1], {DOUBLING}}})",
    f"{{a: [1, 1], {DOUBLING}, same: flatten(z)}}",
    f"[{{a: [1, 1], {DOUBLING}}}, {{a: [1, 1], {DOUBLING}}}][item.z = [[1]]]",
    'matches(a, "(a+)+$")',
    'matches(a, "^(a|a)*$")',
    'matches(s, "(あ|い)*$")',
    'replace("' + "a" * 5000 + '!", "(a+)+$", "b")',
    'replace(a, "a", "aaaaaaaaaaaaaaaaaaaaaaaaa")',
    'string length(replace(s, "あ", "b"))',
    'split(s, "")',
    'for i in 1..5000 return matches("a", "[\\\\p{L}a]{" + string(i) + "}")',
    'matches("a", "((((a{100}){100}){100}){100})")',
    "for i in 1..9999 return upper case(s)",
    'for i in 1..9999 return range("[1.." + string(i) + "]")',
    "(function(f) f(f))(function(f) f(f))",
    "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2)}.f(30)",
    "{f: function(n) g(n), g: function(n) f(n)}.f(1)",
    'date("9999-12-31") + duration("P999999999Y")',
    'date("0001-01-01") - duration("P999999999D")',
    'duration("P999999999Y") * 1e30',
    'date and time("2026-01-01T00:00:00@../../etc/passwd")',
    'time("00:00:00@Asia/' + "x" * 5000 + '")',
    'number("' + "9" * 10_000 + '")',
    "decimal(1, 6176)",
    "substring(s, -1e300)",
    "sublist(xs, 1e300)",
    "xs[1e300]",
    "insert before(xs, 1, xs)",
    "concatenate(xs, xs)",
    "for i in 1..500 return concatenate(xs, [i])",
    "exp(99999)",
    "for i in 1..9999 return exp(i / 3.7)",
    "(" * 19_000,
    "[" * 19_000,
    "1 in (" * 39 + "1" + ")[1]" * 39,
    "1 in (< " * 39 + "1" + ")(1)" * 39,
    "{a:" * 6_000,
    "-" * 19_000 + "1",
    "not(" * 5_000,
    "if " * 6_000,
    "function() " * 1_500,
    "1" + " + 1" * 2_000,
    "a" + ".b" * 2_400,
    "a" + "[1]" * 1_600,
    "a" + "()" * 2_400,
    "1 instance of " + "list<" * 2_000,
    '"' * 19_999,
    '@"' + "0" * 19_000 + '"',
    "/*" * 9_000,
    "\\" * 19_000,
    "a " * 9_999,
    "x" * 20_001,
    "\x00",
    "\ud800",
    '"\ud800" = "\ud800"',
    'matches("\ud800", "a")',
]


def ends(call):
    started = time.process_time()
    value = None
    with suppress(FeelError):
        value = call()
    assert time.process_time() - started < BUDGET
    return value


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: repr(text[:40]))
def test_an_attack_ends_in_a_value_or_a_refusal_soon(text):
    ends(lambda: evaluate(text, DATA))
    ends(lambda: unary_test(text, 1, DATA))


def test_the_attributes_of_python_are_out_of_reach():
    for text in ("s.__class__", "s.upper", "xs.append", "rows.clear", "huge.real", "date(2026, 1, 1).today"):
        found = ends(lambda text=text: evaluate(text, DATA))
        assert found is None or set(found) == {None}


def test_only_plain_data_come_in():
    class Person:
        name = "x"

    for value in (Person(), Person, len, {1, 2}, b"x", object()):
        with pytest.raises(FeelError, match="which expressions cannot work with"):
            evaluate("x", {"x": value})
        assert evaluate("1", {"x": value}) == 1


def test_data_are_never_changed():
    data = {"xs": [1, 2], "c": {"a": 1}}
    evaluate('[append(xs, 3), remove(xs, 1), context put(c, "a", 2), sort(xs), for x in xs return c]', data)
    assert data == {"xs": [1, 2], "c": {"a": 1}}


@pytest.mark.parametrize(
    "text", ["count", "function(x) x", "[count]", "{f: function(x) x}", "[[{a: [sum]}]]"]
)
def test_a_function_never_gets_out(text):
    with pytest.raises(FeelError, match="function"):
        evaluate(text, {})


@pytest.mark.parametrize(
    "text",
    [
        "1 +",
        "if a then b",
        "(1",
        "[1..2",
        "function(x) external {}",
        "a b = = c",
        "",
        "1 2",
        '"open',
        "{a}",
        "承認＝真",
        "#",
    ],
)
def test_what_is_no_expression_is_refused_with_a_place(text):
    with pytest.raises(FeelError):
        parse(text)


def test_data_that_hold_themselves_end_as_well():
    loop: dict[str, object] = {}
    loop["self"] = loop
    ring: list[object] = []
    ring.append(ring)
    for text in ("loop", "string(loop)", "loop = loop", "ring", "flatten(ring)", "{a: loop} = {a: loop}"):
        ends(lambda text=text: evaluate(text, {"loop": loop, "ring": ring}))


# The attacks that were tried on other engines, each in the nearest form that FEEL has.
MATRIX = {
    "import": '__import__("os")',
    "open a file": 'open("/etc/passwd")',
    "subclasses": "().__class__.__bases__[0].__subclasses__()",
    "globals of a function": "(function(x) x).__globals__",
    "format with a dunder": '"{0.__class__.__mro__}".format(s)',
    "power tower": "9 ** (9 ** 9)",
    "a string of a thousand million": 'string join(for i in 1..1000000000 return "a")',
    "a shift": "1 * 2 ** 10000000000",
    "a range of a thousand million": "count(for i in 1..1000000000 return i)",
    "nested ranges": "for i in 1..10000, j in 1..10000, k in 1..10000 return 1",
    "seven nested loops over ten": "count(for a in ten, b in ten, c in ten, d in ten, e in ten, f in ten, g in ten return 1)",
    "a wide format": '"%1000000000d" % 1',
    "changing the data": "ten.append(1)",
}


@pytest.mark.parametrize("text", MATRIX.values(), ids=MATRIX)
def test_no_attack_of_the_matrix_takes_anything_or_changes_the_data(text):
    data = {"ten": list(range(10)), "s": "x"}
    assert ends(lambda: evaluate(text, data)) in (None, [])
    assert data == {"ten": list(range(10)), "s": "x"}
    with pytest.raises(FeelError):
        condition(text, data)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FUNCTION_NAMES))
def test_what_a_built_in_does_to_large_data_is_charged(name):
    """Ten thousand calls over ten thousand items end for want of steps, if the function takes the items."""
    data = {
        "xs": list(range(9_999)),
        "ys": [[at] for at in range(3_000)],
        "words": ["a" * 9] * 9_999,
        "a": "a" * 90_000,
        "c": {str(at): at for at in range(9_999)},
    }
    for big in ("xs", "ys", "words", "a", "c"):
        for arguments in (big, f"{big}, {big}", f"{big}, 1", f'{big}, "a"', f"{big}, function(a, b) true"):
            text = f"count(for i in 1..9999 return {name}({arguments}))"
            assert ends(lambda text=text: evaluate(text, data)) in (None, 9_999)


SIGNS = "( ) [ ] { } , . .. : + - * / ** = < >= != -> 1 0 1e6000 -3.5"
NAMES = "if then else for in return some every satisfies and or between function null true xs a item partial ? 認定"
LITERALS = ("instance of", '"x"', '@"2026-04-01"', '@"P1Y"', '@"10:00:00@Asia/Tokyo"', '"(a+)+$"', " ")
WORDS = st.sampled_from([*sorted(FUNCTION_NAMES), *SIGNS.split(), *NAMES.split(), *LITERALS])
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


@pytest.mark.slow
@settings(max_examples=500, deadline=None, database=None, suppress_health_check=BUSY)
@given(TEXTS)
def test_any_text_ends_in_a_value_or_a_refusal(text):
    data = {"xs": [1, 2, {"a": [1]}], "a": date(2026, 4, 1), "認定": "x"}
    ends(lambda: evaluate(text, data))
    ends(lambda: unary_test(text, 1, data))
    ends(lambda: condition(text, data))


LEAVES = st.sampled_from(
    ["1", "0", "-2.5", "1e300", '"x"', "null", "true", "xs", "a", "認定", '@"2026-04-01"', "xs[1]", "[1..3]"]
)
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"])


def _built(inner):
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, OPERATORS, inner).map(lambda parts: "({} {} {})".format(*parts)),
        st.tuples(st.sampled_from(sorted(FUNCTION_NAMES)), st.lists(inner, max_size=3)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        pairs.map(lambda two: f"{{a: {two[0]}, b: {two[1]}}}.b"),
        pairs.map(lambda two: f"({two[0]})[{two[1]}]"),
        pairs.map(lambda two: f"(for i in {two[0]} return {two[1]})"),
        pairs.map(lambda two: f"(some i in {two[0]} satisfies {two[1]})"),
        pairs.map(lambda two: f"(if {two[0]} then {two[1]} else i)"),
        pairs.map(lambda two: f"(function(i) {two[0]})({two[1]})"),
        pairs.map(lambda two: f"({two[0]}) between 1 and ({two[1]})"),
        inner.map(lambda one: f"({one} instance of list<number>)"),
    )


EXPRESSIONS = st.recursive(LEAVES, _built, max_leaves=12)


def is_plain(value):
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    return value is None or isinstance(
        value, bool | Decimal | str | date | time_of_day | timedelta | Months | Range
    )


@pytest.mark.slow
@settings(max_examples=400, deadline=None, database=None, suppress_health_check=BUSY)
@given(EXPRESSIONS)
def test_any_expression_of_the_grammar_gives_plain_data_or_a_refusal(text):
    data = {"xs": [1, 2, {"a": [1]}], "a": date(2026, 4, 1), "認定": "x"}
    parse(text)
    assert is_plain(ends(lambda: evaluate(text, data)))
    assert ends(lambda: condition(text, data)) in (True, False, None)
    assert ends(lambda: unary_test(text, 1, data)) in (True, False, None)


PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(), st.dates())
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)
QUESTIONS = (
    "x",
    "x = x",
    "x[1]",
    "x.a",
    "string(x)",
    "count(x)",
    "x + x",
    "sort(x)",
    "distinct values(x)",
    "-x",
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=BUSY)
@given(VALUES, st.sampled_from(QUESTIONS))
def test_any_data_end_in_a_value_or_a_refusal(value, question):
    ends(lambda: evaluate(question, {"x": value}))


def test_threads_share_expressions_and_nothing_else():
    text = "sum(for x in xs return x * k) + count(xs[item > k])"

    def answer(k):
        xs = list(range(k, k + 20))
        expected = Decimal(sum(x * k for x in xs) + sum(x > k for x in xs))
        return all(evaluate(text, {"xs": xs, "k": k}) == expected for _ in range(20))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(answer, range(100)))
