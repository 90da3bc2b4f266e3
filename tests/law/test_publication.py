from dataclasses import replace

import pytest

from app.law import publication
from app.law.publication import Publication

PLANNED = Publication("certification", items=("b.service_name", "c.model_name"))


def ids(**changes):
    return [(g.refusal, g.basis) for g in publication.publication_grounds(replace(PLANNED, **changes))]


@pytest.mark.article("第11条第1項第2号")
def test_only_form_b_is_public_and_not_what_is_withheld():
    assert publication.is_public("c.model_name", "public")
    assert not publication.is_public("a.contact", "review_only")
    assert not publication.is_public("c.model_name", "public", withheld={"c.model_name"})


def test_a_decided_publication_of_form_b_has_nothing_against_it():
    assert ids() == []


@pytest.mark.refusal("X36", basis="law", article="第11条第1項")
def test_nothing_is_published_before_the_decision():
    assert ids(decided=False) == [("X36", "law")]


@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
def test_what_stands_in_form_a_alone_stays_there():
    assert ids(items=("a.contact",), form_a_only=("a.contact",)) == [("X37", "inference")]


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_a_withheld_item_is_not_published():
    assert ids(withheld=("c.model_name",)) == [("X40", "law")]


@pytest.mark.refusal("X42", basis="inference", article="第11条第3項")
def test_a_continued_certification_is_not_listed_as_expired_unless_read_literally():
    planned = Publication("expiry", continuing=True)
    assert [g.refusal for g in publication.publication_grounds(planned)] == ["X42"]
    assert publication.publication_grounds(planned, continuation_counts=False) == []


@pytest.mark.refusal("X59", basis="inference", article="第16条第2項")
def test_an_improvement_request_is_published_only_by_decision():
    assert ids(act="improvement_request", decided=False, items=()) == [("X59", "inference")]


def test_words_for_the_public():
    assert publication.STATUSES["continuing"].ja == "更新審査中（効力継続中）"
    assert "保証するものではありません" in publication.DISCLAIMER.ja
    assert publication.WITHHELD.ja == "公表留保（第11条第2項）"
