"""Saving and restoring at every step changes nothing, along whatever path a case may take."""

from typing import Any

import pytest

from app.engine import codec
from tests.walks.grounds import grounds, walk_all
from tests.walks.walking import Walk, WalkFailed

WALKS = 4_000
"""Taken in turn over all procedures: enough that the longest is walked to its end."""


@pytest.mark.slow
def test_a_case_reloaded_at_every_step_goes_the_way_of_its_twin_in_memory() -> None:
    places = grounds()
    walk_all(places, WALKS, seed=1)
    assert [ground.unvisited() for ground in places] == [[] for _ in places]


def test_a_few_walks_over_every_procedure() -> None:
    places = grounds()
    walk_all(places, 40, seed=10_000)


def test_the_same_seed_walks_the_same_path() -> None:
    ground = grounds()[0]
    first, second = (Walk(ground, "application", 5) for _ in range(2))
    assert first.run() == second.run()
    assert first.path == second.path


def test_a_state_that_loses_a_value_fails_the_walk_with_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = codec.encode

    def forgetful(workflow: Any, next_number: int) -> bytes:
        workflow.data.pop("check_entry", None)
        return whole(workflow, next_number)

    monkeypatch.setattr(codec, "encode", forgetful)
    with pytest.raises(WalkFailed, match=r"routing values differ[^$]*check_entry"):
        walk_all(grounds(), 60, seed=1)
