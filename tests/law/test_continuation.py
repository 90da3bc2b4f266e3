from dataclasses import replace
from datetime import date

import pytest

from app.law import continuation
from app.law.continuation import Continuation

E = date(2028, 7, 1)
SOUND = Continuation(E, recorded_on=E, renewal_filed_on=date(2028, 6, 1))


@pytest.mark.article("第12条第2項")
@pytest.mark.refusal("X46", basis="law", article="第12条第2項")
@pytest.mark.parametrize(
    ("changes", "articles"),
    [
        pytest.param({}, [], id="満了の日に記録"),
        pytest.param({"recorded_on": date(2028, 7, 2)}, ["第12条第2項"], id="満了後の記録"),
        pytest.param({"renewal_filed_on": None}, ["第12条第2項"], id="申請なし"),
        pytest.param({"renewal_filed_on": date(2028, 6, 2)}, ["第12条第2項"], id="期限の翌日の申請"),
        pytest.param({"filed_late": True}, ["第12条第2項"], id="遅れて受けた申請"),
        pytest.param({"complete": False}, ["第12条第2項"], id="書類の不備"),
        pytest.param({"fee_paid": False}, ["AMB-19"], id="手数料の未納"),
        pytest.param({"standing": True}, [], id="包括的な決定"),
        pytest.param({"standing": True, "open_matters": True}, ["AMB-18"], id="手続中は個別に決める"),
        pytest.param({"open_matters": True}, [], id="手続中の個別の決定"),
    ],
)
def test_the_effect_continues_only_for_a_renewal_filed_in_time(changes, articles):
    found = continuation.continuation_grounds(replace(SOUND, **changes))
    assert [g.article for g in found] == articles
    assert {g.refusal for g in found} <= {"X46"}


@pytest.mark.refusal("X47", basis="law", article="第12条第2項")
def test_a_continuation_ends_with_the_decision_on_the_renewal():
    [found] = continuation.closing_grounds(renewal_decided=True, continuation_open=True)
    assert found.refusal == "X47"
    assert continuation.closing_grounds(renewal_decided=False, continuation_open=True) == []
    assert continuation.closing_grounds(renewal_decided=True, continuation_open=False) == []
