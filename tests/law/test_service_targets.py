from datetime import UTC, date, datetime

import pytest

from app.law import articles, service_targets
from app.law.citation import citations


@pytest.mark.parametrize(
    ("key", "anchor", "due"),
    [
        pytest.param("correction_due", date(2026, 11, 24), date(2026, 12, 8), id="補正は14日"),
        pytest.param("correction_reminder", date(2026, 12, 8), date(2026, 12, 5), id="期限の3日前"),
        pytest.param("correction_judgement", date(2026, 12, 8), date(2026, 12, 15), id="期限の7日後"),
        pytest.param("fee_first_reminder", date(2026, 11, 24), date(2026, 12, 8), id="納付の案内"),
        pytest.param("fee_second_reminder", date(2026, 11, 24), date(2026, 12, 22), id="納付の再案内"),
        pytest.param("review", date(2026, 12, 1), date(2027, 1, 4), id="審査は20営業日"),
        pytest.param("renewal_guidance", date(2028, 7, 1), date(2028, 3, 3), id="満了の120日前"),
        pytest.param("renewal_closes_tomorrow", date(2028, 7, 1), date(2028, 5, 31), id="受付終了の前日"),
        pytest.param("inquiry_first_answer", date(2026, 11, 20), date(2026, 11, 25), id="照会は2営業日"),
    ],
)
def test_a_target_falls_on_its_day(key, anchor, due):
    assert service_targets.due_on(key, anchor) == due


def test_hours_and_days_are_not_mixed_up():
    received = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert service_targets.due_at("incident_severe_answer", received) == received.replace(hour=4)
    with pytest.raises(ValueError, match="due_at"):
        service_targets.due_on("incident_severe_answer", date(2026, 11, 24))
    with pytest.raises(ValueError, match="due_on"):
        service_targets.due_at("review", received)


def test_every_target_is_practice_and_serves_a_provision():
    found = service_targets.targets()
    assert len({each.key for each in found}) == len(found)
    for each in found:
        [cited] = citations(each.citation)
        assert (cited.kind, articles.exists(cited)) == ("practice", True)
        assert all(articles.exists(served) for served in citations(each.see))
        assert each.text.en


def test_an_unknown_target_is_a_key_error():
    with pytest.raises(KeyError):
        service_targets.target("nothing")
