from datetime import date

import pytest

from app.law import articles, urgency
from app.law.citation import citations
from app.law.urgency import WORDS, Urgency


def test_the_words_are_ordered():
    assert Urgency.IMMEDIATELY > Urgency.PROMPTLY > Urgency.WITHOUT_DELAY
    assert WORDS[Urgency.IMMEDIATELY].ja == "直ちに"


@pytest.mark.article("第10条第8項")
@pytest.mark.parametrize(
    ("key", "event", "due"),
    [
        pytest.param("stop_mark_on_revocation", date(2026, 11, 24), date(2026, 11, 24), id="直ちに中止"),
        pytest.param(
            "return_certificate_on_revocation", date(2026, 11, 20), date(2026, 11, 26), id="返納は3営業日"
        ),
        pytest.param("stop_mark_after_term", date(2028, 7, 1), date(2028, 7, 5), id="満了後の中止"),
        pytest.param("notify_incident", date(2026, 11, 20), date(2026, 11, 23), id="第一報は3日"),
        pytest.param("publish_expiry", date(2028, 7, 1), date(2028, 7, 2), id="満了の翌日"),
        pytest.param("notify_change", date(2026, 11, 1), date(2026, 11, 15), id="変更は14日"),
        pytest.param("notify_termination", date(2026, 11, 1), date(2026, 11, 15), id="終了は14日"),
    ],
)
def test_each_duty_has_a_target(key, event, due):
    assert urgency.target(key, event) == due


def test_what_must_happen_at_once_has_no_excuse():
    for found in urgency.duties():
        assert all(articles.exists(cited) for cited in citations(found.article))
        assert not (found.urgency is Urgency.IMMEDIATELY and found.excuse)
    with pytest.raises(KeyError):
        urgency.duty("nothing")
