"""Basis and cost of a visit: 第15条第2項 only after an insufficient answer, a cost only there and told before."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cases.errors import Refused
from app.cases.runtime import Runtime
from app.cases.visits import charging
from app.store.models.cases import Notice
from app.store.models.visits import CostNotice, Visit
from tests import answers
from tests.cases.refusing import past_the_form, submission
from tests.people import People
from tests.processes import visiting
from tests.processes.test_site_inspection import later
from tests.processes.visiting import begun, case, declared, judged, visit
from tests.walk import Walk


def investigated(runtime: Runtime, who: People | None = None) -> Walk:
    """A visit under 第15条第2項 is being planned."""
    walk = case(runtime, who)
    judged(walk)
    return begun(runtime, "15_2", walk)


def plan(walk: Walk, **more: Any) -> dict[str, Any]:
    return {**answers.usual(walk, "plan_visit").given, "charge": "no", **more}


CHARGED = {"charge": "yes", "cost": 120_000, "cost_breakdown": "旅費2名分"}


def asked(runtime: Runtime) -> Walk:
    """The cost was told with the request."""
    walk = investigated(runtime)
    return declared(walk.do("plan_visit", plan(walk, **CHARGED)))


@pytest.mark.refusal("X56", basis="law", article="第15条第2項")
@pytest.mark.parametrize("before", [[], ["sufficient"], ["insufficient", "sufficient"]])
def test_no_visit_begins_under_15_2_without_an_insufficient_answer(both: Runtime, before: list[str]) -> None:
    walk = case(both)
    for each in before:
        judged(walk, each)
    with pytest.raises(Refused) as error:
        begun(both, "15_2", walk)
    assert [ground.refusal for ground in error.value.grounds] == ["X56"]
    with both.db.read() as session:
        assert session.scalars(select(Visit)).all() == []


@pytest.mark.refusal("X56", basis="law", article="第15条第2項")
def test_a_plan_under_15_2_is_refused_once_the_answer_was_found_sufficient(both: Runtime) -> None:
    walk = investigated(both)
    judged(walk, "sufficient")
    with pytest.raises(Refused) as error:
        walk.do("plan_visit", plan(walk))
    assert [ground.refusal for ground in error.value.grounds] == ["X56"]


@pytest.mark.refusal("X56", basis="law", article="第15条第2項")
def test_such_a_plan_is_refused_past_its_form_too(both: Runtime) -> None:
    walk = investigated(both)
    judged(walk, "sufficient")
    before = visit(walk)
    given = submission(walk, "plan_visit", plan(walk))
    assert past_the_form(walk, "plan_visit", {"go": "visit"}, answers=given) == ["X56"]
    after = visit(walk)
    assert (after.site, after.necessity) == (before.site, before.necessity)


@pytest.mark.refusal("X56", basis="law", article="第15条第2項")
def test_the_database_takes_no_visit_under_15_2_without_an_answer(both: Runtime) -> None:
    walk = case(both)
    assert rejected(both, raw_visit(walk, "15_2"))
    assert rejected(both, raw_visit(walk, "14"))
    assert not rejected(both, raw_visit(walk, "15_2", answer_id=judged(walk)))


@pytest.mark.article("第15条第2項")
def test_the_request_under_15_2_cites_it_and_the_visit_names_the_answer(both: Runtime) -> None:
    walk = case(both)
    answer = judged(walk)
    begun(both, "15_2", walk)
    declared(walk.do("plan_visit", plan(walk)))
    assert (visit(walk).basis, visit(walk).answer_id) == ("15_2", answer)
    with both.db.read() as session:
        assert session.scalars(select(Notice.article)).one() == "第15条第2項"
        assert session.scalars(select(CostNotice)).all() == []


@pytest.mark.article("第15条第3項")
def test_a_cost_is_told_with_the_request_and_invoiced_at_most_as_told(both: Runtime) -> None:
    walk = asked(both)
    with both.db.read() as session:
        told = session.scalars(select(CostNotice)).one()
        letter = session.scalars(select(Notice)).one()
    assert (told.amount, told.basis, told.invoiced) == (120_000, "15_2", None)
    assert "120,000円" in letter.body
    later(walk.do("answer_visit"), 16).do("record_visit")
    assert told.sent_at < visit(walk).started_at  # type: ignore[operator] # the visit was held
    assert refusals(both, walk, 120_001) == ["X57"]
    with both.db.step() as session:
        invoiced = charging.invoice(session, session.get_one(Visit, visit(walk).id), 98_000)
    assert (invoiced.invoiced, invoiced.invoice_no) == (98_000, "S202612-0001")


@pytest.mark.refusal("X57", basis="design", article="第15条第3項")
def test_what_was_not_told_before_the_visit_is_not_invoiced(runtime: Runtime) -> None:
    walk = investigated(runtime)
    declared(walk.do("plan_visit", plan(walk))).do("answer_visit")
    later(walk, 16).do("record_visit")
    assert refusals(runtime, walk, 1_000) == ["X57"]
    with runtime.db.step() as session:
        with pytest.raises(Refused) as error:
            charging.notice(session, session.get_one(Visit, visit(walk).id), 1_000, "", 1)
        assert [ground.refusal for ground in error.value.grounds] == ["X57"]


@pytest.mark.refusal("X16", basis="inference", article="第6条第3項")
def test_a_visit_during_review_has_no_way_to_be_charged(both: Runtime) -> None:
    walk = begun(both)
    # The form asks nothing of it, and what is sent all the same is not taken.
    walk.do("plan_visit", plan(walk, **CHARGED))
    declared(walk)
    with both.db.read() as session:
        assert session.scalars(select(CostNotice)).all() == []
    assert refusals(both, walk, 1) == ["X16"]
    with both.db.step() as session:
        with pytest.raises(Refused) as error:
            charging.notice(session, session.get_one(Visit, visit(walk).id), 1, "", 1)
        assert [ground.refusal for ground in error.value.grounds] == ["X16"]
    by = walk.people["reviewer"].user_id
    assert rejected(both, raw_notice(walk, "6_3", by))
    # Nor under another basis than the visit's own: the key is of both.
    assert rejected(both, raw_notice(walk, "15_2", by))


@pytest.mark.refusal("X57", basis="inference", article="第15条第3項")
def test_the_database_takes_no_cost_but_of_a_visit_under_15_2_and_none_above_the_notice(
    both: Runtime,
) -> None:
    walk = asked(both)
    by = walk.people["reviewer"].user_id
    assert rejected(both, raw_notice(walk, "15_1", by))
    assert rejected(both, raw_notice(walk, "15_2", by, invoiced=2))
    assert not rejected(both, raw_notice(walk, "15_2", by, invoiced=1))


def test_a_visit_called_off_after_the_notice_stays_without_an_invoice(runtime: Runtime) -> None:
    walk = later(asked(runtime), 14)
    walk.do("judge_reply", {"choice": "cancel", "reason": "書類で足りた。"})
    assert (visiting.status(walk), visit(walk).state) == ("completed", "cancelled")
    with runtime.db.read() as session:
        assert session.scalars(select(CostNotice)).one().invoice_no is None


def refusals(runtime: Runtime, walk: Walk, amount: int) -> list[str]:
    """Why the visit cannot be invoiced."""
    with runtime.db.step() as session, pytest.raises(Refused) as error:
        charging.invoice(session, session.get_one(Visit, visit(walk).id), amount)
    return [ground.refusal for ground in error.value.grounds]


def raw_visit(walk: Walk, basis: str, **more: Any) -> Visit:
    """A visit as a careless hand might write it."""
    return Visit(
        number=f"RAW-{basis}-{len(more)}",
        case_id=walk.case().id,
        basis=basis,
        necessity="",
        site="",
        created_at=clock.now(),
        created_by=walk.people["reviewer"].user_id,
        **more,
    )


def raw_notice(walk: Walk, basis: str, by: int, **more: Any) -> CostNotice:
    """A notice of one yen as a careless hand might write it."""
    return CostNotice(
        visit_id=visit(walk).id,
        basis=basis,
        amount=1,
        sent_at=clock.now() - timedelta(days=1),
        sent_by=by,
        **more,
    )


def rejected(runtime: Runtime, row: object) -> bool:
    """Whether the database itself refuses a row."""
    try:
        with runtime.db.step() as session:
            session.add(row)
            session.flush()
    except IntegrityError:
        return True
    return False


@pytest.mark.refusal("X57", basis="design", article="第15条第3項")
def test_a_plan_made_anew_without_a_cost_takes_back_what_was_told(both: Runtime) -> None:
    walk = asked(both)
    walk.do("answer_visit", {"reply": "refuse", "reason": "日程が合わない。"})
    walk.do("judge_reply", {"choice": "replan", "reason": "範囲を狭める。"})
    declared(walk.do("plan_visit", plan(walk)))
    with both.db.read() as session:
        letter = session.scalars(select(Notice.body).order_by(Notice.id.desc()).limit(1)).one()
    assert "120,000" not in letter
    assert "求めません" in letter
    later(walk.do("answer_visit"), 16).do("record_visit")
    with both.db.step() as session, pytest.raises(Refused) as error:
        charging.invoice(session, session.get_one(Visit, visit(walk).id), 1)
    assert [ground.refusal for ground in error.value.grounds] == ["X57"]


@pytest.mark.refusal("X57", basis="design", article="第15条第3項")
def test_a_visit_held_before_its_cost_was_told_is_not_invoiced(both: Runtime) -> None:
    walk = investigated(both)
    planned = clock.today()
    later(walk, 3)
    declared(walk.do("plan_visit", plan(walk, **CHARGED))).do("answer_visit")
    later(walk, 16)
    given = answers.usual(walk, "record_visit").given
    reason = {"off_day_reason": "都合により早めた。"}
    before = {**given, **reason, "held_on": (planned - timedelta(days=1)).isoformat()}
    with pytest.raises(Refused) as error:
        walk.do("record_visit", before)
    assert {ground.field for ground in error.value.grounds} == {"held_on"}
    walk.do("record_visit", {**given, **reason, "held_on": planned.isoformat()})
    with both.db.step() as session, pytest.raises(Refused) as error:
        charging.invoice(session, session.get_one(Visit, visit(walk).id), 1)
    assert [ground.refusal for ground in error.value.grounds] == ["X57"]
