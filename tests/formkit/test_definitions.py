"""What a form definition may not hold is refused, with the component's key and what to do."""

from typing import Any

import pytest

from app.formkit import FormDefinitionError, compile_form

FIELD = {"type": "textfield", "key": "x", "label": "項目"}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "iframe", "key": "x", "label": "x"}, "種類「iframe」"),
    ({"type": "html", "key": "x"}, "種類「html」"),
    ({"type": "expression", "key": "x"}, "種類「expression」"),
    ({"type": "button", "key": "x", "label": "送る"}, "種類「button」"),
    ({**FIELD, "key": "1x"}, "key は"),
    ({**FIELD, "key": "a.b"}, "key は"),
    ({**FIELD, "key": "_action"}, "key は"),
    ({**FIELD, "key": "csrf_token"}, "予約"),
    ({**FIELD, "label": ""}, "ラベル"),
    ({**FIELD, "label": "=name"}, "式やテンプレート"),
    ({**FIELD, "label": "{{name}}"}, "式やテンプレート"),
    ({**FIELD, "readonly": "=true"}, "readonly"),
    ({**FIELD, "colour": "red"}, "属性「colour」"),
    ({**FIELD, "properties": {"rooting": "true"}}, "プロパティ「rooting」"),
    ({**FIELD, "properties": {"visibility": "all"}}, "visibility"),
    ({**FIELD, "properties": {"check": "unknown"}}, "確認「unknown」"),
    ({**FIELD, "properties": {"check": "same_as:later"}}, "相手の項目"),
    ({**FIELD, "validate": {"pattern": "(?=x)"}}, "pattern"),
    ({**FIELD, "validate": {"pattern": "x" * 201}}, "pattern"),
    ({**FIELD, "validate": {"maxLength": "=3"}}, "maxLength"),
    ({**FIELD, "conditional": {"hide": "unknown"}}, "「=」で始まる"),
    ({**FIELD, "conditional": {"hide": "=later = 1"}}, "これより前"),
    ({**FIELD, "conditional": {"hide": "=x = 1"}}, "これより前"),
    ({**FIELD, "conditional": {"hide": "=1 +"}}, "条件を読めません"),
    ({**FIELD, "conditional": {"hide": "=exec(1)"}}, "exec"),
    ({"type": "select", "key": "x", "label": "x"}, "values か valuesKey"),
    ({"type": "select", "key": "x", "label": "x", "valuesExpression": "=y"}, "valuesExpression"),
    ({"type": "radio", "key": "x", "label": "x", "values": [{"value": "a"}]}, "value と label"),
    ({"type": "radio", "key": "x", "label": "x", "values": [{"value": "a", "label": "1"}] * 2}, "重なって"),
    ({"type": "checklist", "key": "x", "label": "x", "valuesKey": "y", "properties": {"routing": "true"}}, "routing"),
    ({"type": "filepicker", "key": "x", "label": "x", "accept": ".exe"}, "種類「exe」"),
    ({"type": "datetime", "key": "x", "dateLabel": "x", "subtype": "week"}, "subtype"),
    ({"type": "text", "text": "[押す](javascript:x)"}, "使えません"),
    ({"type": "text", "text": "<b>太字</b>"}, "使えません"),
    ({"type": "text", "text": "{{x}}"}, "使えません"),
    ({"type": "dynamiclist", "path": "x", "label": "r", "components": [
        {"type": "dynamiclist", "path": "x", "label": "s", "components": []}]}, "一覧の中に一覧"),
    ({"type": "disclosure", "key": "d", "properties": {"groups": "Z*"}}, "groups"),
    ({"type": "disclosure", "key": "d", "properties": {"catalogue": "other"}}, "項目表「other」"),
    ({"type": "disclosure", "key": "d", "properties": {"mode": "edit"}}, "mode"),
    ({"type": "disclosure", "key": "d", "properties": {"only": "b.x"}}, "項目=選択肢"),
    ({"type": "disclosure", "key": "d", "properties": {"only": "b.x=甲"}}, "「b.x」は項目表にありません"),
]  # fmt: skip


@pytest.mark.parametrize(("component", "words"), REFUSED)
def test_what_cannot_be_mapped_is_refused_by_name(form: Any, component: dict[str, Any], words: str) -> None:
    with pytest.raises(FormDefinitionError) as refused:
        form(component)
    assert words in refused.value.text.ja
    assert refused.value.text.en
    key = component.get("key") or component.get("path") or component["type"]
    assert f"「{key}」" in refused.value.text.ja


def test_two_components_may_not_share_a_key(form: Any) -> None:
    with pytest.raises(FormDefinitionError, match="used twice"):
        form(FIELD, FIELD)
    with pytest.raises(FormDefinitionError, match="used twice"):
        form({**FIELD, "properties": {"na_allowed": "true"}}, {**FIELD, "key": "x_na"})


@pytest.mark.parametrize("form_id", ["", "decide", "Application.decide", "a.b.c", "a/../b"])
def test_a_form_is_named_by_process_and_task(form_id: str) -> None:
    with pytest.raises(FormDefinitionError, match=r"<process>\.<task>"):
        compile_form({"id": form_id, "components": []})


def test_what_the_editor_adds_is_no_error(form: Any) -> None:
    spec = form({**FIELD, "id": "Field_1", "layout": {"row": "Row_1", "columns": None}})
    assert [field.path for field in spec.fields] == ["x"]


def test_missing_english_is_listed_for_the_linter(form: Any) -> None:
    spec = form(FIELD, {**FIELD, "key": "y", "properties": {"label_en": "Item"}})
    assert spec.missing_english() == ("x.label",)


def test_a_compiled_form_is_immutable(form: Any) -> None:
    spec = form(FIELD)
    with pytest.raises(AttributeError):
        spec.id = "other.form"
    with pytest.raises(AttributeError):
        spec.fields[0].required = True
