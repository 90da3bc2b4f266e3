from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import certificate


@pytest.mark.parametrize(
    ("sequence", "day", "text"),
    [
        pytest.param(3, date(2026, 7, 1), "0003-2607", id="四桁にそろえる"),
        pytest.param(9999, date(2030, 12, 31), "9999-3012", id="四桁の最後"),
        pytest.param(10000, date(2031, 1, 1), "10000-3101", id="五桁"),
    ],
)
def test_a_number_is_a_sequence_and_a_month(sequence, day, text):
    assert str(certificate.certificate_number(sequence, day)) == text


@given(sequence=st.integers(1, 99999), day=st.dates(date(2026, 7, 1), date(2099, 12, 31)))
def test_a_number_can_be_read_back(sequence, day):
    number = certificate.certificate_number(sequence, day)
    assert certificate.parse(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "3-2607", "0003-2613", "0003-2600", "0000-2607", "00003-2607", "0003-2607 ", "０００３-2607"]
)
def test_what_is_no_number_is_not_read(text):
    assert certificate.parse(text) is None
    assert not certificate.is_valid(text)


def test_a_sequence_starts_at_one():
    with pytest.raises(ValueError, match="starts at 1"):
        certificate.certificate_number(0, date(2026, 7, 1))


@pytest.mark.article("第6条第5項")
@pytest.mark.refusal("X19", basis="law", article="第6条第5項")
def test_no_certificate_is_issued_before_the_decision():
    [found] = certificate.issue_grounds("0003-2607", set(), certified=False)
    assert (found.refusal, found.basis) == ("X19", "law")


@pytest.mark.refusal("X19", basis="design", article="")
def test_a_number_is_used_once():
    [found] = certificate.issue_grounds("0003-2607", {"0003-2607"}, certified=True)
    assert (found.refusal, found.basis, found.article) == ("X19", "design", "")
    assert certificate.issue_grounds("0004-2607", {"0003-2607"}, certified=True) == []
