import pytest

from app.law import withholding

ALL = ("b.service_name", "b.capital", "c.model_name")


def ids(withheld, requested=ALL, granted=ALL):
    found = withholding.withholding_grounds(withheld, requested=requested, granted=granted, publishable=ALL)
    return [(g.refusal, g.basis) for g in found]


@pytest.mark.article("第11条第2項")
def test_part_is_withheld_on_request_and_decision():
    assert ids(["c.model_name"]) == []
    assert ids([]) == []


@pytest.mark.refusal("X38", basis="law", article="第11条第2項")
def test_not_everything_can_be_withheld():
    assert ids(ALL) == [("X38", "law")]


@pytest.mark.refusal("X39", basis="law", article="第11条第2項")
def test_nothing_is_withheld_unasked_or_undecided():
    assert ids(["c.model_name"], requested=()) == [("X39", "law")]
    assert ids(["c.model_name"], granted=()) == [("X39", "law")]


@pytest.mark.refusal("X38", basis="design", article="")
def test_a_request_on_what_identifies_the_service_is_flagged_and_not_rejected():
    [found] = withholding.request_flags(["c.model_name", "b.service_name"])
    assert (found.refusal, found.basis, found.article) == ("X38", "design", "")
    assert "b.service_name" in found.text.ja
    assert withholding.request_flags(["c.model_name"]) == []
    assert ids(["b.service_name"]) == []


def test_six_items_identify_a_service():
    assert len(withholding.IDENTITY_ITEMS) == 6
    assert withholding.identifies("b.corporate_number")
    assert not withholding.identifies("c.model_name")
