"""Case 3: whoever judges an interest sees what the person had opened, and notes what became of it (第7条, 第20条第1項)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.cases import accesses
from app.cases.errors import Invalid, Refused
from app.cases.runtime import Runtime
from app.store.models.cases import Document
from app.store.models.procedures import Event
from app.store.reading import cases
from tests.heard import Sitting
from tests.processes.test_conflict_after_decision import decided, struck
from tests.processes.test_late_conflict import EXCLUDED, reported
from tests.processes.test_late_tie import OUT, tied
from tests.processes.visiting import agreed
from tests.walk import Walk

pytestmark = pytest.mark.article("第20条第1項")


def opens(walk: Walk, name: str, *what: str) -> None:
    """Somebody who sees the case opens things of it, one a minute."""
    viewer = walk.people[name]
    with walk.runtime.db.read() as session:
        head = cases.find(session, viewer, walk.case_no)
    assert head is not None
    for each in what:
        accesses.note(walk.runtime, viewer, head, each)
        clock.fix(clock.now() + timedelta(minutes=1))


def kept(walk: Walk) -> list[dict[str, Any]]:
    with walk.runtime.db.read() as session:
        return [row.data for row in session.scalars(select(Event).where(Event.kind == "interest_papers"))]


def read(runtime: Runtime) -> Sitting:
    """A member opened the papers and a document, then an interest was reported."""
    sitting = Sitting.declared(runtime).add_paper("秘密の資料.pdf")
    with runtime.db.read() as session:
        number = session.scalars(select(Document.id).where(Document.name == "秘密の資料.pdf")).one()
    opens(sitting.walk, "member1", f"pack {sitting.hearing().number}", f"document {number}")
    opens(sitting.walk, "member2", "document 999")
    return reported(sitting, "member1")


def test_the_judge_sees_what_was_opened_and_when_and_nothing_of_others(runtime: Runtime) -> None:
    sitting = read(runtime)
    lines = sitting.shown("judge_conflict")["opened"].ja.splitlines()
    assert len(lines) == 2
    assert f"意見聴取{sitting.hearing().number}の資料" in lines[0]
    assert "秘密の資料.pdf" in lines[1]
    assert all("2026年" in line for line in lines)


def test_who_had_opened_something_is_not_excluded_without_a_word_on_the_papers(runtime: Runtime) -> None:
    sitting = read(runtime)
    with pytest.raises(Invalid):
        sitting.walk.do("judge_conflict", EXCLUDED)
    day = clock.today().isoformat()
    sitting.walk.do("judge_conflict", {**EXCLUDED, "papers": "returned", "papers_on": day})
    assert sitting.states()["member1"] == "struck"
    (told,) = kept(sitting.walk)
    assert told == {"seat": sitting.seat("member1").id, "papers": "returned", "on": day}


def test_papers_do_not_come_back_on_a_day_to_come(runtime: Runtime) -> None:
    sitting = read(runtime)
    day = (clock.today() + timedelta(days=1)).isoformat()
    with pytest.raises(Refused) as error:
        sitting.walk.do("judge_conflict", {**EXCLUDED, "papers": "returned", "papers_on": day})
    assert error.value.grounds[0].field == "papers_on"
    assert kept(sitting.walk) == []


def test_no_interest_asks_for_no_papers(runtime: Runtime) -> None:
    sitting = read(runtime)
    sitting.walk.do("judge_conflict", {"kinds": [], "effect": "none", "reason": "人違いだった。"})
    assert (sitting.states()["member1"], kept(sitting.walk)) == ("eligible", [])


def test_where_nothing_was_opened_nothing_is_asked(runtime: Runtime) -> None:
    sitting = reported(Sitting.declared(runtime), "member1")
    assert sitting.shown("judge_conflict")["opened"].ja == "開いた記録はない。"
    sitting.walk.do("judge_conflict", EXCLUDED)
    assert kept(sitting.walk) == []


def test_after_the_decision_whoever_weighs_it_is_told_and_asked_too(runtime: Runtime) -> None:
    sitting = decided(runtime)
    opens(sitting.walk, "member1", f"pack {sitting.hearing().number}")
    struck(sitting)
    assert "の資料" in sitting.shown("weigh_decision")["opened"].ja
    given = {"choice": "keep", "reason": "ほかの2名も適としている。"}
    with pytest.raises(Invalid):
        sitting.walk.do("weigh_decision", given)
    sitting.walk.do("weigh_decision", {**given, "papers": "none"})
    assert [each["papers"] for each in kept(sitting.walk)] == ["none"]


def test_what_an_inspector_had_opened_is_told_in_the_same_way(runtime: Runtime) -> None:
    walk = agreed(runtime)
    opens(walk, "second_inspector", "visit V2026-0001 evidence 7")
    tied(walk)
    assert "現地調査V2026-0001の写真・文書7" in walk.context("judge_late_tie")["opened"].ja
    walk.do("judge_late_tie", {**OUT, "papers": "asked"})
    assert [each["papers"] for each in kept(walk)] == ["asked"]


def test_only_who_knows_the_seats_reads_it_in_the_case(runtime: Runtime) -> None:
    sitting = read(runtime)
    sitting.walk.do("judge_conflict", {**EXCLUDED, "papers": "none"})
    with runtime.db.read() as session:
        for name, known in (
            ("decider", True),
            ("secretariat", True),
            ("reviewer", False),
            ("member2", False),
        ):
            head = cases.find(session, sitting.viewer(name), sitting.walk.case_no)
            assert head is not None, name
            told = cases.timeline(session, sitting.viewer(name), head)
            assert ("interest_papers" in {event.kind for event, _ in told}) is known, name
