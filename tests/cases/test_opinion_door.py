"""第6条第2項・第7条: an opinion that the law no longer takes is refused where the engine itself is asked."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.cases.errors import Refused
from app.cases.hearings import opinions
from app.cases.runtime import Runtime
from app.store.models.committee import Opinion
from app.store.models.procedures import WorkItem
from tests.cases.refusing import decision
from tests.heard import Sitting


def slipped(sitting: Sitting, name: str = "member1") -> Opinion:
    """An opinion as a careless caller might write it, for the step that waits."""
    item = sitting.item(name, "give_opinion")
    with sitting.runtime.db.read() as session:
        declared = opinions.declaration(session, sitting.seat(name))
        assert declared is not None
    return Opinion(
        seat_id=sitting.seat(name).id,
        version=1,
        declaration_id=declared.id,
        work_item_id=item.id,
        verdict="fit",
        reason="x",
        entered_by=sitting.walk.people[name].user_id,
        received_at=clock.now(),
    )


def refused(sitting: Sitting, *rows: Any, name: str = "member1") -> list[str]:
    """The refusal ids when the step is completed at the engine door with these rows; nothing of it is kept."""
    item = sitting.item(name, "give_opinion")

    def complete() -> None:
        with sitting.runtime.db.step() as session:
            opened = sitting.runtime.engine.open_case(session, item.instance_id)
            session.add_all(rows)
            session.flush()
            own = session.get_one(WorkItem, item.id)
            sitting.runtime.engine.complete(opened, own, {}, actor_id=item.assignee_id)

    with pytest.raises(Refused) as error:
        complete()
    assert sitting.opinions(name) == []
    return [ground.refusal for ground in error.value.grounds]


@pytest.mark.refusal("X14", basis="law", article="第6条第2項")
def test_no_opinion_enters_by_the_engine_after_the_decision(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    assert refused(sitting, decision(sitting.walk, "certified"), slipped(sitting)) == ["X14"]


def test_no_opinion_enters_by_the_engine_after_the_due_time(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    clock.fix(sitting.hearing().due_at + timedelta(minutes=5))
    assert refused(sitting, slipped(sitting)) == ["opinion_late"]


def test_an_opinion_that_is_in_the_table_too_late_is_not_counted(both: Runtime) -> None:
    sitting = Sitting.declared(both).give("member2", "unfit")
    clock.fix(sitting.hearing().due_at + timedelta(minutes=5))
    row = slipped(sitting)
    with both.db.step() as session:
        session.add(row)
    sitting.walk.settle()
    closed = sitting.closed()
    assert closed is not None
    assert (closed.counts["fit"], closed.counts["unfit"]) == (0, 1)
    assert sitting.walk.people["member1"].user_id in closed.missing
