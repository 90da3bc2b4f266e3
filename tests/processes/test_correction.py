"""補正 (AMB-30): asked, reminded, answered as a new revision, or judged by a person when silent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases import answering, contexts
from app.cases.runtime import Runtime
from app.engine import NotReady
from app.store.models.cases import Correction, Deadline, Filing, ItemValue, Notice
from app.store.models.procedures import Mail, WorkItem
from tests import answers
from tests.cases.refusing import refused
from tests.walk import Walk

DUE = date(2026, 12, 8)
ASKED = {"result": "incomplete", "proof_ok": "no", "correction_text": "登記事項証明書を添付してください。"}


def asked(runtime: Runtime) -> Walk:
    """A case whose documents are to be corrected by 8 December."""
    walk = Walk.open(runtime).until("check_completeness")
    return walk.do("check_completeness", {**answers.DOCUMENTS, **ASKED, "correction_due": DUE.isoformat()})


def at(day: date, hour: int = 0) -> datetime:
    """An hour of a day in Japan."""
    return clock.start_of(day) + timedelta(hours=hour)


def later(walk: Walk, day: date) -> Walk:
    """Move the clock to 0:00 of a day in Japan and let the worker run, twice."""
    clock.fix(at(day))
    walk.settle()
    walk.settle()
    return walk


def kinds(runtime: Runtime) -> list[str]:
    with runtime.db.read() as session:
        return list(session.scalars(select(Notice.kind).order_by(Notice.id)))


def test_a_request_reaches_the_applicant_with_its_due_date_explained(both: Runtime) -> None:
    walk = asked(both)
    assert walk.waiting() == {"answer_correction": "applicant"}
    assert walk.case().stage == "correction"
    assert walk.item("answer_correction").due_on == DUE
    with both.db.read() as session:
        deadline = session.scalars(select(Deadline).where(Deadline.kind == "correction")).one()
        mail = session.scalars(select(Mail).where(Mail.subject.like("補正のお願い%"))).first()
    assert deadline.due_on == DUE
    assert "2026" in deadline.explanation
    assert deadline.explanation_en
    assert mail is not None
    assert "登記事項証明書を添付してください。" in mail.body


def test_a_reminder_goes_out_three_days_before_and_only_once(both: Runtime) -> None:
    walk = asked(both)
    later(walk, DUE - timedelta(days=4))
    assert kinds(both).count("correction_reminder") == 0
    later(walk, DUE - timedelta(days=3))
    later(walk, DUE)
    assert kinds(both).count("correction_reminder") == 1
    assert set(walk.waiting()) == {"answer_correction"}


def test_silence_is_judged_by_a_person_and_never_ends_the_case_by_itself(both: Runtime) -> None:
    walk = asked(both)
    later(walk, DUE + timedelta(days=6))
    assert set(walk.waiting()) == {"answer_correction"}
    later(walk, DUE + timedelta(days=7))
    assert walk.waiting() == {"judge_silence": "secretariat"}
    assert walk.case().closed_at is None


def test_more_time_sets_new_dates_and_an_answer_is_checked_again(both: Runtime) -> None:
    walk = later(asked(both), DUE + timedelta(days=7))
    walk.do("judge_silence", {"choice": "wait", "due_on": "2027-01-15", "reason": "連絡が取れた。"})
    assert walk.item("answer_correction").due_on == date(2027, 1, 15)
    assert kinds(both)[-1] == "correction_extended"
    walk.do("answer_correction")
    assert walk.waiting() == {"check_completeness": "secretariat"}
    with both.db.read() as session:
        (row,) = session.scalars(select(Correction))
        assert (row.round, row.answer) == (1, "ご指摘のとおり直しました。")
    assert walk.finish().case().result == "certified"


def test_going_on_without_an_answer_leads_to_a_decision_with_reasons(both: Runtime) -> None:
    walk = later(asked(both), DUE + timedelta(days=7)).do("judge_silence")
    assert set(walk.waiting()) == {"decide"}
    assert refused(walk, "decide", {"decision": "not_certified", "reasons": "理由", "unmet": []}) == ["X17"]
    options = {option["value"] for option in walk.context("decide")["unmet_options"]}
    assert {"X5", "correction_unanswered"} <= options
    walk.do(
        "decide",
        {"decision": "not_certified", "unmet": sorted(options), "reasons": "補正の求めに回答がなかった。"},
    ).finish()
    assert walk.case().result == "not_certified"
    assert kinds(both)[-1] == "not_certified"


def test_corrected_items_make_a_new_revision_and_the_old_one_stays(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    given = answers.usual(walk, "assess_items").given
    given["items"]["b.service_summary"] = {"verdict": "unclear", "note": "対象者が分からない。"}
    walk.do(
        "assess_items",
        {**given, "next": "correct", "correction_text": "概要を詳しく。", "correction_due": DUE.isoformat()},
    )
    with both.db.read() as session:
        (request,) = session.scalars(select(Correction))
        assert request.items == ["b.service_summary"]
    sheet = answers.sheet(walk, "B", "C")
    sheet["b.service_summary"]["value"] = "自治体の職員のための文書作成支援。"
    walk.do("answer_correction", {"explanation": "書き直しました。", "items": sheet})
    with both.db.read() as session:
        revisions = session.scalars(select(Filing).order_by(Filing.revision)).all()
        told = [
            session.scalars(
                select(ItemValue.value).where(
                    ItemValue.filing_id == filing.id, ItemValue.item_id == "b.service_summary"
                )
            ).one()
            for filing in revisions
        ]
        kept = [
            session.scalars(select(ItemValue).where(ItemValue.filing_id == filing.id)).all()
            for filing in revisions
        ]
    assert told[0] != told[1] == "自治体の職員のための文書作成支援。"
    assert len(kept[0]) == len(kept[1])
    assert walk.finish().case().result == "certified"


def test_an_item_whose_value_changed_is_to_be_judged_again(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("assess_items")
    given = answers.usual(walk, "assess_items").given
    given["items"]["b.service_summary"] = {"verdict": "unfit", "note": "対象者が分からない。"}
    walk.do(
        "assess_items",
        {**given, "next": "correct", "correction_text": "概要を詳しく。", "correction_due": DUE.isoformat()},
    )
    sheet = answers.sheet(walk, "B", "C")
    sheet["b.service_summary"]["value"] = "書き直した概要。"
    walk.do("answer_correction", {"explanation": "書き直しました。", "items": sheet})
    with runtime.db.read() as session:
        start = contexts.initial(session, walk.item("assess_items"))["items"]
    assert "b.service_summary" not in start
    assert start["b.service_name"]["verdict"] == "fit"


@pytest.mark.parametrize("due", ["2026-11-24", "2026-11-01"])
def test_a_due_date_that_has_come_is_refused(runtime: Runtime, due: str) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    given = {**answers.DOCUMENTS, **ASKED, "correction_due": due}
    assert refused(walk, "check_completeness", given) == ["correction_due"]


def test_a_late_answer_loses_to_the_deadline_that_the_worker_has_not_yet_seen(both: Runtime) -> None:
    walk = asked(both)
    item = walk.item("answer_correction")
    post = walk.post("answer_correction", answers.usual(walk, "answer_correction").given)
    clock.fix(at(DUE + timedelta(days=7)))
    with pytest.raises(NotReady):
        answering.answer(both, walk.people["applicant"], item.id, post)
    assert set(walk.waiting()) == {"judge_silence"}
    with both.db.read() as session:
        assert session.get_one(WorkItem, item.id).state == "withdrawn"


def test_a_reminder_missed_in_downtime_is_caught_up_once_and_in_order(both: Runtime) -> None:
    walk = asked(both)
    clock.fix(datetime(2027, 3, 1, tzinfo=UTC))
    walk.settle()
    walk.settle()
    assert kinds(both).count("correction_reminder") == 1
    assert set(walk.waiting()) == {"judge_silence"}
