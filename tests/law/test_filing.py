from dataclasses import replace
from datetime import date

import pytest

from app.law import filing
from app.law.eligibility import Revocation
from app.law.filing import Filing

VERSIONS = ("2026-06",)
SOUND = Filing(
    date(2026, 11, 23),
    name_matches_proof=True,
    address_matches_proof=True,
    network_service=True,
    uses_ai=True,
    uses_generative_ai=True,
    filer_is_provider=True,
    guideline_version="2026-06",
)


def grounds(**changes):
    return filing.filing_grounds(replace(SOUND, **changes), VERSIONS)


@pytest.mark.article("第4条第1項")
@pytest.mark.parametrize(
    ("rule", "postmark", "day"),
    [
        pytest.param("arrival", date(2028, 6, 1), date(2028, 6, 3), id="到達の日"),
        pytest.param("postmark", date(2028, 6, 1), date(2028, 6, 1), id="消印の日"),
        pytest.param("postmark", None, date(2028, 6, 3), id="消印が読めない"),
    ],
)
def test_the_day_of_application_is_that_of_arrival_unless_the_owner_chose_the_postmark(rule, postmark, day):
    assert filing.filing_date(date(2028, 6, 3), postmark, rule) == day


def test_nothing_stands_against_a_sound_filing():
    assert grounds() == []


@pytest.mark.refusal("X1", basis="law", article="第2条第1項")
@pytest.mark.refusal("X2", basis="law", article="第2条第1項")
@pytest.mark.refusal("X3", basis="law", article="第2条第2項")
@pytest.mark.refusal("X4", basis="design", article="")
@pytest.mark.refusal("X5", basis="law", article="第4条第1項")
@pytest.mark.refusal("X6", basis="law", article="第4条第1項")
@pytest.mark.refusal("X7", basis="inference", article="第4条第1項第2号")
@pytest.mark.refusal("X8", basis="design", article="")
@pytest.mark.refusal("X76", basis="inference", article="附則")
@pytest.mark.parametrize(
    ("changes", "id_", "basis", "article"),
    [
        pytest.param({"network_service": False}, "X1", "law", "第2条第1項", id="ネットワーク経由でない"),
        pytest.param({"uses_ai": False}, "X2", "law", "第2条第1項", id="AIを用いない"),
        pytest.param({"filer_is_provider": False}, "X3", "law", "第2条第2項", id="提供者でない"),
        pytest.param({"guideline_version": "2020"}, "X4", "design", "", id="受け付けない版"),
        pytest.param({"form_present": False}, "X5", "law", "第4条第1項", id="申請書なし"),
        pytest.param({"proof_present": False}, "X5", "law", "第4条第1項", id="証明なし"),
        pytest.param({"others_present": False}, "X5", "law", "第4条第1項", id="指定書類なし"),
        pytest.param({"in_japanese": False}, "X6", "law", "第4条第1項", id="日本語でない"),
        pytest.param({"name_matches_proof": False}, "X7", "inference", "第4条第1項第2号", id="名称の不一致"),
        pytest.param({"address_matches_proof": False}, "X7", "design", "", id="住所の不一致"),
        pytest.param({"open_case": "A-12"}, "X8", "design", "", id="二重の申請"),
        pytest.param({"filed_on": date(2026, 6, 30)}, "X76", "inference", "附則", id="施行前"),
    ],
)
def test_each_fault_is_one_ground(changes, id_, basis, article):
    assert [(g.refusal, g.basis, g.article) for g in grounds(**changes)] == [(id_, basis, article)]


@pytest.mark.article("第2条第1項")
@pytest.mark.parametrize(
    ("required", "refused"),
    [pytest.param(False, [], id="文言どおり"), pytest.param(True, ["X2"], id="生成AIに限る設定")],
)
def test_ai_that_is_not_generative_is_enough_unless_the_owner_narrows_it(required, refused):
    found = filing.service_grounds(replace(SOUND, uses_generative_ai=False), require_generative=required)
    assert [g.refusal for g in found] == refused


def test_facts_that_nobody_has_judged_stand_against_nothing():
    unknown = Filing(date(2026, 11, 23), guideline_version="2026-06")
    assert filing.filing_grounds(unknown, VERSIONS) == []


@pytest.mark.article("第6条第4項")
def test_what_came_by_post_is_registered_whatever_stands_against_it():
    found = grounds(form_present=False, network_service=False)
    assert len(filing.stopping(found, "electronic")) == 2
    assert filing.stopping(found, "post") == []
    assert filing.stopping(found, "proxy") == []


@pytest.mark.article("第8条")
def test_neither_the_field_on_ai_nor_a_revocation_stops_a_filing_at_the_door():
    revoked = Revocation(date(2026, 11, 1), "0001-2607")
    found = filing.filing_grounds(replace(SOUND, uses_ai=False), VERSIONS, [revoked])
    assert [g.refusal for g in found] == ["X2", "X22"]
    assert filing.stopping(found, "electronic") == []
