"""Conditions, 該当なし, lists, names that a form does not have, and what goes to the engine."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.formkit import TRANSPORT

DECISION = {
    "type": "radio",
    "key": "decision",
    "label": "決定",
    "values": [{"value": "certify", "label": "認定する"}, {"value": "refuse", "label": "拒否する"}],
    "validate": {"required": True},
    "properties": {"routing": "true"},
}
REASON = {
    "type": "textarea",
    "key": "reason",
    "label": "理由",
    "validate": {"required": True},
    "conditional": {"hide": '=decision != "refuse"'},
    "properties": {"when": "「決定」が「拒否する」の場合"},
}
ROWS = {
    "type": "dynamiclist",
    "path": "rows",
    "label": "補正項目",
    "properties": {"max_rows": "3"},
    "components": [
        {"type": "textfield", "key": "item", "label": "項目", "validate": {"required": True}},
        {"type": "checkbox", "key": "urgent", "label": "急ぐ"},
        {
            "type": "textfield",
            "key": "why",
            "label": "理由",
            "validate": {"required": True},
            "conditional": {"hide": "=urgent = false"},
        },
    ],
}


def test_a_field_is_required_only_when_it_is_shown(form: Any) -> None:
    spec = form(DECISION, REASON)
    assert spec.bind(posted=MultiDict({"decision": "certify", "reason": ""})).validate()
    bound = spec.bind(posted=MultiDict({"decision": "refuse", "reason": ""}))
    assert not bound.validate()
    assert [error.id for error in bound.errors] == ["reason"]


def test_a_hidden_answer_is_dropped_and_its_draft_kept(form: Any) -> None:
    bound = form(DECISION, REASON).bind(posted=MultiDict({"decision": "certify", "reason": "書きかけ"}))
    assert bound.validate()
    assert bound.answers() == {"decision": "certify"}
    assert bound.typed()["reason"] == "書きかけ"


def test_a_hidden_field_counts_as_empty_for_later_conditions(form: Any) -> None:
    third = {
        "type": "textfield",
        "key": "third",
        "label": "三つ目",
        "validate": {"required": True},
        "conditional": {"hide": '=reason != "x"'},
    }
    spec = form(DECISION, REASON, third)
    assert spec.bind(posted=MultiDict({"decision": "certify", "reason": "x", "third": ""})).validate()


def test_a_condition_may_use_the_context_that_the_form_declares(form: Any) -> None:
    field = {
        "type": "textfield",
        "key": "x",
        "label": "更新の理由",
        "validate": {"required": True},
        "conditional": {"hide": '=kind != "更新"'},
    }
    spec = form(field, context="kind")
    assert spec.bind(posted=MultiDict(), context={"kind": "新規"}).validate()
    assert not spec.bind(posted=MultiDict(), context={"kind": "更新"}).validate()


def test_an_unanswered_question_hides_nothing(form: Any) -> None:
    spec = form(
        {"type": "number", "key": "n", "label": "数"},
        {"type": "textfield", "key": "x", "label": "説明", "conditional": {"hide": "=n > 5"}},
    )
    assert spec.bind(posted=MultiDict({"n": "", "x": "a"})).answers() == {"n": None, "x": "a"}
    assert spec.bind(posted=MultiDict({"n": "6", "x": "a"})).answers() == {"n": 6}


def test_the_condition_stands_in_words_on_the_page_without_a_script(form: Any, page: Any) -> None:
    html = page(form(DECISION, REASON).bind())
    assert "「決定」が「拒否する」の場合に入力してください。" in html.text
    field = html.select_one("[data-nt-hides]")
    assert json.loads(field["data-nt-hides"]) == ["!=", ["f", "decision", "text"], ["v", "refuse"]]


def test_a_required_field_may_be_not_applicable_with_a_reason(form: Any, page: Any, posting: Any) -> None:
    spec = form(
        {
            "type": "textfield",
            "key": "tel",
            "label": "電話",
            "validate": {"required": True},
            "properties": {"na_allowed": "true"},
        }
    )
    without = spec.bind(posted=MultiDict({"tel": "", "tel_na": "true"}))
    assert not without.validate()
    assert [error.id for error in without.errors] == ["tel_na_reason"]

    bound = spec.bind(posted=MultiDict({"tel": "", "tel_na": "true", "tel_na_reason": "窓口がない"}))
    assert bound.validate()
    assert bound.answers() == {"tel": None, "tel_na": True, "tel_na_reason": "窓口がない"}
    assert spec.bind(posted=posting(page(bound))).typed() == bound.typed()

    both = spec.bind(posted=MultiDict({"tel": "03-1", "tel_na": "true", "tel_na_reason": "窓口がない"}))
    assert not both.validate()
    assert "両方" in both.errors[0].message.ja


def test_routing_holds_only_what_the_form_marks(form: Any) -> None:
    spec = form(DECISION, REASON)
    bound = spec.bind(posted=MultiDict({"decision": "refuse", "reason": "x"}))
    assert bound.routing() == {"decision": "refuse"}
    assert spec.routing_names() == {"decision"}


def test_a_hidden_routing_value_is_null_and_not_missing(form: Any) -> None:
    routed = {**REASON, "type": "textfield", "properties": {"routing": "true"}}
    bound = form(DECISION, routed).bind(posted=MultiDict({"decision": "certify", "reason": "x"}))
    assert bound.routing() == {"decision": "certify", "reason": None}


@pytest.mark.parametrize("name", ["assignee", "lane", "other_task.decision", "decision-0", "reason_na"])
def test_a_post_with_a_name_that_the_form_lacks_is_refused(form: Any, name: str) -> None:
    bound = form(DECISION, REASON).bind(posted=MultiDict({"decision": "certify", name: "x"}))
    assert bound.unknown_names == (name,)
    assert not bound.validate()


def test_the_names_that_carry_the_request_are_no_answers(form: Any) -> None:
    posted = MultiDict({"decision": "certify"} | dict.fromkeys(TRANSPORT - {"_add", "_remove"}, "1"))
    bound = form(DECISION, REASON).bind(posted=posted)
    assert bound.unknown_names == ()
    assert bound.validate()
    assert bound.answers() == {"decision": "certify"}


def test_answers_from_an_api_are_held_to_the_same_names(form: Any) -> None:
    spec = form(DECISION, REASON, ROWS)
    good = {"decision": "refuse", "reason": "x", "rows": [{"item": "a", "urgent": True, "why": "b"}]}
    bound = spec.bind(posted=spec.as_posted(good))
    assert bound.validate()
    assert bound.answers() == good
    for bad in (
        {"lane": "x"},
        {"decision": {"a": 1}},
        {"rows": [{"assignee": "me"}]},
        {"rows": "x"},
        {"reason": ["x"]},
    ):
        assert spec.bind(posted=spec.as_posted({"decision": "certify", **bad})).unknown_names, bad


def test_rows_are_added_and_removed_by_buttons(form: Any, page: Any, posting: Any) -> None:
    spec = form(ROWS)
    html = page(spec.bind())
    assert html.select_one("button[name=_add]")["value"] == "rows"
    data = posting(html)
    data["rows-0-item"] = "一"
    data["_add"] = "rows"
    added = spec.bind(posted=data)
    assert added.is_row_action
    assert [row["item"] or "" for row in added.typed()["rows"]] == ["一", ""]

    data = posting(page(spec.bind(answers=added.typed())))
    data["rows-1-item"] = "二"
    data["_remove"] = "rows-0"
    removed = spec.bind(posted=data)
    assert removed.is_row_action
    assert [row["item"] for row in removed.typed()["rows"]] == ["二"]


def test_no_more_rows_than_the_list_allows(form: Any, page: Any) -> None:
    full = {"rows": [{"item": str(number)} for number in range(4)]}
    bound = form(ROWS).bind(answers=full)
    assert not bound.validate()
    assert "3行まで" in bound.errors[0].message.ja
    assert page(bound).select_one("button[name=_add]") is None


def test_a_blank_row_is_no_row(form: Any) -> None:
    bound = form(ROWS).bind(answers={"rows": [{"item": "一"}, {"item": " ", "urgent": False}]})
    assert bound.validate(), bound.errors
    assert bound.answers() == {"rows": [{"item": "一", "urgent": False}]}


def test_a_row_is_checked_by_its_own_values(form: Any) -> None:
    rows = [
        {"item": "一", "urgent": True},
        {"item": "二", "urgent": False},
        {"item": "", "urgent": True, "why": "x"},
    ]
    bound = form(ROWS).bind(answers={"rows": rows})
    assert not bound.validate()
    assert [error.id for error in bound.errors] == ["rows-0-why", "rows-2-item"]


def test_a_required_list_needs_a_row(form: Any, page: Any) -> None:
    bound = form({**ROWS, "validate": {"required": True}}).bind(answers={"rows": [{}]})
    assert not bound.validate()
    assert bound.errors[0].id == "rows"
    assert page(bound).find(id="rows") is not None


def test_control_signs_and_odd_shapes_do_no_harm(form: Any) -> None:
    spec = form({"type": "textfield", "key": "x", "label": "項目"}, ROWS)
    assert spec.bind(posted=MultiDict({"x": "a\x00b\x07"})).typed()["x"] == "ab"
    odd = spec.bind(answers={"x": {"a": 1}, "rows": "no list"})
    json.dumps(odd.typed())
    assert odd.answers()["x"] is None


def test_the_first_button_of_the_page_saves_and_never_removes(form: Any, page: Any) -> None:
    first = page(form(ROWS).bind(answers={"rows": [{"item": "一"}]})).select_one("button")
    assert (first["name"], first["value"]) == ("_action", "save")


def test_there_is_no_script_and_no_style_in_the_page(form: Any, page: Any) -> None:
    html = page(form(DECISION, REASON, ROWS).bind())
    assert not html.select("script, style, [style], [onclick], [onchange]")
