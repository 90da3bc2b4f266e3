"""Why a hearing closed below its quorum stands in the minutes and in the record of the decision, and in no letter."""

import pytest

from app.cases.runtime import Runtime
from app.store.models.cases import Notice
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

WHY = "専門の二人がそろい、期限を待てない。"
SETTLED = {"choice": "accept", "reason": "必要な専門の意見は得られた。"}
GIVEN_UP = {"choice": "abandon", "reason": "聴取は任意であり、資料で判断できる。"}
DIFFERENT = {"decision": "certified", "treatment": "different", "treatment_text": "補正で直っている。"}


def short(runtime: Runtime) -> Sitting:
    """A hearing closed by its chair with two of the three opinions that the quorum needs."""
    sitting = Sitting.declared(runtime).give("chair", "unfit").give("member1", "unfit")
    assert sitting.close(reason=WHY) == "below_quorum"
    return sitting


def record(sitting: Sitting, name: str = "decider") -> str:
    """The review and the decision of the case, as that person reads them."""
    browser = Browser(site(sitting.runtime), sitting.viewer(name))
    return browser.open(f"/cases/{sitting.walk.case_no}?tab=review").text


def told_the_applicant(sitting: Sitting) -> str:
    with sitting.runtime.db.read() as session:
        return "\n".join(row.subject + row.body + row.body_en for row in session.query(Notice))


def test_the_reasons_stand_in_the_minutes_and_in_the_decision(both: Runtime) -> None:
    """Case 9."""
    sitting = short(both)
    assert WHY in sitting.walk.context("settle_quorum")["found"].ja
    sitting.walk.do("settle_quorum", SETTLED)
    minutes = sitting.walk.context("draft_minutes")["record_meeting"].ja
    assert f"締切りの理由：{WHY}" in minutes
    assert f"扱い：集まった意見だけを受け取る。理由：{SETTLED['reason']}" in minutes
    sitting.write_minutes()
    shown = sitting.shown("decide")["committee"].ja
    assert (WHY in shown, SETTLED["reason"] in shown) == (True, True)
    assert WHY not in record(sitting)
    sitting.walk.do("decide", DIFFERENT)
    kept = record(sitting)
    for words in ("定足数", WHY, SETTLED["reason"], "意見の扱い：意見と異なる", "補正で直っている。"):
        assert words in kept
    sitting.walk.finish()
    for words in (WHY, SETTLED["reason"], "補正で直っている。"):
        assert words not in told_the_applicant(sitting)


def test_a_round_given_up_stands_in_the_decision_with_its_reason(runtime: Runtime) -> None:
    sitting = short(runtime)
    sitting.walk.do("settle_quorum", GIVEN_UP)
    sitting.walk.do("decide")
    kept = record(sitting)
    for words in ("意見なしで終了", WHY, GIVEN_UP["reason"]):
        assert words in kept


@pytest.mark.parametrize("name", ["applicant", "colleague"])
def test_no_party_reads_the_record_of_the_body(runtime: Runtime, name: str) -> None:
    sitting = short(runtime)
    sitting.walk.do("settle_quorum", GIVEN_UP)
    sitting.walk.do("decide")
    browser = Browser(site(sitting.runtime), sitting.walk.people[name])
    for path in (f"/cases/{sitting.walk.case_no}?tab=review", f"/applications/{sitting.walk.case_no}"):
        assert WHY not in browser.open(path).html
        assert GIVEN_UP["reason"] not in browser.open(path).html
