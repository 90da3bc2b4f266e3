from dataclasses import replace

import pytest

from app.law import closing
from app.law.closing import DecidedCase

DONE = DecidedCase("certified", notified=True, certificate_issued=True, mark_issued=True, published=True)


def ids(grounds):
    return [(found.refusal, found.article) for found in grounds]


@pytest.mark.article("第6条第4項")
@pytest.mark.refusal("X18", basis="law", article="第6条第4項")
@pytest.mark.parametrize("result", ["certified", "not_certified", "refused"])
def test_no_case_closes_before_its_notice(result):
    assert ids(closing.case_grounds(replace(DONE, result=result, notified=False))) == [("X18", "第6条第4項")]


@pytest.mark.article("第6条第5項")
@pytest.mark.refusal("X78", basis="law", article="第6条第5項")
@pytest.mark.parametrize("missing", ["certificate_issued", "mark_issued"])
def test_a_certified_case_needs_certificate_and_mark(missing):
    assert ids(closing.case_grounds(replace(DONE, **{missing: False}))) == [("X78", "第6条第5項")]


@pytest.mark.article("第11条第1項")
@pytest.mark.refusal("X79", basis="law", article="第11条第1項")
def test_a_certified_case_needs_its_publication():
    assert ids(closing.case_grounds(replace(DONE, published=False))) == [("X79", "第11条第1項")]


def test_a_case_without_certification_needs_its_notice_only():
    assert closing.case_grounds(DecidedCase("not_certified", notified=True)) == []
    assert closing.case_grounds(DONE) == []


@pytest.mark.article("第11条第3項")
@pytest.mark.refusal("X79", basis="law", article="第11条第3項")
@pytest.mark.refusal("X33", basis="law", article="第10条第6項")
def test_an_expired_term_is_published_and_the_mark_accounted_for():
    def found(**facts):
        return ids(closing.expiry_grounds(**facts))

    assert found(published=False, mark_stopped=True, escalated=False) == [("X79", "第11条第3項")]
    assert found(published=True, mark_stopped=False, escalated=False) == [("X33", "第10条第6項")]
    assert found(published=True, mark_stopped=False, escalated=True) == []


@pytest.mark.article("第17条第2項")
@pytest.mark.article("第17条第3項")
@pytest.mark.refusal("X35", basis="inference", article="第10条第8項")
@pytest.mark.refusal("X66", basis="law", article="第17条第2項")
@pytest.mark.refusal("X79", basis="law", article="第17条第3項")
def test_a_revocation_is_sent_published_and_the_certificate_accounted_for():
    nothing = closing.revocation_grounds(letter_sent=False, published=False, certificate_returned=False)
    assert ids(nothing) == [("X66", "第17条第2項"), ("X79", "第17条第3項"), ("X35", "第10条第8項")]
    reasoned = closing.revocation_grounds(
        letter_sent=True, published=True, certificate_returned=False, no_return_reason="所在不明"
    )
    assert reasoned == []


@pytest.mark.article("第13条第3項")
@pytest.mark.refusal("X52", basis="law", article="第13条第3項")
@pytest.mark.parametrize(
    ("received", "lost", "refused"),
    [
        pytest.param(True, False, [], id="認定証を受領"),
        pytest.param(False, True, [], id="紛失の申立て"),
        pytest.param(False, False, [("X52", "第13条第3項")], id="どちらもなし"),
    ],
)
def test_a_termination_needs_the_certificate_or_a_statement_of_loss(received, lost, refused):
    assert ids(closing.termination_grounds(certificate_received=received, loss_stated=lost)) == refused


@pytest.mark.refusal("X53", basis="design", article="")
def test_an_incident_needs_its_final_report():
    assert ids(closing.incident_grounds(final_report=False)) == [("X53", "")]
    assert closing.incident_grounds(final_report=True) == []


@pytest.mark.article("第19条第2項")
@pytest.mark.refusal("X81", basis="law", article="第19条第2項")
def test_an_outsourcing_is_published():
    assert ids(closing.outsourcing_grounds(published=False)) == [("X81", "第19条第2項")]
    assert closing.outsourcing_grounds(published=True) == []
