from datetime import date

import pytest

from app.law import fees

DAY = date(2026, 11, 23)


@pytest.mark.article("第5条第1項")
def test_the_fee_of_the_day_of_application_counts():
    assert fees.amount("new", date(2026, 7, 1)) == fees.amount("new", DAY) > 0
    with pytest.raises(LookupError, match="fee table"):
        fees.amount("new", date(2026, 6, 30))


def test_amounts_that_nobody_has_set_are_marked_as_provisional():
    assert all(row.provisional and "暫定" in row.name.ja for row in fees.fee_table())


@pytest.mark.refusal("X9", basis="design", article="")
def test_the_review_waits_for_the_fee():
    assert [g.refusal for g in fees.review_grounds(paid=False)] == ["X9"]
    assert fees.review_grounds(paid=True) == []


@pytest.mark.article("第12条第3項")
@pytest.mark.refusal("X10", basis="inference", article="第5条第1項")
@pytest.mark.parametrize("kind", ["new", "renewal"])
@pytest.mark.parametrize(
    ("difference", "said"),
    [
        pytest.param(0, "", id="一致"),
        pytest.param(-1000, "1,000円足りない", id="不足"),
        pytest.param(500, "500円多い", id="過納"),
    ],
)
def test_a_payment_matches_the_fee(kind, difference, said):
    found = fees.payment_grounds(kind, DAY, fees.amount(kind, DAY) + difference)
    assert [g.refusal for g in found] == (["X10"] if difference else [])
    assert all(said in g.text.ja for g in found)


@pytest.mark.article("第5条第2項")
@pytest.mark.refusal("X11", basis="design", article="")
def test_a_paid_fee_is_never_claimed_back():
    assert [g.refusal for g in fees.refund_grounds(as_of_right=True)] == ["X11"]
    assert fees.refund_grounds(as_of_right=False) == []
