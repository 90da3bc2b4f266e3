import pytest

from app.law import articles, readings
from app.law.citation import citations
from app.law.validity import TERM_STARTS


def test_there_are_36_readings_in_order():
    assert [found.id for found in readings.readings()] == [f"AMB-{n}" for n in range(1, 37)]


def test_every_reading_cites_a_provision_and_speaks_both_languages():
    for found in readings.readings():
        assert all(articles.exists(cited) for cited in citations(found.article))
        for said in (found.question, found.choice, found.reason):
            assert said.ja
            assert said.en


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("eligibility.require_generative", False),
        ("renewal_term_start", "decision"),
        ("continuation_counts_as_validity", True),
        ("late_acceptance", "never"),
        ("postal_rule", "arrival"),
        ("merger_survivor_lapses", True),
        ("hearing_before_revocation", True),
        ("committee_on_revocation", True),
        ("expired_retention_years", 5),
    ],
)
def test_a_switch_has_its_default(name, default):
    assert readings.switch(name).default == default


def test_switches_are_named_once_and_offer_their_default():
    found = readings.switches()
    assert len({each.name for each in found}) == len(found)
    assert all(each.default in each.options for each in found if each.options)


def test_the_switch_offers_the_starts_that_the_term_knows():
    assert readings.switch("renewal_term_start").options == TERM_STARTS


def test_an_unknown_name_is_a_key_error():
    with pytest.raises(KeyError):
        readings.switch("nothing")
    with pytest.raises(KeyError):
        readings.reading("AMB-37")
