"""A visit in parts, called off, or beyond what was asked for (第6条第3項, 第15条第2項・第3項)."""

import pytest
from sqlalchemy import select

from app.cases.errors import CaseError, Refused
from app.cases.runtime import Runtime
from app.cases.visits import filing, found, invoicing
from app.law import visits as law
from app.store.models.procedures import Instance, Message
from app.store.models.visits import CostNotice, Visit
from tests.cases.test_visit_record import op, record, take
from tests.processes import visiting
from tests.processes.test_site_inspection import later
from tests.processes.test_visit_costs import asked
from tests.processes.test_visit_report import versions
from tests.processes.visiting import agreed, visit
from tests.walk import Walk, in_days

PART = {
    "held": "part",
    "held_on": in_days(0),
    "opening": "目的を説明した。",
    "closing": "続きを行うことを確かめた。",
    "unchecked_reason": "停電で機械室に入れなかった。",
}


def part(walk: Walk, **changes: str) -> Walk:
    return walk.do("record_visit", {**PART, "held_on": in_days(0), **changes})


def second_day(walk: Walk, days: int = 7) -> Walk:
    """The reviewer agrees on another day of the same visit."""
    return walk.do(
        "judge_reply",
        {"choice": "agree", "agreed_day": in_days(days), "agreed_time": "09:00", "reason": "残りを見る。"},
    )


def test_a_visit_half_done_leaves_its_items_unconfirmed_and_goes_on_another_day(both: Runtime) -> None:
    walk = later(agreed(both), 16)
    take(walk, op("confirmed", ("check:housing", "result")))
    part(walk)
    assert walk.waiting() == {"judge_reply": "reviewer"}
    platform = next(each for each in record(walk).checks if each.key == "platform")
    assert (platform.result, platform.note) == ("unconfirmed", "停電で機械室に入れなかった。")
    number, begun_at = visit(walk).number, visit(walk).started_at
    second_day(walk)
    assert (visit(walk).number, visit(walk).state, visit(walk).started_at) == (number, "agreed", begun_at)
    assert walk.waiting() == {"record_visit": "inspector"}
    later(walk, 23)
    base = record(walk).sequence("check:platform", "result")
    take(walk, op("confirmed", ("check:platform", "result"), base))
    walk.do("record_visit").do("write_report")
    (report,) = versions(both)
    assert {row["key"]: row["result"] for row in report.checks} == {
        "housing": "confirmed",
        "platform": "confirmed",
    }
    with both.db.read() as session:
        row = session.get_one(Visit, visit(walk).id)
        facts = filing.data(session, row, found.report(session, row)).facts  # type: ignore[arg-type] # it is there
    said = {name.ja: value.ja for name, value in facts}
    assert said["行った日"] == "2026年12月10日（木）（一部）、2026年12月17日（木）"


def test_what_was_not_confirmed_stands_in_the_report_with_its_reason(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 16).do("record_visit").do("write_report")
    (report,) = versions(runtime)
    assert [(row["key"], row["result"], row["note"]) for row in report.checks] == [
        ("platform", "unconfirmed", "責任者が不在だった。"),
        ("housing", "unconfirmed", "責任者が不在だった。"),
    ]
    assert visit(walk).state == "reported"


def test_a_part_needs_its_reason_and_something_left(runtime: Runtime) -> None:
    walk = later(agreed(runtime), 16)
    with pytest.raises(Refused) as error:
        part(walk, unchecked_reason="")
    assert [ground.field for ground in error.value.grounds] == ["unchecked_reason"]
    take(walk, *(op("confirmed", (f"check:{key}", "result")) for key in ("housing", "platform")))
    with pytest.raises(Refused) as error:
        part(walk)
    assert [ground.field for ground in error.value.grounds] == ["held"]


@pytest.mark.refusal("X57", basis="design", article="第15条第3項")
def test_a_second_day_costs_no_more_than_was_told_before_the_first(both: Runtime) -> None:
    walk = later(asked(both).do("answer_visit"), 16)
    second_day(part(walk))
    later(walk, 23).do("record_visit")
    by, number = walk.people["reviewer"], visit(walk).number
    with pytest.raises(Refused) as error:
        invoicing.invoice(both, by, number, 120_001)
    assert [ground.refusal for ground in error.value.grounds] == ["X57"]
    assert invoicing.invoice(both, by, number, 120_000)


@pytest.mark.parametrize("days", [5, 16])
def test_a_visit_called_off_after_the_notice_cannot_be_invoiced(runtime: Runtime, days: int) -> None:
    walk = asked(runtime)
    if days > 14:
        later(walk.do("answer_visit"), days)
        walk.do("record_visit", {"held": "no", "not_held_reason": "台風。"})
    else:
        later(walk, days).do("answer_visit", {"reply": "refuse", "reason": "業務繁忙。"})
    walk.do("judge_reply", {"choice": "cancel", "reason": "書類で足りた。"})
    assert (visiting.status(walk), visit(walk).state) == ("completed", "cancelled")
    with pytest.raises(CaseError) as error:
        invoicing.invoice(runtime, walk.people["reviewer"], visit(walk).number, 1)
    assert error.value.text is invoicing.NOT_HELD
    with runtime.db.read() as session:
        assert session.scalars(select(CostNotice)).one().invoice_no is None


def finding(walk: Walk, grade: str, criterion: str, **more: object) -> dict[str, object]:
    row = {"grade": grade, "criterion": criterion, "statement": "見たこと。", "state": "open", **more}
    return {"summary": "確かめた。", "findings": [row]}


@pytest.mark.parametrize("grade", ["major", "minor"])
@pytest.mark.parametrize(("criterion", "more"), [("B12 窓口", {}), ("掲示", {"outside": True})])
def test_what_lies_outside_of_the_request_is_no_nonconformity(
    runtime: Runtime, grade: str, criterion: str, more: dict[str, object]
) -> None:
    walk = later(agreed(runtime), 16).do("record_visit")
    with pytest.raises(Refused) as error:
        walk.do("write_report", finding(walk, grade, criterion, **more))
    assert [ground.field for ground in error.value.grounds] == ["findings"]
    assert versions(runtime) == []


def test_as_an_observation_it_is_marked_in_the_report(both: Runtime) -> None:
    walk = later(agreed(both), 16).do("record_visit")
    walk.do("write_report", finding(walk, "observation", "B12"))
    (report,) = versions(both)
    assert report.findings[0]["outside"] is True
    with both.db.read() as session:
        row = session.get_one(Visit, visit(walk).id)
        said = filing.data(session, row, report)
    assert said.findings[0].criterion.ja == "B12（依頼した範囲の外）"
    walk.do("check_facts")
    assert visit(walk).state == "returned"


def test_after_a_new_request_with_a_wider_scope_it_may_be_one(runtime: Runtime) -> None:
    assert law.outside({"housing"}, "B12")
    assert not law.outside({"housing", "support"}, "B12")
    assert not law.outside({"housing", "窓口（B12）も見る"}, "B12")
    assert not law.outside({"housing"}, "B11・B12")
    assert not law.outside({"housing"}, "掲示の様子")


def test_a_refusal_under_15_2_is_a_person_s_to_judge_and_begins_nothing_by_itself(both: Runtime) -> None:
    walk = asked(both).do("answer_visit", {"reply": "refuse", "reason": "業務繁忙のため。"})
    later(walk, 60)
    assert walk.waiting() == {"judge_reply": "reviewer"}
    assert "業務繁忙" in visit(walk).answer_text
    walk.do("judge_reply", {"choice": "without", "reason": "業務繁忙は正当な理由に当たらない。"})
    assert (visiting.status(walk), visit(walk).state) == ("completed", "declined")
    with both.db.read() as session:
        processes = set(session.scalars(select(Instance.process_id)))
        assert session.scalars(select(Message.starts).where(Message.starts.is_not(None))).all() == []
    assert "revocation" not in processes
    assert walk.waiting() == {}
