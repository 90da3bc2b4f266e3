"""What is noted on the spot: each operation once, both of two, nothing by anybody else, nothing lost."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.cases.errors import CaseError, NotYours, Refused, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import operations
from app.cases.visits.operations import Sent, Taken
from app.cases.visits.recording import Record, record_of
from app.store.models.visits import Visit, VisitOp
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import Walk, in_days

NOTE = ("check:housing", "note")


def op(value: str, where: tuple[str, str] = NOTE, base: int = 0, device: str = "phone") -> Sent:
    return Sent(str(uuid4()), *where, value, base, device, "2026-12-10T10:00:00+09:00")


def take(walk: Walk, *sent: Sent, by: str = "inspector") -> list[Taken]:
    return operations.take(walk.runtime, walk.people[by], visit(walk).number, sent)


def record(walk: Walk) -> Record:
    with walk.runtime.db.read() as session:
        return record_of(session, session.get_one(Visit, visit(walk).id))


def count(walk: Walk) -> int:
    with walk.runtime.db.read() as session:
        return session.scalar(select(func.count()).select_from(VisitOp)) or 0


@pytest.fixture
def on_site(both: Runtime) -> Walk:
    return later(agreed(both), 16)


def test_what_is_noted_is_the_record_and_stands_with_its_sequence(on_site: Walk) -> None:
    first, second = take(on_site, op("入口に表札がない。"), op("confirmed", ("check:housing", "result")))
    assert first.sequence < second.sequence
    found = record(on_site)
    assert found.value(*NOTE) == "入口に表札がない。"
    assert [check.key for check in found.open_checks] == ["platform"]


def test_the_same_operation_sent_again_gets_its_first_answer(on_site: Walk) -> None:
    sent = op("一度だけ")
    (first,) = take(on_site, sent)
    take(on_site, op("その後", base=first.sequence))
    assert take(on_site, sent) == [first]
    assert count(on_site) == 2
    assert record(on_site).value(*NOTE) == "その後"


def test_of_two_that_rest_on_one_base_both_are_kept_and_the_lead_chooses(on_site: Walk) -> None:
    (first,) = take(on_site, op("施錠されている"))
    (mine,) = take(on_site, op("施錠されていた", base=first.sequence))
    (other,) = take(on_site, op("鍵がなかった", base=first.sequence, device="tablet"), by="second_inspector")
    assert (mine.conflict, other.conflict) == (False, True)
    found = record(on_site)
    assert found.value(*NOTE) == "施錠されていた"
    assert [row.value for row in found.conflicts] == ["鍵がなかった"]
    number, rival = visit(on_site).number, found.conflicts[0].id
    with pytest.raises(NotYours):
        operations.settle(on_site.runtime, on_site.people["second_inspector"], number, rival, "x")
    operations.settle(on_site.runtime, on_site.people["inspector"], number, rival, "鍵は内側だけにあった")
    found = record(on_site)
    assert (found.value(*NOTE), found.conflicts) == ("鍵は内側だけにあった", ())
    assert count(on_site) == 4


def test_the_record_is_not_closed_while_two_devices_differ(on_site: Walk) -> None:
    take(on_site, op("あ"))
    take(on_site, op("い", device="tablet"), by="second_inspector")
    given = {"held": "yes", "held_on": in_days(0), "opening": "説明", "closing": "確認"}
    with pytest.raises(Refused) as error:
        on_site.do("record_visit", {**given, "unchecked_reason": "不在"})
    assert "要調整" in error.value.grounds[0].text.ja


def test_one_person_on_one_device_goes_on_without_a_conflict_while_offline(on_site: Walk) -> None:
    answers = take(on_site, op("施"), op("施錠"), op("施錠されている"))
    assert [each.conflict for each in answers] == [False, False, False]
    assert record(on_site).value(*NOTE) == "施錠されている"


def test_the_same_words_from_two_devices_are_no_conflict(on_site: Walk) -> None:
    take(on_site, op("同じ"))
    (answer,) = take(on_site, op("同じ", device="tablet"), by="second_inspector")
    assert not answer.conflict


def test_a_device_with_unsent_entries_is_named_and_needs_a_reason(on_site: Walk) -> None:
    take(on_site, op("7", ("device:tablet-b", "left"), device="tablet-b"), by="second_inspector")
    given = {
        "held": "yes",
        "held_on": in_days(0),
        "opening": "説明",
        "closing": "確認",
        "unchecked_reason": "不在",
    }
    with pytest.raises(Refused) as error:
        on_site.do("record_visit", given)
    assert "tablet-b（7件）" in error.value.grounds[0].text.ja
    on_site.do("record_visit", {**given, "unsent_reason": "端末が壊れた。"})
    assert visit(on_site).state == "recorded"


def test_what_arrives_after_the_closing_is_an_addendum_and_changes_nothing(on_site: Walk) -> None:
    take(on_site, op("確定の前"))
    later(on_site, 16, hour=15).do("record_visit")
    later(on_site, 16, hour=16)
    (answer,) = take(on_site, op("確定の後"))
    assert answer.late
    found = record(on_site)
    assert found.value(*NOTE) == "確定の前"
    assert [row.value for row in found.late] == ["確定の後"]


@pytest.mark.parametrize("who", ["member1", "stranger", "applicant", "second_reviewer", "operator"])
def test_nobody_outside_the_team_notes_anything(runtime: Runtime, who: str) -> None:
    walk = agreed(runtime)
    with pytest.raises(Unknown):
        take(walk, op("x"), by=who)
    assert count(walk) == 0


def test_an_inspector_with_an_interest_reads_and_notes_nothing(runtime: Runtime) -> None:
    walk = declared(begun(runtime).do("plan_visit"), "second_inspector").do("answer_visit")
    with pytest.raises(Unknown):
        take(walk, op("x"), by="second_inspector")


def test_the_decider_reads_and_does_not_note(runtime: Runtime) -> None:
    walk = agreed(runtime)
    with pytest.raises(Unknown):
        take(walk, op("x"), by="decider")


def test_nothing_is_noted_before_a_day_is_agreed_on(runtime: Runtime) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    with pytest.raises(CaseError) as error:
        take(walk, op("x"))
    assert "日がまだ" in error.value.text.ja


def test_an_operation_of_another_visit_or_person_is_not_answered_for(runtime: Runtime) -> None:
    walk = agreed(runtime)
    sent = op("私の")
    take(walk, sent)
    (answer,) = take(walk, sent, by="second_inspector")
    assert answer.refused is not None
    assert answer.sequence == 0


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("check:nothing", "note"), "x"),
        (("check:housing", "grade"), "major"),
        (("check:housing", "result"), "perhaps"),
        (("finding:Ä", "statement"), "x"),
        (("finding:a", "statement"), "x" * 4001),
        (("meeting", "opening"), "a\x00b"),
        (("case", "stage"), "x"),
        (("note", "text"), 5),
    ],
)
def test_what_fits_nowhere_is_refused_alone_and_the_rest_is_taken(
    runtime: Runtime, where: tuple[str, str], value: object
) -> None:
    walk = agreed(runtime)
    bad = Sent(str(uuid4()), *where, value)
    refused, taken = take(walk, bad, op("よい"))
    assert refused.refused is not None
    assert taken.sequence
    assert count(walk) == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"ops": "x"},
        {"ops": [1]},
        {"ops": [{}]},
        {"ops": [{"op_id": "x"}]},
        {"ops": [{"op_id": str(uuid4()), "target": 1}]},
        {"ops": [{"op_id": str(uuid4()), "base": True}]},
        {"ops": [{"op_id": str(uuid4()), "base": -1}]},
        {"ops": [{"op_id": str(uuid4())}] * 51},
    ],
)
def test_a_batch_of_another_shape_is_refused(body: object) -> None:
    with pytest.raises(CaseError):
        operations.read(body)


def test_findings_of_the_record_begin_the_report_with_their_numbers(on_site: Walk) -> None:
    take(
        on_site,
        op("扉に鍵がない。", ("finding:a1", "statement")),
        op("minor", ("finding:a1", "grade")),
        op("B11", ("finding:a1", "criterion")),
        op("", ("finding:b2", "statement")),
        op("記録がよく整理されている。", ("finding:c3", "statement")),
        op("good", ("finding:c3", "grade")),
    )
    on_site.do("record_visit")
    from app.cases import contexts

    with on_site.runtime.db.read() as session:
        start = contexts.initial(session, on_site.item("write_report"))
    assert [(row["no"], row["grade"]) for row in start["findings"]] == [("F-1", "minor"), ("F-2", "good")]


@pytest.mark.parametrize("hour", ["25:99", "十時ごろ"])
def test_the_hour_at_which_a_visit_began_is_one(on_site: Walk, hour: str) -> None:
    (refused,) = take(on_site, op(hour, ("meeting", "started")))
    assert refused.refused is not None
    assert take(on_site, op("10:05", ("meeting", "started")))[0].refused is None
