"""報告書と事実確認: each version written once, only what changed is checked again, silence is no consent."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.cases.errors import Refused
from app.cases.runtime import Runtime
from app.cases.visits import filing, found, reporting
from app.store.models.cases import Deadline, Document, Notice
from app.store.models.visits import FactCheck, Visit, VisitReport
from tests import answers
from tests.processes import visiting
from tests.processes.test_site_inspection import kinds, later
from tests.processes.visiting import agreed, visit
from tests.walk import PDF, Walk, in_days

HELD = date(2026, 12, 10)
OBJECTS = {
    "reply": "objects",
    "objections": [{"no": "F-1", "kind": "wrong", "words": "記録は週ごとに保管している。"}],
}


def reported(runtime: Runtime) -> Walk:
    """A report with one finding lies with the provider."""
    return later(agreed(runtime), 16).do("record_visit").do("write_report")


def findings(walk: Walk, *more: dict[str, str], **changes: str) -> dict[str, object]:
    """The form of the next version: the first finding changed, others added."""
    given = answers.usual(walk, "write_report").given
    first = {"no": "F-1", **given["findings"][0], **changes}
    return {"summary": given["summary"], "findings": [first, *more], "change_reason": "指摘のとおり。"}


def versions(runtime: Runtime) -> list[VisitReport]:
    with runtime.db.read() as session:
        return list(session.scalars(select(VisitReport).order_by(VisitReport.version)))


def test_the_facts_are_due_fourteen_days_from_the_next_day_with_the_reason(both: Runtime) -> None:
    walk = reported(both)
    assert walk.item("check_facts").due_on == date(2026, 12, 24)
    with both.db.read() as session:
        row = session.scalars(select(Deadline).where(Deadline.kind == "fact_check")).one()
        letter = session.scalars(select(Notice).where(Notice.kind == "visit_facts")).one()
    assert "翌日から数えて14日目" in row.explanation
    assert "2026年12月24日" in letter.body


def test_only_the_finding_changed_after_an_objection_is_checked_again_and_the_first_version_stays(
    both: Runtime,
) -> None:
    walk = reported(both)
    other = {"grade": "minor", "criterion": "B08", "statement": "監視の記録が二日分ない。", "state": "open"}
    walk.do("check_facts", OBJECTS)
    assert walk.waiting() == {"settle_objections": "inspector"}
    before = versions(both)[0]
    walk.do("settle_objections", answers.settling(walk, "edit", reason="保管の間隔を直す。"))
    walk.do("write_report", findings(walk, other, statement="入退室の記録が週ごとに保管されている。"))
    first, second = versions(both)
    assert (first.hash, first.findings) == (before.hash, before.findings)
    assert (second.version, second.changed) == (2, ["F-1", "F-2"])
    assert walk.waiting() == {"check_facts": "applicant"}
    # Not asked again for what was checked already: the summary is the same.
    assert [each["value"] for each in walk.context("check_facts")["finding_options"]] == ["F-1", "F-2"]
    assert visiting.status(walk) == "running"
    walk.do("check_facts")
    assert visit(walk).state == "returned"


def test_an_objection_that_does_not_hold_stands_in_the_report_with_the_reason(both: Runtime) -> None:
    walk = reported(both).do("check_facts", OBJECTS).do("settle_objections")
    assert visit(walk).state == "returned"
    with both.db.read() as session:
        check = session.scalars(select(FactCheck)).one()
        assert session.scalars(select(Document).where(Document.kind == "visit_report")).one()
    assert check.objections[0]["words"] == "記録は週ごとに保管している。"


def test_a_paper_given_with_an_objection_is_kept_with_the_case(runtime: Runtime) -> None:
    walk = reported(runtime)
    walk.do("check_facts", OBJECTS, files={"objections-0-documents": PDF})
    with runtime.db.read() as session:
        paper = session.scalars(select(Document).where(Document.kind == "visit_objection")).one()
        assert session.scalars(select(FactCheck)).one().objections[0]["files"] == [paper.sha256]


def test_silence_is_judged_by_a_person_and_kept_as_silence(both: Runtime) -> None:
    walk = later(reported(both), 30)
    assert walk.waiting() == {"check_facts": "applicant"}
    later(walk, 31)
    assert walk.waiting() == {"judge_facts": "reviewer"}
    walk.do("judge_facts", {"choice": "wait", "due_on": in_days(10), "reason": "郵送中との電話があった。"})
    assert walk.item("check_facts").due_on == clock.today() + timedelta(days=10)
    later(walk, 60).do("judge_facts")
    assert visit(walk).state == "returned"
    with both.db.read() as session:
        check = session.scalars(select(FactCheck)).one()
    assert (check.result, check.by_id, check.objections) == ("silent", None, [])


def test_a_finding_is_withdrawn_with_a_reason_and_never_removed(runtime: Runtime) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit", reason="所見が誤り。"))
    with pytest.raises(Refused) as error:
        walk.do(
            "write_report", {"summary": "設置場所を確かめた。", "findings": [], "change_reason": "誤り。"}
        )
    assert "F-1" in error.value.grounds[0].text.ja
    walk.do("write_report", findings(walk, state="withdrawn", reason="保管の間隔を取り違えた。"))
    (finding,) = versions(runtime)[1].findings
    assert (finding["state"], finding["reason"]) == ("withdrawn", "保管の間隔を取り違えた。")
    with runtime.db.read() as session:
        row = session.get_one(Visit, visit(walk).id)
        (printed,) = filing.data(session, row, versions(runtime)[1]).findings
    assert (printed.withdrawn, printed.reason) == (True, "保管の間隔を取り違えた。")
    assert printed.statement
    assert [each.ja for each in printed.objections] == [
        "事実と違う。記録は週ごとに保管している。\n検討の結果：取り上げた。所見が誤り。"
    ]


def test_a_further_version_that_changes_nothing_is_not_issued(runtime: Runtime) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit", reason="直す。"))
    with pytest.raises(Refused):
        walk.do("write_report", findings(walk))
    assert len(versions(runtime)) == 1


def test_the_hash_of_a_version_is_that_of_what_it_says(runtime: Runtime) -> None:
    walk = reported(runtime)
    (report,) = versions(runtime)
    number = visit(walk).number
    again = reporting.digest(number, report.version, report.summary, report.checks, report.findings)
    other = reporting.digest(number, report.version, report.summary + "。", report.checks, report.findings)
    assert report.hash == again != other


def test_the_report_starts_from_what_was_noted_and_another_inspector_does_not_write_it(
    runtime: Runtime,
) -> None:
    walk = later(agreed(runtime), 16).do("record_visit")
    item = walk.item("write_report")
    assert item.bound
    assert item.assignee_id == walk.people["inspector"].user_id
    with runtime.db.read() as session:
        assert found.report(session, visit(walk)) is None
    assert kinds(walk)[-1] == "visit_tomorrow"
