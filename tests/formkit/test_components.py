"""Every component of the profile: drawn with a label, read, checked, and kept as it was typed."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from app.formkit import FormSpec

YES_NO = [{"value": "yes", "label": "はい", "label_en": "Yes"}, {"value": "no", "label": "いいえ"}]

INPUTS: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "textfield", "key": "x", "label": "名称"}, "  株式会社　例 ", "株式会社　例"),
    ({"type": "textarea", "key": "x", "label": "理由"}, "一行目\r\n二行目", "一行目\n二行目"),
    ({"type": "number", "key": "x", "label": "数", "decimalDigits": 0}, "１，２３４", 1234),
    ({"type": "number", "key": "x", "label": "率", "decimalDigits": 2}, "99.95", 99.95),
    ({"type": "datetime", "subtype": "date", "key": "x", "dateLabel": "日付"}, "2026/7/1", "2026-07-01"),
    ({"type": "datetime", "subtype": "date", "key": "x", "dateLabel": "日付"}, "2026-07-01", "2026-07-01"),
    (
        {"type": "datetime", "subtype": "datetime", "key": "x", "dateLabel": "日時"},
        "2026-07-01T09:30",
        "2026-07-01T09:30",
    ),
    ({"type": "datetime", "subtype": "time", "key": "x", "timeLabel": "時刻"}, "9:30", "09:30"),
    ({"type": "select", "key": "x", "label": "選択", "values": YES_NO}, "no", "no"),
    ({"type": "radio", "key": "x", "label": "選択", "values": YES_NO}, "yes", "yes"),
    ({"type": "checkbox", "key": "x", "label": "確認"}, "true", True),
    ({"type": "checklist", "key": "x", "label": "選択", "values": YES_NO}, ["yes", "no"], ["yes", "no"]),
]


@pytest.mark.parametrize(("component", "posted", "answer"), INPUTS)
def test_a_value_is_read_and_survives_the_page(
    form: Any, page: Any, posting: Any, component: dict[str, Any], posted: Any, answer: Any
) -> None:
    spec: FormSpec = form(component)
    bound = spec.bind(posted=MultiDict({"x": posted}))
    assert bound.validate(), bound.errors
    assert bound.answers() == {"x": answer}

    again = spec.bind(posted=posting(page(spec.bind(answers=json.loads(json.dumps(bound.typed()))))))
    assert again.typed() == bound.typed()
    assert spec.bind(answers=bound.answers()).answers() == {"x": answer}


INVALID: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "textfield", "validate": {"required": True}}, "  ", "入力してください"),
    ({"type": "textfield", "validate": {"maxLength": 3}}, "四文字だ", "3字以内"),
    ({"type": "textfield", "validate": {"minLength": 3}}, "ab", "3字以上"),
    ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "abc", "形式"),
    (
        {"type": "textfield", "validate": {"pattern": "^A$", "patternErrorMessage": "Aだけです。"}},
        "B",
        "Aだけです。",
    ),
    ({"type": "textfield", "validate": {"validationType": "email"}}, "a@b", "メールアドレス"),
    ({"type": "textfield", "validate": {"validationType": "phone"}}, "abc", "電話番号"),
    ({"type": "textfield", "properties": {"check": "corporate_number"}}, "2013201002721", "法人番号"),
    ({"type": "textfield", "properties": {"check": "katakana"}}, "かな", "カタカナ"),
    ({"type": "textfield", "properties": {"check": "japanese"}}, "English only", "日本語"),
    ({"type": "textfield", "properties": {"check": "web_address"}}, "javascript:x", "https://"),
    ({"type": "textarea"}, "あ" * 10001, "10000字以内"),
    ({"type": "number"}, "12a", "数を"),
    ({"type": "number"}, "1e400", "数を"),
    ({"type": "number"}, "NaN", "数を"),
    ({"type": "number", "decimalDigits": 0}, "1.5", "整数"),
    ({"type": "number", "validate": {"min": 1}}, "0", "1以上"),
    ({"type": "number", "validate": {"max": 5}}, "6", "5以下"),
    ({"type": "datetime", "subtype": "date"}, "2026-02-30", "日付"),
    ({"type": "datetime", "subtype": "time"}, "25:00", "時刻"),
    ({"type": "datetime", "subtype": "datetime"}, "2026-07-01", "日付と時刻"),
    (
        {"type": "datetime", "subtype": "date", "properties": {"check": "not_future"}},
        "2026-11-25",
        "今日まで",
    ),
    ({"type": "datetime", "subtype": "date", "properties": {"check": "not_past"}}, "2026-11-23", "今日以後"),
    ({"type": "select", "values": YES_NO}, "maybe", "選択肢にない"),
    ({"type": "radio", "values": YES_NO, "validate": {"required": True}}, "", "選択してください"),
    ({"type": "checklist", "values": YES_NO}, ["yes", "maybe"], "選択肢にない"),
    ({"type": "checklist", "values": YES_NO, "validate": {"required": True}}, [], "一つ以上"),
    ({"type": "checkbox", "validate": {"required": True}}, "", "チェック"),
    ({"type": "filepicker", "validate": {"required": True}}, "", "ファイルを添付"),
]


@pytest.mark.parametrize(("component", "posted", "message"), INVALID)
def test_an_invalid_value_is_told_and_shown_again_as_typed(
    form: Any, page: Any, posting: Any, component: dict[str, Any], posted: Any, message: str
) -> None:
    spec: FormSpec = form({"key": "x", "label": "項目", **component})
    bound = spec.bind(posted=MultiDict({"x": posted}) if component["type"] != "filepicker" else MultiDict())
    assert not bound.validate()
    [error] = bound.errors
    assert error.label == "項目"
    assert message in error.message.ja
    assert error.message.en

    html = page(bound)
    assert html.find(id=error.id) is not None
    assert message in html.find(id="error-summary").text
    typed = json.loads(json.dumps(bound.typed()))
    shown = spec.bind(answers=typed)
    assert shown.typed() == bound.typed()
    if component["type"] not in ("select", "checklist"):  # a choice that is none cannot be drawn
        assert spec.bind(posted=posting(page(shown))).typed() == bound.typed()


def test_numbers_written_in_full_width_are_understood_by_checks(form: Any) -> None:
    spec = form(
        {"type": "textfield", "key": "x", "label": "法人番号", "properties": {"check": "corporate_number"}}
    )
    assert spec.bind(posted=MultiDict({"x": "２０１３２０１００２７２０"})).validate()


def test_two_fields_are_compared_by_a_named_check(form: Any) -> None:
    spec = form(
        {"type": "datetime", "key": "start", "dateLabel": "開始"},
        {"type": "datetime", "key": "end", "dateLabel": "終了", "properties": {"check": "not_before:start"}},
    )
    assert spec.bind(posted=MultiDict({"start": "2026-07-02", "end": "2026-07-02"})).validate()
    bound = spec.bind(posted=MultiDict({"start": "2026-07-02", "end": "2026-07-01"}))
    assert not bound.validate()
    assert bound.errors[0].id == "end"


def test_choices_may_come_from_the_context(form: Any) -> None:
    spec = form({"type": "select", "key": "who", "label": "担当", "valuesKey": "reviewers"})
    context = {"reviewers": [{"value": "7", "label": "審査員甲", "label_en": "Reviewer A"}]}
    assert spec.bind(posted=MultiDict({"who": "7"}), context=context).validate()
    assert not spec.bind(posted=MultiDict({"who": "8"}), context=context).validate()


def test_a_read_only_field_shows_the_context_and_takes_nothing(form: Any, page: Any) -> None:
    spec = form({"type": "textfield", "key": "case_no", "label": "案件番号", "readonly": True})
    html = page(spec.bind(context={"case_no": "申2026-12"}))
    assert "申2026-12" in html.text
    assert html.select_one("input[name=case_no]") is None
    bound = spec.bind(posted=MultiDict({"case_no": "other"}), context={"case_no": "申2026-12"})
    assert bound.unknown_names == ("case_no",)
    assert bound.answers() == {}


def test_what_a_fact_of_the_case_hides_is_not_drawn_at_all(form: Any, page: Any) -> None:
    spec = form(
        {"type": "radio", "key": "go", "label": "行うか", "values": [{"value": "yes", "label": "はい"}]},
        {
            "type": "group",
            "label": "費用",
            "conditional": {"hide": '=basis != "15_2"'},
            "components": [
                {
                    "type": "textfield",
                    "key": "cost",
                    "label": "額",
                    "conditional": {"hide": '=go != "yes"'},
                }
            ],
        },
        context="basis",
    )
    assert page(spec.bind(context={"basis": "6_3"})).select('[name="cost"]') == []
    assert page(spec.bind(context={"basis": "15_2"})).select('[name="cost"]') != []
    bound = spec.bind(posted=MultiDict({"go": "yes", "cost": "1"}), context={"basis": "6_3"})
    assert bound.validate()
    assert "cost" not in bound.answers()


def test_defaults_stand_in_a_new_form_and_not_in_a_cleared_one(form: Any) -> None:
    spec = form({"type": "textfield", "key": "x", "label": "項目", "defaultValue": "既定"})
    assert spec.bind().typed() == {"x": "既定"}
    assert spec.bind(answers=spec.bind(posted=MultiDict({"x": ""})).typed()).typed() == {"x": ""}


def test_words_are_escaped_and_may_hold_lists_and_bold(form: Any, page: Any) -> None:
    spec = form(
        {"type": "text", "text": "**大切** です & 1 < 2\n\n- 一つ\n- 二つ\n\n1. 最初\n2. 次"},
        {"type": "separator"},
    )
    html: BeautifulSoup = page(spec.bind())
    assert html.select_one(".nt-guidance strong").text == "大切"
    assert [item.text for item in html.select("ul > li")] == ["一つ", "二つ"]
    assert [item.text for item in html.select("ol > li")] == ["最初", "次"]
    assert "& 1 < 2" in html.text
    assert html.select_one("hr") is not None


def test_a_group_with_a_path_makes_an_object(form: Any, page: Any, posting: Any) -> None:
    spec = form(
        {
            "type": "group",
            "path": "address",
            "label": "住所",
            "components": [
                {"type": "textfield", "key": "city", "label": "市", "validate": {"required": True}},
                {"type": "textfield", "key": "kind", "label": "種別", "properties": {"routing": "true"}},
            ],
        },
        {
            "type": "group",
            "label": "見出し",
            "components": [{"type": "textfield", "key": "y", "label": "他"}],
        },
    )
    bound = spec.bind(posted=MultiDict({"address-city": "港区", "address-kind": "a", "y": "z"}))
    assert bound.validate()
    assert bound.answers() == {"address": {"city": "港区", "kind": "a"}, "y": "z"}
    assert bound.routing() == {"address": {"kind": "a"}}
    assert spec.routing_names() == {"address.kind"}
    assert spec.names() == {"address", "y"}
    assert spec.bind(posted=posting(page(bound))).typed() == bound.typed()


def test_labels_and_messages_follow_the_language(form: Any, page: Any) -> None:
    spec = form(
        {
            "type": "radio",
            "key": "x",
            "label": "決定",
            "description": "説明",
            "values": YES_NO,
            "validate": {"required": True},
            "properties": {"label_en": "Decision", "help_en": "Help"},
        }
    )
    bound = spec.bind(posted=MultiDict(), language="en")
    assert not bound.validate()
    text = page(bound).text
    assert "Decision" in text
    assert "Help" in text
    assert "Choose one." in text
    assert "決定" not in text


def test_every_control_has_a_label_and_every_id_is_unique(form: Any, page: Any) -> None:
    parts = [{**component, "key": f"k{index}"} for index, (component, *_rest) in enumerate(INPUTS)]
    spec = form(
        *parts,
        {"type": "filepicker", "key": "file", "label": "添付", "description": "資料", "multiple": True},
        {
            "type": "dynamiclist",
            "path": "rows",
            "label": "一覧",
            "components": [{"type": "radio", "key": "r", "label": "可否", "values": YES_NO}],
        },
    )
    html = page(spec.bind(answers={"rows": [{}, {"r": "yes"}]}))
    _assert_accessible(html)


def _assert_accessible(html: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))
    labelled = {str(label["for"]) for label in html.select("label[for]")}
    for control in html.select("input:not([type=hidden]), select, textarea"):
        assert control["id"] in labelled, control
    for tag in html.select("[aria-describedby]"):
        assert set(str(tag["aria-describedby"]).split()) <= set(ids), tag


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("10:00", True),
        ("９：３０", True),
        ("13:00-16:00", True),
        ("13:00〜16:00", True),
        ("10時30分", False),
        ("abc", False),
        ("25:99", False),
        ("16:00-13:00", False),
        ("10", False),
    ],
)
def test_a_time_of_day_is_a_time_or_a_span(form: Any, typed: str, taken: bool) -> None:
    field = {"type": "textfield", "key": "at", "label": "時刻", "properties": {"check": "time_of_day"}}
    assert form(field).bind(posted=MultiDict({"at": typed})).validate() is taken


def test_what_names_a_row_is_read_as_words_and_posted_back_as_it_is(
    form: Any, page: Any, posting: Any
) -> None:
    rows: dict[str, Any] = {
        "type": "dynamiclist",
        "path": "rows",
        "label": "行",
        "defaultRepetitions": 0,
        "components": [
            {
                "type": "select",
                "key": "no",
                "label": "番号",
                "valuesKey": "numbers",
                "properties": {"carried": "true"},
            },
            {"type": "textfield", "key": "words", "label": "言葉"},
        ],
    }
    spec: FormSpec = form(rows, properties={"context": "numbers"})
    shown = {"context": {"numbers": [{"value": "1", "label": "一つめ"}]}}
    html: BeautifulSoup = page(spec.bind(answers={"rows": [{"no": "1", "words": "あ"}]}, **shown))
    assert html.select('select, input[name="rows-0-no"]:not([type="hidden"])') == []
    assert "一つめ" in html.get_text()
    bound = spec.bind(posted=posting(html), **shown)
    assert bound.validate()
    assert bound.answers() == {"rows": [{"no": "1", "words": "あ"}]}
    changed = posting(html)
    changed.setlist("rows-0-no", ["2"])
    assert not spec.bind(posted=changed, **shown).validate()
