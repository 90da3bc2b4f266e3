"""Any life of a work item: whatever people, days and operators do in whatever order, what is stored agrees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import insert
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases import answering, claiming, deliveries
from app.cases.answering import Post
from app.cases.errors import CaseError, NotYours, Unknown
from app.engine import NotReady, interventions
from app.store.models.cases import Case
from app.store.models.procedures import Message, WorkItem
from app.store.viewer import Viewer
from tests.conftest import NOON
from tests.crash import consistent
from tests.crash.house import House
from tests.crash.house import settings as of_house

pytestmark = pytest.mark.slow

PEOPLE = ("desk", "member0", "member1", "secretariat", "reviewer", "decider", "applicant")
PERSON, NUMBER = st.sampled_from(PEOPLE), st.integers(0, 30)
ENDED = ("done", "withdrawn")


class Life(RuleBasedStateMachine):
    """Cases of the shape «cycle»: the office receives, one member writes, another checks, until it is good.

    A withdrawal or the seventh day ends it from outside, and an operator may cancel it.
    """

    house: ClassVar[House]
    everybody: ClassVar[dict[str, Viewer]]

    def __init__(self) -> None:
        super().__init__()
        clock.fix(NOON)
        self.cases: dict[int, datetime] = {}
        self.ended: dict[int, tuple[object, ...]] = {}

    # What they do

    @initialize()
    def a_first_case(self) -> None:
        self.create()

    @rule()
    @precondition(lambda self: len(self.cases) < 3)
    def create(self) -> None:
        case = self.house.start("cycle")
        self.cases[case] = clock.now()

    @rule(who=PERSON, number=NUMBER)
    def claim(self, who: str, number: int) -> None:
        item, viewer = self.item(number), self.everybody[who]
        expected = self.refusal(viewer, item)
        if expected is None and item.state != "open":
            expected = NotYours
        self.tried(expected, claiming.claim, self.house.ours.runtime, viewer, item.id)
        after = self.reread(item)
        assert after.assignee_id == (viewer.user_id if expected is None else item.assignee_id)

    @rule(who=PERSON, number=NUMBER)
    def release(self, who: str, number: int) -> None:
        item, viewer = self.item(number), self.everybody[who]
        expected = self.refusal(viewer, item)
        self.tried(expected, claiming.release, self.house.ours.runtime, viewer, item.id)
        given_back = expected is None and item.state == "open"
        assert self.reread(item).assignee_id == (None if given_back else item.assignee_id)

    @rule(by=PERSON, to=PERSON, number=NUMBER)
    def assign(self, by: str, to: str, number: int) -> None:
        item, viewer, person = self.item(number), self.everybody[by], self.everybody[to]
        expected: type[Exception] | None = None
        if by != "secretariat" or not self.office_sees(item):
            expected = Unknown
        elif not self.permitted(person, item):
            expected = CaseError
        elif item.state != "open":
            expected = NotYours
        call = (self.house.ours.runtime, viewer, item.id, person.user_id, "試験のため")
        self.tried(expected, claiming.assign, *call)
        assert self.reread(item).assignee_id == (person.user_id if expected is None else item.assignee_id)

    @rule(who=PERSON, number=NUMBER, verdict=st.sampled_from(("good", "again")))
    def complete(self, who: str, number: int, verdict: str) -> None:
        item, viewer = self.item(number), self.everybody[who]
        expected = self.refusal(viewer, item)
        if expected is None and item.state != "open":
            expected = NotReady
        fields = {"remark": "書いた"} | ({"verdict": verdict} if item.node == "check" else {})
        post = Post(MultiDict(fields), MultiDict())
        self.tried(expected, answering.answer, self.house.ours.runtime, viewer, item.id, post)
        after = self.reread(item)
        if expected is None:
            assert (after.state, after.done_by) == ("done", viewer.user_id)
        else:
            assert (after.state, after.done_by) == (item.state, item.done_by)

    @rule(number=NUMBER)
    def the_party_withdraws(self, number: int) -> None:
        case_id = list(self.cases)[number % len(self.cases)]
        with self.house.ours.runtime.db.step() as session:
            key = session.get_one(Case, case_id).case_no
            row = {"name": "cycle.taken_back", "key": key, "payload": {}, "sent_at": clock.now()}
            session.execute(insert(Message), [row])
        deliveries.run_pending(self.house.ours.runtime)
        assert all(item.state in ENDED for item in self.items(case_id))

    @rule(days=st.sampled_from((1, 3, 7)))
    def days_pass(self, days: int) -> None:
        clock.fix(clock.now() + timedelta(days=days))
        deliveries.run_pending(self.house.ours.runtime)
        for case, begun in self.cases.items():
            if clock.now() >= begun + timedelta(days=7):
                assert all(item.state in ENDED for item in self.items(case))

    @rule(number=NUMBER)
    def an_operator_cancels(self, number: int) -> None:
        case_id = list(self.cases)[number % len(self.cases)]
        waiting = [item for item in self.items(case_id) if item.state == "open"]
        runtime = self.house.ours.runtime
        if waiting:
            with runtime.db.step() as session:
                opened = runtime.engine.open_case(session, waiting[0].instance_id)
                by = interventions.By(self.everybody["secretariat"].user_id, "試験のため")
                interventions.cancel(opened, by)
        assert all(item.state in ENDED for item in self.items(case_id))

    # What holds after each of them

    @invariant()
    def what_is_stored_agrees(self) -> None:
        assert consistent.complaints(self.house.ours.runtime, list(self.cases)) == []

    @invariant()
    def what_has_ended_stays_as_it_is(self) -> None:
        for item in self.items():
            row = (item.state, item.assignee_id, item.done_by, item.done_at)
            if item.state in ENDED:
                assert self.ended.setdefault(item.id, row) == row
            else:
                assert item.id not in self.ended

    @invariant()
    def only_who_may_did_it(self) -> None:
        by_id = {viewer.user_id: viewer for viewer in self.everybody.values()}
        for item in self.items():
            if item.state == "done":
                assert item.role in by_id[item.done_by or 0].roles

    def teardown(self) -> None:
        clock.fix(None)

    # How it is known

    def items(self, case_id: int | None = None) -> list[WorkItem]:
        found = []
        for case in [case_id] if case_id is not None else self.cases:
            found += self.house.all_items(case)
        return found

    def item(self, number: int) -> WorkItem:
        """One of the items, open ones more often."""
        items = self.items()
        waiting = [item for item in items if item.state == "open"]
        chosen = waiting if waiting and number % 4 else items
        return chosen[number % len(chosen)]

    def reread(self, item: WorkItem) -> WorkItem:
        return next(each for each in self.items(item.case_id) if each.id == item.id)

    def permitted(self, viewer: Viewer, item: WorkItem) -> bool:
        kept_away = item.node == "check" and viewer.user_id in self.kept_away(item)
        return item.role in viewer.roles and not kept_away

    def kept_away(self, item: WorkItem) -> set[int]:
        """Who had written before the item was made."""
        return {
            each.done_by or 0
            for each in self.items(item.case_id)
            if each.node == "write" and each.state == "done" and each.id < item.id
        }

    def refusal(self, viewer: Viewer, item: WorkItem) -> type[Exception] | None:
        if item.role not in viewer.roles:
            return Unknown
        if item.assignee_id not in {None, viewer.user_id} or not self.permitted(viewer, item):
            return NotYours
        return None

    def office_sees(self, item: WorkItem) -> bool:
        """Whether the office holds, held or can take a step of the case."""
        office = self.everybody["secretariat"].user_id
        return any(
            office in {each.done_by, each.assignee_id}
            or (each.role == "secretariat" and each.state == "open" and each.assignee_id is None)
            for each in self.items(item.case_id)
        )

    def tried(self, expected: type[Exception] | None, act: Callable[..., Any], *arguments: Any) -> None:
        if expected is None:
            act(*arguments)
            return
        with pytest.raises(expected):
            act(*arguments)


def test_any_life_of_work_items_leaves_what_is_stored_in_agreement() -> None:
    with TemporaryDirectory() as folder:
        clock.fix(NOON)
        house = House.build(of_house(Path(folder)), members=2)
        Life.house = house
        Life.everybody = house.ours.people | {f"member{n}": each for n, each in enumerate(house.members)}
        try:
            Life.TestCase.settings = settings(
                max_examples=25,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            )
            Life.TestCase("runTest").runTest()
        finally:
            house.ours.runtime.db.dispose()
