"""Asserting a refusal: the ids, that nothing was stored, and that both languages say something."""

from collections.abc import Mapping
from typing import Any

import pytest

from app import clock
from app.cases.errors import Refused
from app.store.models.cases import Decision
from app.store.models.procedures import Submission, WorkItem
from app.store.viewer import Viewer
from tests import answers
from tests.walk import Walk


def refused(
    walk: Walk,
    node: str,
    change: Mapping[str, Any] | None = None,
    *,
    by: Viewer | None = None,
    files: Mapping[str, bytes] | None = None,
) -> list[str]:
    """The refusal ids with which a step is refused when its usual answers are changed so."""
    given = answers.usual(walk, node)
    before = (walk.waiting(), walk.case().stage, walk.case().result)
    with pytest.raises(Refused) as error:
        walk.do(node, {**given.given, **(change or {})}, by=by, files=given.files if files is None else files)
    for ground in error.value.grounds:
        assert ground.text.ja
        assert ground.text.en
    assert (walk.waiting(), walk.case().stage, walk.case().result) == before
    return [ground.refusal for ground in error.value.grounds]


def past_the_form(walk: Walk, node: str, routing: Mapping[str, Any], **rows: Any) -> list[str]:
    """The refusal ids when a step is completed at the engine door, past form and checks.

    `rows` are objects written before, in the same transaction, as a careless caller might.
    """
    item = walk.item(node)

    def complete() -> None:
        with walk.runtime.db.step() as session:
            opened = walk.runtime.engine.open_case(session, item.instance_id)
            session.add_all(rows.values())
            session.flush()
            walk.runtime.engine.complete(
                opened, session.get_one(WorkItem, item.id), dict(routing), actor_id=None
            )

    with pytest.raises(Refused) as error:
        complete()
    return [ground.refusal for ground in error.value.grounds]


def at_the_door(walk: Walk, node: str, routing: Mapping[str, Any]) -> None:
    """Complete a step at the engine door, without a form and without anybody."""
    item = walk.item(node)
    with walk.runtime.db.step() as session:
        opened = walk.runtime.engine.open_case(session, item.instance_id)
        walk.runtime.engine.complete(opened, session.get_one(WorkItem, item.id), dict(routing), actor_id=None)
    walk.settle()


def decision(walk: Walk, result: str, by: str = "decider", **more: Any) -> Decision:
    """A decision row as a careless caller might write it."""
    values = {"reasons": "", "unmet": [], "readings": {}, "decided_on": clock.today(), **more}
    return Decision(
        case_id=walk.case().id, result=result, by_id=walk.people[by].user_id, at=clock.now(), **values
    )


def submission(walk: Walk, node: str, given: dict[str, Any]) -> Submission:
    """The answers of a waiting step as a careless caller might write them."""
    item = walk.item(node)
    return Submission(work_item_id=item.id, case_id=item.case_id, node=node, answers=given, at=clock.now())
