"""Minutes by meeting, for the secretary: every viewer's own agenda, without gaps."""

from datetime import timedelta

import pytest

from app import clock
from app.cases.runtime import Runtime
from app.store.models.committee import Hearing, Meeting, Seat
from app.store.reading import cases
from app.store.reading.sittings import Sitting as Listed
from app.store.reading.sittings import sittings
from tests.sittings import Sitting, convened

PROSE = {"summary": "審査員が資料を説明した。"}


def listed(sitting: Sitting, name: str = "decider") -> list[Listed]:
    with sitting.runtime.db.read() as session:
        return sittings(session, sitting.walk.people[name])


def heard(runtime: Runtime) -> Sitting:
    """A hearing of meeting 7 that was closed."""
    sitting = convened(runtime)
    for name in ("chair", "member1", "member2"):
        sitting.opine(name, "fit")
    sitting.close()
    return sitting


def test_a_meeting_tells_how_far_the_minutes_of_each_item_are(both: Runtime) -> None:
    sitting = heard(both)
    [[item]] = [each.items for each in listed(sitting)]
    assert (item.number, item.state, item.outcome, item.version) == (sitting.number, "closed", "fit", 0)
    walk = sitting.begin_minutes().do("draft_minutes", PROSE)
    [[item]] = [each.items for each in listed(sitting)]
    assert (item.state, item.version, item.approved_at) == ("minutes", 1, None)
    walk.do("approve_minutes", {"choice": "approve", "early_reason": "全員がその場で確かめた。"})
    [[item]] = [each.items for each in listed(sitting)]
    assert item.approved_at is not None
    assert item.document_id is not None


def test_an_open_hearing_has_no_outcome(runtime: Runtime) -> None:
    sitting = convened(runtime)
    sitting.opine("member1", "unfit")
    [[item]] = [each.items for each in listed(sitting)]
    assert (item.outcome, item.closed_at) == (None, None)


def test_a_circulation_is_reported_to_the_next_meeting_and_to_no_other(both: Runtime) -> None:
    """Case 29."""
    sitting = convened(both, method="circulation", meeting_id=None, state="open")
    for name in ("chair", "member1", "member2"):
        sitting.opine(name, "fit")
    clock.fix(clock.now() + timedelta(days=1))
    sitting.close()
    secretary = sitting.walk.people["secretariat"].user_id
    for number, days in ((8, 7), (9, 14)):
        sitting.add(
            Meeting(
                number=number,
                method="room",
                starts_at=clock.now() + timedelta(days=days),
                created_at=clock.now(),
                created_by=secretary,
            )
        )
    assert [each.reports for each in listed(sitting)] == [(), (), ()]
    with both.db.step() as session:
        row = session.get_one(Hearing, sitting.hearing_id)
        row.state, row.delivered_at = "delivered", clock.now()
    assert {each.number: len(each.reports) for each in listed(sitting)} == {7: 0, 8: 1, 9: 0}


@pytest.mark.parametrize("name", ["member1", "chair", "fee_clerk", "reviewer", "operator", "applicant"])
def test_others_are_told_nothing(runtime: Runtime, name: str) -> None:
    assert listed(heard(runtime), name) == []


def test_an_item_that_is_shut_leaves_no_gap(runtime: Runtime) -> None:
    """Cases 38 and 40: somebody of the body who was found to have an interest reads the rest of the agenda."""
    sitting = heard(runtime)
    decider = sitting.walk.people["decider"]
    seat = Seat(
        hearing_id=sitting.hearing_id,
        case_id=sitting.walk.case().id,
        user_id=decider.user_id,
        state="excluded",
        added_at=clock.now(),
        added_by=decider.user_id,
        changed_at=clock.now(),
    )
    sitting.add(seat)
    [meeting] = listed(sitting)
    assert meeting.items == ()


@pytest.mark.parametrize(("name", "given"), [("decider", True), ("chair", True), ("reviewer", False)])
def test_the_file_of_the_minutes_is_for_who_knows_the_seats(runtime: Runtime, name: str, given: bool) -> None:
    sitting = heard(runtime)
    walk = (
        sitting.begin_minutes()
        .do("draft_minutes", PROSE)
        .do("approve_minutes", {"choice": "approve", "early_reason": "全員がその場で確かめた。"})
    )
    with runtime.db.read() as session:
        head = cases.find(session, walk.people["decider"], walk.case_no)
        assert head is not None
        kinds = [row.kind for row in cases.documents(session, walk.people[name], head)]
    assert ("minutes" in kinds) is given
