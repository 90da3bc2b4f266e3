"""Two conditions are called disjoint only where no value meets both."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel
from app.cases.linting.disjoint import disjoint

APART = [
    ('a.x = "p"', 'a.x = "q"'),
    ('a.x = "p"', '"q" = a.x'),
    ('a.x = "p"', 'a.x != "p"'),
    ('a.x in ("p", "q")', 'a.x = "r"'),
    ('a.x in ["p", "q"]', 'a.x in ["r"]'),
    ("a.n < 5", "a.n >= 5"),
    ("a.n < 5", "5 <= a.n"),
    ("a.n between 1 and 3", "a.n > 3"),
    ("a.n = -1", "a.n >= 0"),
    ("a.n = 1", 'a.n = "1"'),
    ("a.f", "not(a.f)"),
    ("a.f = true", "a.f = false"),
    ('a.x = "p" and a.n > 1', 'a.x = "p" and a.n <= 1'),
    ('a.x = "p" or a.x = "q"', 'a.x = "r" or a.x = "s"'),
    ('a.x = "p" and b.y', 'a.x = "q" and count(b.z) > 1'),
    ('not(a.x = "p")', 'a.x = "p"'),
]
TOGETHER = [
    ('a.x = "p"', 'b.x = "q"'),
    ('a.x != "p"', 'a.x != "q"'),
    ("a.n >= 500", "a.n > 100"),
    ("a.n <= 5", "a.n >= 5"),
    ('a.x in ("p", "q")', 'a.x = "q"'),
    ('a.x = "p" or b.y = 1', 'a.x = "q"'),
    ("count(a.l) > 1", "count(a.l) < 1"),
    ("a.f", "a.f = true"),
    ("a.x = b.x", "a.x = c.x"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_conditions_that_exclude_each_other_are_known(one: str, other: str) -> None:
    assert disjoint(one, other)
    assert disjoint(other, one)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_conditions_that_may_hold_together_are_not_called_disjoint(one: str, other: str) -> None:
    assert not disjoint(one, other)
    assert not disjoint(other, one)


VALUES = [1, 2, 3, "1", "p", True, False, None]
LITERALS = st.sampled_from(["1", "2", "3", '"1"', '"p"', "true", "false", "null"])
ATOMS = st.one_of(
    st.builds(
        "{0} {1} {2}".format,
        st.sampled_from("xy"),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        LITERALS,
    ),
    st.builds("{0} in ({1}, {2})".format, st.sampled_from("xy"), LITERALS, LITERALS),
    st.builds("{0} between {1} and {2}".format, st.sampled_from("xy"), LITERALS, LITERALS),
    st.sampled_from("xy"),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({0}) and ({1})".format, inner, inner),
        st.builds("({0}) or ({1})".format, inner, inner),
        st.builds("not({0})".format, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_no_value_meets_two_conditions_that_are_called_disjoint(one: str, other: str) -> None:
    if disjoint(one, other):
        for x, y in product(VALUES, VALUES):
            data = {"x": x, "y": y}
            assert not (feel.evaluate(one, data) is True and feel.evaluate(other, data) is True), data
