"""Whatever is posted: a form answers, keeps what was typed as JSON, and shows it again unchanged."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.formkit import FormSpec

pytestmark = pytest.mark.slow

YES_NO = [{"value": "yes", "label": "はい"}, {"value": "no", "label": "いいえ"}]
COMPONENTS: list[dict[str, Any]] = [
    {"type": "textfield", "key": "a", "label": "一", "properties": {"na_allowed": "true"}},
    {"type": "number", "key": "b", "label": "二"},
    {"type": "datetime", "key": "c", "dateLabel": "三", "conditional": {"hide": "=b > 5"}},
    {"type": "checklist", "key": "d", "label": "四", "values": YES_NO},
    {
        "type": "dynamiclist",
        "path": "rows",
        "label": "五",
        "components": [
            {"type": "radio", "key": "e", "label": "六", "values": YES_NO},
            {"type": "datetime", "subtype": "time", "key": "f", "timeLabel": "七"},
        ],
    },
    {"type": "disclosure", "key": "g", "label": "八", "properties": {"groups": "B04,B05"}},
]
NAMES = [
    *["a", "a_na", "a_na_reason", "b", "c", "d", "rows-0-e", "rows-3-f", "rows-1-_row", "_add", "_remove"],
    *["g-b.revenue-value", "g-b.revenue-na", "g-b.listing-value", "g-b.listing_market-value"],
    *["g-b.fiscal_year_end-value", "g-b.shareholders-value-0-0", "g-b.shareholders-value-7-1", "x", "lane"],
]
WORDS = ["rows", "rows-0", "g-b.shareholders-value", "g-b.shareholders-value-7", "上場", "yes", "2026-07-01"]
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=12), st.integers().map(str), st.floats().map(str))


@pytest.fixture(scope="module")
def spec(form: Any) -> FormSpec:
    return form(*COMPONENTS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=12))
def test_any_post_is_answered_and_kept(spec: FormSpec, page: Any, pairs: list[tuple[str, str]]) -> None:
    bound = spec.bind(posted=MultiDict(pairs))
    bound.validate()
    typed = json.loads(json.dumps(bound.typed()))
    assert typed == bound.typed()
    json.dumps([bound.answers(), bound.routing()])
    again = spec.bind(answers=typed)
    assert again.typed() == typed
    assert again.answers() == bound.answers()
    page(bound)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "na", "n", "e", "f"]), inner)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["a", "b", "c", "d", "rows", "g", "a_na"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answers=st.dictionaries(KEYS, JSON),
    sheet=st.dictionaries(st.sampled_from(["b.revenue", "b.shareholders", "b.listing"]), JSON),
)
def test_any_json_is_answered(
    spec: FormSpec, page: Any, answers: dict[str, Any], sheet: dict[str, Any]
) -> None:
    for given_answers in (answers, answers | {"g": sheet}):
        for bound in (spec.bind(answers=given_answers), spec.bind(posted=spec.as_posted(given_answers))):
            bound.validate()
            json.dumps([bound.typed(), bound.answers(), bound.routing()])
    page(bound)
