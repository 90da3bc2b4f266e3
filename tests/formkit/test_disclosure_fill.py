"""Filling the catalogue: every type by a plain HTML post, section by section, with nothing lost."""

import io
import json
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from app.formkit import Catalogue, FormSpec
from app.formkit.prefill import prefill
from app.formkit.progress import progress

KEY = "disclosure"


def test_every_item_round_trips_through_the_page(
    form: Any, page: Any, posting: Any, catalogue: Catalogue, complete_answers: Any
) -> None:
    spec: FormSpec = form({"type": "disclosure", "key": KEY, "label": "開示", "properties": {"groups": "*"}})
    bound = spec.bind(answers={KEY: complete_answers})
    posted = posting(page(bound))
    again = spec.bind(answers={KEY: complete_answers}, posted=posted)
    assert again.unknown_names == ()
    assert again.validate(), again.errors
    found = again.answers()[KEY]
    asked = bound.sheets[KEY].asked
    assert set(found) == set(asked)
    assert found == {item_id: answer for item_id, answer in complete_answers.items() if item_id in asked}
    assert json.loads(json.dumps(again.typed())) == again.typed()
    not_asked = set(catalogue.items) - asked  # an item that depends on an answer that was not given
    assert not_asked == {"a.mark_declaration", "c.train_opt_out"}


def test_controls_have_labels_and_ids_are_unique(form: Any, page: Any, complete_answers: Any) -> None:
    spec = form({"type": "disclosure", "key": KEY, "label": "開示", "properties": {"groups": "*"}})
    bound = spec.bind(answers={KEY: complete_answers | {"b.website": {"value": "bad"}}})
    bound.validate()
    html = page(bound)
    ids = [str(tag["id"]) for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))
    labelled = {str(label["for"]) for label in html.select("label[for]")}
    for control in html.select("input:not([type=hidden]), select, textarea"):
        assert control["id"] in labelled, control
    for tag in html.select("[aria-describedby]"):
        assert set(str(tag["aria-describedby"]).split()) <= set(ids), tag
    for link in html.select("#error-summary a"):
        assert str(link["href"])[1:] in ids
    assert not html.select("script, style, [style]")


def _section(spec: FormSpec, section: str, posted: dict[str, Any], answers: Any = None, **more: Any) -> Any:
    return spec.bind(answers=answers or {}, posted=MultiDict(posted), section=section, **more)


def test_a_section_is_checked_alone_and_the_others_are_kept(form_b: FormSpec, page: Any) -> None:
    assert [section.id for section in form_b.sections][:3] == ["form", "B01", "B02"]
    draft = {"confirmed": True, KEY: {"b.website": {"value": "まだ", "as_of": ""}}}
    posted = {f"{KEY}-b.guideline_version-value": "令和8年6月版", f"{KEY}-b.as_of_date-value": "2026-11-01"}
    bound = _section(form_b, "B01", posted, draft)
    assert bound.validate(), bound.errors
    typed = bound.typed()
    assert typed["confirmed"] is True
    assert typed[KEY]["b.website"]["value"] == "まだ"
    assert typed[KEY]["b.as_of_date"]["value"] == "2026-11-01"
    html = page(bound)
    assert html.find(id="disclosure--b--as_of_date") is None
    assert html.find(id="disclosure-b--as_of_date") is not None
    assert html.find(id="disclosure-b--website") is None
    assert html.select_one("input[name=_section]")["value"] == "B01"


def test_a_section_takes_no_names_of_another(form_b: FormSpec) -> None:
    bound = _section(form_b, "B01", {f"{KEY}-b.website-value": "https://example.jp"})
    assert bound.unknown_names == (f"{KEY}-b.website-value",)
    assert not bound.validate()
    with pytest.raises(LookupError):
        form_b.bind(section="Z1")


def test_the_fields_beside_the_sheet_are_a_section(form_b: FormSpec, page: Any) -> None:
    draft = {KEY: {"b.website": {"value": "https://example.jp"}}}
    bound = _section(form_b, "form", {"confirmed": "true"}, draft)
    assert bound.validate()
    assert bound.typed()["confirmed"] is True
    assert bound.typed()[KEY]["b.website"]["value"] == "https://example.jp"
    assert page(bound).find(id="disclosure-b--website") is None


def test_the_whole_form_is_complete_only_when_nothing_is_left(
    form_b: FormSpec, complete_answers: Any
) -> None:
    answers = {"confirmed": True, KEY: complete_answers}
    bound = form_b.bind(answers=answers, context={KEY: complete_answers})
    assert bound.validate(), bound.errors
    assert bound.sheets[KEY].progress().complete
    less = {item_id: one for item_id, one in complete_answers.items() if item_id != "b.website"}
    bound = form_b.bind(answers={"confirmed": True, KEY: less})
    assert not bound.validate()
    assert [error.id for error in bound.errors] == ["disclosure-b--website-value"]


@pytest.mark.parametrize(
    ("item", "typed", "words"),
    [
        ("b.business_summary", "あ" * 101, "いま101字、1字多い"),
        ("b.website", "example.jp", "https://"),
        ("b.corporate_number", "2013201002721", "法人番号"),
        ("b.corporate_number", "123", "形式"),
        ("b.employees", "約十名", "数を"),
        ("b.employees", "-1", "0以上"),
        ("b.uptime_target", "100.5", "100以下"),
        ("b.as_of_date", "2026-11-25", "今日まで"),
        ("b.fiscal_year_end", "2026-13", "年月"),
        ("b.nda_status", "多分", "選択肢にない"),
        ("b.listing", "未定", "選択肢にない"),
    ],
)
def test_each_limit_is_told_at_the_item(
    form_b: FormSpec, catalogue: Catalogue, page: Any, item: str, typed: str, words: str
) -> None:
    section = catalogue.items[item].group
    bound = _section(form_b, section, {f"{KEY}-{item}-value": typed})
    bound.validate()
    [error] = [one for one in bound.errors if one.label == catalogue.items[item].title.ja]
    assert words in error.message.ja
    html = page(form_b.bind(answers=json.loads(json.dumps(bound.typed())), section=section))
    if not catalogue.items[item].choices:
        assert html.find(id=error.id)["value" if html.find(id=error.id).name == "input" else "id"]
        assert form_b.bind(answers=bound.typed()).typed()[KEY][item]["value"] == typed


def test_an_invalid_date_stays_visible_in_the_page(form_b: FormSpec, page: Any) -> None:
    bound = form_b.bind(answers={KEY: {"b.as_of_date": {"value": "きのう"}}}, section="B01")
    control = page(bound).find(id="disclosure-b--as_of_date-value")
    assert (control["type"], control["value"]) == ("text", "きのう")


def test_a_duration_is_a_number_and_a_unit(form_b: FormSpec) -> None:
    name = f"{KEY}-b.change_notice_period-value"
    bound = _section(form_b, "B07", {f"{name}-n": "３", f"{name}-unit": "month"})
    assert bound.answers()[KEY]["b.change_notice_period"]["value"] == "P3M"
    bound = _section(form_b, "B07", {f"{name}-n": "三", f"{name}-unit": "month"})
    bound.validate()
    assert any(error.id == "disclosure-b--change_notice_period-value-n" for error in bound.errors)
    assert bound.typed()[KEY]["b.change_notice_period"]["value"] == {"n": "三", "unit": "month"}


def test_not_applicable_needs_a_reason_and_no_value(form_b: FormSpec) -> None:
    name = f"{KEY}-b.subcontract_confidentiality"

    def messages(**parts: str) -> list[str]:
        bound = _section(form_b, "B06", {f"{name}-{part}": text for part, text in parts.items()})
        bound.validate()
        return [error.id for error in bound.errors if "subcontract_confid" in error.id]

    assert messages(na="true") == ["disclosure-b--subcontract_confidentiality-na_reason"]
    assert messages(na="true", na_reason="委託していない") == []
    assert messages(na="true", na_reason="委託していない", value="ある") == [
        "disclosure-b--subcontract_confidentiality-value"
    ]
    bound = _section(form_b, "B06", {f"{name}-na": "true", f"{name}-na_reason": "委託していない"})
    assert bound.answers()[KEY]["b.subcontract_confidentiality"] == {
        "value": None,
        "na": True,
        "na_reason": "委託していない",
        "as_of": None,
    }


def test_a_remark_can_stand_beside_a_choice(form_b: FormSpec) -> None:
    posted = {f"{KEY}-b.nda_status-value": "有", f"{KEY}-b.nda_status-note": "就業規則による"}
    answer = _section(form_b, "B06", posted).answers()[KEY]["b.nda_status"]
    assert answer["note"] == "就業規則による"


def test_what_depends_on_another_answer_is_asked_only_then(
    form_b: FormSpec, catalogue: Catalogue, page: Any
) -> None:
    market = {"b.listing_market": {"value": "東証"}}
    off = form_b.bind(answers={KEY: {"b.listing": {"value": "非上場"}, **market}})
    assert "b.listing_market" not in off.answers()[KEY]
    assert off.typed()[KEY]["b.listing_market"]["value"] == "東証"
    on = form_b.bind(answers={KEY: {"b.listing": {"value": "上場"}, **market}})
    assert on.answers()[KEY]["b.listing_market"]["value"] == "東証"
    html = page(form_b.bind(section="B04"))
    drawn = html.find(id="disclosure-b--listing_market")
    assert "「上場の有無」が「上場」の場合" in drawn.text
    name = "disclosure-b.listing"
    listing = ["f", f"{name}-value", "choice", f"{name}-na"]
    assert json.loads(str(drawn["data-nt-hides"])) == ["not", ["and", ["any", listing, ["v", "上場"]]]]


def test_form_b_knows_the_answers_of_form_a(form_b: FormSpec) -> None:
    def left(kind: str) -> set[str]:
        context = {KEY: {"a.applicant_type": {"value": kind}}}
        return {one.item_id for one in form_b.bind(context=context).sheets[KEY].progress().left}

    assert "b.corporate_number" in left("内国法人")
    assert "b.corporate_number" not in left("外国法人")


def test_a_table_of_fixed_rows_needs_each_row(form_b: FormSpec, catalogue: Catalogue) -> None:
    item = catalogue.items["b.fault_monitor"]
    rows = [{"対象": name, "監視の有無": "有"} for name in item.rows]
    section = item.group
    assert (
        form_b.bind(answers={KEY: {item.id: {"value": rows}}}).answers()[KEY][item.id]["value"][0]["通知時間"]
        == ""
    )
    bound = form_b.bind(answers={KEY: {item.id: {"value": rows[:-1]}}}, section=section)
    bound.validate()
    assert any(item.rows[-1] in error.message.ja for error in bound.errors)


def test_rows_of_a_table_are_added_and_removed_by_buttons(form_b: FormSpec, page: Any, posting: Any) -> None:
    name = f"{KEY}-b.shareholders-value"
    data = posting(page(form_b.bind(section="B05")))
    data[f"{name}-0-0"], data["_add"] = "甲", name
    added = form_b.bind(posted=data, section="B05")
    assert added.is_row_action
    html = page(form_b.bind(answers=added.typed(), section="B05"))
    assert html.find(attrs={"name": f"{name}-1-0"}) is not None
    data = posting(html)
    data[f"{name}-1-0"], data["_remove"] = "乙", f"{name}-0"
    removed = form_b.bind(posted=data, section="B05", answers=added.typed())
    assert [row["名称"] for row in removed.typed()[KEY]["b.shareholders"]["value"]] == ["乙"]


def test_a_kept_upload_must_be_one_that_the_draft_has(form_b: FormSpec, upload: Any) -> None:
    draft = {KEY: {"b.rep_photo": {"value": [upload]}}}
    name = f"{KEY}-b.rep_photo-value-keep"
    kept = _section(form_b, "B03", {name: upload["sha256"]}, draft)
    assert kept.answers()[KEY]["b.rep_photo"]["value"] == [upload]
    stolen = _section(form_b, "B03", {name: "cd" * 32}, draft)
    assert "b.rep_photo" not in stolen.answers()[KEY]


def test_a_refused_upload_is_told_at_its_item(form_b: FormSpec) -> None:
    files = MultiDict({f"{KEY}-b.rep_photo-value": FileStorage(io.BytesIO(b"x"), filename="a.png")})
    bound = _section(form_b, "B03", {}, files=files)
    bound.validate()
    [error] = [one for one in bound.errors if "rep_photo" in one.id]
    assert "受け取れません" in error.message.ja


def test_progress_counts_what_is_left_and_why(catalogue: Catalogue) -> None:
    answers = {
        "b.guideline_version": {"value": "令和8年6月版"},
        "b.as_of_date": {"value": "きのう"},
        "b.website": {"value": "", "na": True},
    }
    found = progress(catalogue, ["B01", "B02"], answers)
    why = {one.item_id: one.why for one in found.left}
    assert why["b.as_of_date"] == "invalid"
    assert why["b.website"] == "reason"
    assert why["b.provider_name"] == "empty"
    first = found.sections[0]
    assert (first.required_done, first.required, first.percent, first.complete) == (1, 2, 50, False)
    assert found.left[0].message.ja
    assert found.left[0].title.en


def test_prefill_takes_what_fits_and_leaves_what_was_typed(
    catalogue: Catalogue, complete_answers: Any
) -> None:
    source = complete_answers | {
        "b.gone": {"value": "x"},
        "b.employees": {"value": "多数"},
        "b.rep_name": {"value": "前の代表"},
    }
    found = prefill(catalogue, ["B*", "C*"], {"b.rep_name": {"value": "いまの代表"}}, source)
    assert found.answers["b.rep_name"] == {"value": "いまの代表"}
    assert found.answers["b.website"]["value"] == "https://example.jp/service"
    assert "b.website" in found.taken
    assert {"b.gone", "b.employees", "a.head_office"} <= set(found.dropped)
    assert "b.service_name" not in found.answers
    assert "a.pledge" not in found.answers
