"""Assessing and showing what was disclosed."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.formkit import Catalogue, FormSpec
from app.formkit.items import meets
from app.formkit.progress import assessment

KEY = "assess"
DISCLOSED = {
    "b.guideline_version": {"value": "令和8年6月版", "na": False},
    "b.as_of_date": {"value": "2026-11-01", "na": False, "as_of": "2026-10-31"},
    "b.change_notice_period": {"value": "P2W", "na": False},
    "b.alive_monitor": {"value": None, "na": True, "na_reason": "自社設備がない"},
    "b.shareholders": {"value": [{"名称": "甲社", "保有比率%": "60"}]},
    "b.website": {"value": "https://example.jp/<b>"},
}


@pytest.fixture(scope="module")
def spec(form: Any) -> FormSpec:
    return form(
        {
            "type": "disclosure",
            "key": KEY,
            "label": "審査表",
            "properties": {"groups": "B*,C*", "mode": "assess"},
        }
    )


def _bind(spec: FormSpec, section: str, posted: dict[str, str] | None = None, **context: Any) -> Any:
    return spec.bind(
        posted=None if posted is None else MultiDict(posted),
        section=section,
        context={"disclosure": DISCLOSED, **context},
    )


def test_the_disclosed_value_is_shown_beside_the_verdict(spec: FormSpec, page: Any) -> None:
    html = page(_bind(spec, "B01"))
    assert "令和8年6月版" in html.text
    assert "2026年11月1日" in html.text
    assert [radio["value"] for radio in html.select("input[name='assess-b.as_of_date-verdict']")] == [
        "fit",
        "unfit",
        "unclear",
    ]
    assert "該当なし（自社設備がない）" in page(_bind(spec, "B08")).text


def test_a_change_since_the_last_filing_is_shown(spec: FormSpec, page: Any) -> None:
    previous = {"b.as_of_date": {"value": "2024-11-01"}, "b.guideline_version": {"value": "令和8年6月版"}}
    html = page(_bind(spec, "B01", previous=previous))
    assert html.find(id="assess-b--as_of_date").select_one("del").text.endswith("2024年11月1日")
    assert html.find(id="assess-b--guideline_version").select_one("del") is None


def test_unfit_and_unclear_need_a_note(spec: FormSpec) -> None:
    posted = {"assess-b.guideline_version-verdict": "unfit", "assess-b.as_of_date-verdict": "unclear"}
    bound = _bind(spec, "B01", posted)
    assert not bound.validate()
    assert [error.id for error in bound.errors] == [
        "assess-b--guideline_version-note",
        "assess-b--as_of_date-note",
    ]
    posted |= {"assess-b.guideline_version-note": "版が違う", "assess-b.as_of_date-note": "根拠を確認"}
    bound = _bind(spec, "B01", posted | {"assess-b.as_of_date-evidence": "登記"})
    assert bound.validate(), bound.errors
    assert bound.answers()[KEY] == {
        "b.guideline_version": {"verdict": "unfit", "note": "版が違う", "evidence": ""},
        "b.as_of_date": {"verdict": "unclear", "note": "根拠を確認", "evidence": "登記"},
    }


def test_every_required_item_needs_a_verdict_but_no_empty_optional_one(spec: FormSpec) -> None:
    bound = _bind(spec, "B02", {})
    assert not bound.validate()
    ids = {error.id for error in bound.errors}
    assert "assess-b--website-verdict-0" in ids
    assert "assess-b--office_count-verdict-0" not in ids


def test_a_verdict_that_is_none_is_refused(spec: FormSpec) -> None:
    bound = _bind(spec, "B01", {"assess-b.as_of_date-verdict": "maybe"})
    assert not bound.validate()
    assert "b.as_of_date" not in bound.answers()[KEY]


def test_the_rest_of_a_section_can_be_found_fit_at_once(spec: FormSpec) -> None:
    posted = {"assess-b.as_of_date-verdict": "unclear", "assess-b.as_of_date-note": "x", "_fit_rest": "B01"}
    bound = _bind(spec, "B01", posted)
    assert bound.is_row_action
    verdicts = {item_id: one["verdict"] for item_id, one in bound.typed()[KEY].items() if one["verdict"]}
    assert verdicts == {"b.guideline_version": "fit", "b.as_of_date": "unclear"}


def test_progress_of_an_assessment(catalogue: Catalogue) -> None:
    found = assessment(catalogue, ["B01"], DISCLOSED, {"b.as_of_date": {"verdict": "unfit"}})
    assert {one.item_id: one.why for one in found.left} == {
        "b.guideline_version": "empty",
        "b.as_of_date": "reason",
    }
    done = {"b.as_of_date": {"verdict": "fit"}, "b.guideline_version": {"verdict": "fit"}}
    assert assessment(catalogue, ["B01"], DISCLOSED, done).complete


def test_a_criterion_is_compared_and_said_in_words(spec: FormSpec, catalogue: Catalogue, page: Any) -> None:
    item = catalogue.items["b.change_notice_period"]
    assert meets(item, "P2W") is False
    assert meets(item, "P1M") is True
    assert meets(item, "P60D") is True
    assert meets(item, None) is None
    assert meets(catalogue.items["c.train_user_data"], "利用する（拒否不可）") is False
    text = page(_bind(spec, "B07")).find(id="assess-b--change_notice_period").text
    assert "1か月以上" in text
    assert "満たさない" in text


@pytest.fixture(scope="module")
def shown(form: Any) -> FormSpec:
    return form(
        {"type": "disclosure", "key": "show", "label": "内容", "properties": {"groups": "B*", "mode": "show"}}
    )


def test_a_withheld_item_shows_that_and_nothing_else(shown: FormSpec, page: Any) -> None:
    context = {"disclosure": DISCLOSED, "withheld": ["b.website"]}
    html = page(shown.bind(context=context))
    row = html.find(id="show-b--website")
    assert "公表留保（第11条第2項）" in row.text
    assert "example.jp" not in str(html)


def test_disclosed_values_are_escaped_and_tables_are_tables(shown: FormSpec, page: Any) -> None:
    html = page(shown.bind(context={"disclosure": DISCLOSED}))
    assert html.find(id="show-b--website").select_one("a")["href"] == "https://example.jp/<b>"
    cells = [cell.text for cell in html.find(id="show-b--shareholders").select(".nt-table--plain td")]
    assert cells == ["甲社", "60"]
    assert not html.select("input, textarea, select")
    evil = {"b.website": {"value": "javascript:alert(1)"}}
    assert page(shown.bind(context={"disclosure": evil})).find(id="show-b--website").select_one("a") is None


def test_a_sheet_that_shows_takes_no_answers(shown: FormSpec) -> None:
    bound = shown.bind(posted=MultiDict({"show-b.website-value": "x"}), context={"disclosure": DISCLOSED})
    assert bound.unknown_names == ("show-b.website-value",)
    assert bound.answers() == {}
    assert shown.sections == ()
