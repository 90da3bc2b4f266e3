"""What stands open when a hearing is closed is acknowledged by whoever closes by hand, list by list, as it stands."""

from datetime import timedelta

import pytest

from app import clock
from app.cases.errors import Refused
from app.cases.hearings import concerns
from app.cases.hearings.concerns import Concern
from app.cases.runtime import Runtime
from app.engine import send
from app.store.models.cases import Case
from app.store.models.procedures import Event, Incident
from app.store.models.visits import Visit, VisitReport
from tests.heard import Sitting
from tests.seated import visitor

THREE = ("chair", "member1", "member2")


def answered(runtime: Runtime) -> Sitting:
    """Three of four members have given their opinion."""
    sitting = Sitting.declared(runtime)
    for name in THREE:
        sitting.give(name)
    return sitting


def lists(sitting: Sitting) -> dict[str, Concern]:
    """What the presiding member is shown now, by its key."""
    with sitting.runtime.db.read() as session:
        return {each.key: each for each in concerns.of(session, sitting.hearing())}


def tokens(sitting: Sitting) -> list[str]:
    return [each.token for each in lists(sitting).values()]


def refused(sitting: Sitting, *acknowledged: str) -> list[str]:
    """Why a closing by hand is refused; the hearing stays open."""
    with pytest.raises(Refused) as error:
        sitting.close(acknowledged=acknowledged)
    assert (sitting.hearing().state, sitting.closed()) == ("open", None)
    return [ground.refusal for ground in error.value.grounds]


def minutes(sitting: Sitting, section: str = "record_opinions") -> str:
    """A section of the minutes to be drafted."""
    return str(sitting.walk.context("draft_minutes")[section].ja)


def test_nothing_is_asked_where_nothing_stands_open(both: Runtime) -> None:
    sitting = answered(both)
    assert lists(sitting) == {}
    assert sitting.close() == "fit"
    row = sitting.closed()
    assert row is not None
    assert row.noted == {}
    assert "前の資料に対する意見" not in minutes(sitting)


def test_opinions_on_earlier_papers_are_acknowledged_to_close(both: Runtime) -> None:
    """Case 25."""
    sitting = answered(both).add_paper()
    sitting.give("member1")
    assert [text.ja for text in lists(sitting)["outdated"].listed] == ["chair", "member2"]
    assert refused(sitting) == ["closing_outdated"]
    assert sitting.close(acknowledged=tokens(sitting)) == "fit"
    row = sitting.closed()
    assert row is not None
    assert row.noted == {"outdated": [sitting.seat("chair").id, sitting.seat("member2").id]}
    assert "前の資料に対する意見：2件（議長が一覧を確かめて締め切った）" in minutes(sitting)


def test_a_list_that_changed_meanwhile_is_asked_for_again(both: Runtime) -> None:
    sitting = answered(both).add_paper()
    shown = tokens(sitting)
    sitting.add_paper("差替え.pdf", "1" * 64)
    with pytest.raises(Refused) as error:
        sitting.close(acknowledged=shown)
    assert "確かめた後に一覧が変わりました" in error.value.text.ja
    shown = tokens(sitting)
    sitting.give("member2")
    assert refused(sitting, *shown) == ["closing_outdated"]
    assert sitting.close(acknowledged=tokens(sitting)) == "fit"


def test_a_token_made_up_acknowledges_nothing(runtime: Runtime) -> None:
    sitting = answered(runtime).add_paper()
    [token] = tokens(sitting)
    assert refused(sitting, "outdated", "outdated:", token[:-1], token.upper(), "") == ["closing_outdated"]


def test_a_seat_that_ended_is_on_no_list(runtime: Runtime) -> None:
    sitting = answered(runtime).give("member3").add_paper()
    for name in ("chair", "member1", "member2"):
        sitting.give(name)
    assert len(lists(sitting)["outdated"].refs) == 1
    with runtime.db.step() as session:
        session.merge(sitting.seat("member3")).state = "recused"
    assert lists(sitting) == {}


def test_the_due_time_asks_nobody_and_the_minutes_say_so(both: Runtime) -> None:
    sitting = answered(both).add_paper().past_due()
    row = sitting.closed()
    assert row is not None
    assert (row.cause, len(row.noted["outdated"])) == ("due", 3)
    assert "前の資料に対する意見：3件（期限により締め切った）" in minutes(sitting)
    with both.db.read() as session:
        told = session.query(Event).filter_by(kind="hearing_closed").one()
        assert told.data["outdated"] == 3


def test_a_message_at_the_engine_door_closes_nothing_before_the_due_time(both: Runtime) -> None:
    """Case 25: nobody goes around the presiding member's acknowledgement."""
    sitting = answered(both).add_paper()
    with both.db.step() as session:
        case = session.get_one(Case, sitting.walk.case().id, with_for_update=True)
        send(session, case, "hearing.closed", sitting.hearing().number, {}, once="forged")
    sitting.walk.settle()
    assert (sitting.hearing().state, sitting.closed()) == ("open", None)
    with both.db.read() as session:
        assert session.query(Incident).filter_by(resolved_at=None).count() == 1
    clock.fix(sitting.hearing().due_at + timedelta(minutes=1))


def report_visit(sitting: Sitting) -> int:
    """A site visit of the case with its first report, whose facts nobody has checked."""
    visit_id = visitor(sitting.runtime, sitting.walk.case_no, sitting.walk.people["reviewer"])
    with sitting.runtime.db.step() as session:
        session.get_one(Visit, visit_id).state = "reported"
        session.add(
            VisitReport(
                visit_id=visit_id,
                version=1,
                summary="見たこと。",
                checks=[],
                findings=[],
                hash="f" * 64,
                written_by=sitting.walk.people["reviewer"].user_id,
                written_at=clock.now(),
            )
        )
    return visit_id


def check_facts(sitting: Sitting, visit_id: int) -> None:
    with sitting.runtime.db.step() as session:
        session.get_one(Visit, visit_id).state = "checked"


def test_a_report_before_its_fact_check_is_marked_and_acknowledged(both: Runtime) -> None:
    """Case 62."""
    sitting = Sitting.declared(both)
    report_visit(sitting)
    for name in THREE:
        sitting.give(name)
    [listed] = lists(sitting)["unchecked"].listed
    assert listed.ja.endswith("第1版）【事実確認前】")
    assert refused(sitting) == ["closing_unchecked"]
    assert sitting.close(acknowledged=tokens(sitting)) == "fit"
    assert "事実確認前の現地調査報告：1件（議長が一覧を確かめて締め切った）" in minutes(sitting)
    assert "【事実確認前】" in minutes(sitting, "record_papers")


def test_the_fact_check_takes_a_report_off_the_list_and_makes_opinions_old(runtime: Runtime) -> None:
    """Case 62."""
    sitting = Sitting.declared(runtime)
    visit_id = report_visit(sitting)
    for name in THREE:
        sitting.give(name)
    shown = tokens(sitting)
    check_facts(sitting, visit_id)
    assert refused(sitting, *shown) == ["closing_outdated"]
