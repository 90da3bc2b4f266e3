from dataclasses import replace
from datetime import date

import pytest

from app.law import articles, ends, mark
from app.law.citation import citations
from app.law.ends import STATUSES, TermFacts, status_on

FROM, UNTIL = date(2026, 7, 1), date(2028, 7, 1)
TERM = TermFacts(FROM, UNTIL)
MERGER = date(2027, 4, 1)


@pytest.mark.article("第9条第1項")
@pytest.mark.parametrize(
    ("changes", "today", "status"),
    [
        pytest.param({}, date(2026, 6, 30), "upcoming", id="開始前"),
        pytest.param({}, FROM, "active", id="認定の日"),
        pytest.param({}, UNTIL, "active", id="満了の日"),
        pytest.param({}, date(2028, 7, 2), "expired", id="満了の翌日"),
        pytest.param({"continued": True}, date(2028, 7, 2), "continuing", id="効力の継続"),
        pytest.param(
            {"continued": True, "continuation_ended_on": date(2028, 8, 1)},
            date(2028, 8, 1),
            "expired",
            id="更新されなかった日",
        ),
        pytest.param(
            {"superseded_on": date(2028, 6, 10)}, date(2028, 6, 10), "superseded", id="決定日から更新"
        ),
        pytest.param({"superseded_on": date(2028, 7, 2)}, UNTIL, "active", id="翌日からの更新の前"),
        pytest.param(
            {"superseded_on": date(2028, 7, 2)}, date(2028, 7, 2), "superseded", id="満了の翌日から更新"
        ),
        pytest.param({"terminated_on": MERGER}, date(2029, 1, 1), "terminated", id="終了は満了後も終了"),
        pytest.param(
            {"terminated_on": MERGER, "revoked_on": date(2027, 5, 1)}, UNTIL, "revoked", id="終了後の取消し"
        ),
        pytest.param(
            {"revoked_on": date(2028, 7, 2)}, date(2028, 7, 3), "expired", id="満了後の取消しは対象なし"
        ),
        pytest.param(
            {"continued": True, "revoked_on": date(2028, 7, 5)},
            date(2028, 7, 5),
            "revoked",
            id="継続中の取消し",
        ),
    ],
)
def test_how_a_term_stands_on_a_day(changes, today, status):
    assert status_on(replace(TERM, **changes), today) == status


@pytest.mark.article("第9条第2項")
@pytest.mark.refusal("X26", basis="law", article="第9条第2項")
def test_a_lapse_counts_from_its_event_even_if_learnt_after_a_revocation():
    term = replace(TERM, lapsed_on=MERGER, revoked_on=date(2027, 10, 1))
    assert status_on(term, date(2027, 3, 31)) == "active"
    assert status_on(term, MERGER) == "lapsed"
    assert status_on(term, date(2027, 12, 1)) == "lapsed"


def test_the_four_endings_differ_in_what_follows():
    assert {each.status: each.bars for each in ends.ENDINGS} == {
        "expired": False,
        "lapsed": False,
        "revoked": True,
        "terminated": False,
    }
    assert [each.status for each in ends.ENDINGS if each.publish] == ["expired", "revoked"]
    assert [each.status for each in ends.ENDINGS if each.certificate] == ["revoked", "terminated"]
    assert ends.ending("revoked").written_notice == "第17条第2項"
    with pytest.raises(KeyError):
        ends.ending("active")


def test_endings_cite_what_exists():
    for each in ends.ENDINGS:
        for line in (each.article, each.publish, each.written_notice, each.stop_mark, each.certificate):
            assert all(articles.exists(cited) for cited in citations(line))


@pytest.mark.article("第10条第1項")
@pytest.mark.refusal("X28", basis="law", article="第10条第1項")
@pytest.mark.parametrize("status", list(STATUSES))
def test_the_mark_is_handed_out_during_the_term_only(status):
    refused = [g.refusal for g in mark.download_grounds(status)]
    assert refused == ([] if status in ("active", "continuing") else ["X28"])


@pytest.mark.refusal("X28", basis="law", article="第10条第1項")
def test_under_the_literal_reading_the_mark_stops_during_continuation():
    assert mark.download_grounds("continuing", continuation_counts=False)
    assert not mark.download_grounds("active", continuation_counts=False)


@pytest.mark.refusal("X29", basis="law", article="第10条第2項")
@pytest.mark.refusal("X30", basis="law", article="第10条第3項")
@pytest.mark.refusal("X32", basis="law", article="第10条第5項")
@pytest.mark.parametrize(
    ("about", "id_"),
    [
        pytest.param(2, "X29", id="他のサービス"),
        pytest.param(3, "X30", id="区分"),
        pytest.param(5, "X32", id="改変"),
    ],
)
def test_a_finding_on_the_mark_names_its_paragraph(about, id_):
    [found] = mark.finding_grounds(about, None)
    assert (found.refusal, found.article) == (id_, f"第10条第{about}項")
    assert mark.finding_grounds(about, about) == []
