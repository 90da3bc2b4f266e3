import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import corporate_number


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        pytest.param("2013201002720", True, id="公表されている番号"),
        pytest.param("2013201002721", False, id="末尾の誤り"),
        pytest.param("2013201002702", False, id="隣り合う二桁の入替え"),
        pytest.param("201320100272", False, id="12桁"),
        pytest.param("２０１３２０１００２７２０", False, id="全角"),
        pytest.param("2013-2010-02720", False, id="区切りあり"),
        pytest.param("", False, id="空"),
    ],
)
def test_a_corporate_number_checks_itself(number, valid):
    assert corporate_number.is_valid(number) is valid


@given(body=st.from_regex(r"\A[0-9]{12}\Z"), place=st.integers(0, 11), change=st.integers(1, 8))
def test_one_wrong_digit_is_noticed_unless_it_weighs_nine(body, place, change):
    number = f"{corporate_number.check_digit(body)}{body}"
    assert corporate_number.is_valid(number)
    digit = int(body[place])
    wrong = f"{number[: place + 1]}{(digit + change) % 10}{number[place + 2 :]}"
    weighs_nine = abs((digit + change) % 10 - digit) == 9
    assert corporate_number.is_valid(wrong) is (weighs_nine or wrong == number)
