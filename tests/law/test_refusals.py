import pytest

from app.law import articles, refusals
from app.law.citation import citations

LAW = {
    *(1, 2, 3, 5, 6, 12, 13, 14, 17, 18, 19, 20, 22, 26, 28, 29, 30, 32, 33, 34, 36, 38, 39, 40, 41, 43, 44),
    *(46, 47, 49, 50, 52, 56, 58, 60, 62, 63, 64, 66, 67, 68, 72, 73, 74, 75, 78, 79, 80, 81, 82, 83),
}
INFERENCE = {7, 10, 16, 23, 24, 27, 35, 37, 42, 45, 48, 51, 55, 57, 59, 61, 65, 69, 71, 76, 77}
DESIGN = {4, 7, 8, 9, 11, 15, 19, 20, 21, 25, 31, 38, 52, 53, 54, 57, 70}


def ids(basis):
    return {int(found.id[1:]) for found in refusals.refusals() if found.basis == basis}


def test_there_are_83_refusals():
    assert list(dict.fromkeys(found.id for found in refusals.refusals())) == [f"X{n}" for n in range(1, 84)]


def test_each_refusal_says_what_it_rests_on():
    assert ids("law") == LAW
    assert ids("inference") == INFERENCE
    assert ids("design") == DESIGN


def test_law_and_inference_cite_a_provision_and_design_claims_none():
    for found in refusals.refusals():
        named = found.see if found.basis == "design" else found.article
        assert (found.article == "") is (found.basis == "design")
        assert [articles.exists(cited) for cited in citations(named)] == [True]
        assert found.text.ja
        assert found.text.en


def test_a_split_refusal_lists_its_parts():
    assert [part.basis for part in refusals.refusal("X38")] == ["law", "design"]
    assert refusals.ground("X38", "甲", "a", part=1).basis == "design"


def test_an_unknown_refusal_is_a_key_error():
    with pytest.raises(KeyError):
        refusals.refusal("X84")
