"""A state that was stored once opens for ever, on the files of its edition, and can be completed."""

import json
import zlib

import pytest

from app import clock
from app.engine.errors import StateRefused
from app.engine.live import Live
from tests.states.kept import KEPT, Release, State, read, waits
from tests.walks.grounds import ground
from tests.walks.walking import Walk

RELEASES = [read(path) for path in sorted(KEPT.glob("*.json"))]
MOST_STEPS = 400


def by_name(release: Release) -> str:
    return release.name


@pytest.mark.parametrize("release", RELEASES, ids=by_name)
def test_an_old_state_waits_for_what_it_waited_for(release: Release) -> None:
    over = ground(release.files)
    for state in release.states:
        clock.fix(state.at)
        live = Live.load(over.library, state.process_id, state.stored)
        assert waits(live.waiting()) == state.waits, state.path


@pytest.mark.parametrize("release", RELEASES, ids=by_name)
def test_an_old_state_is_completed_to_an_end(release: Release) -> None:
    over = ground(release.files)
    for number, state in enumerate(release.states):
        walk = Walk(over, state.process_id, number, most_steps=MOST_STEPS)
        assert walk.resume(state.stored, state.at), state.path


def test_states_are_kept_inside_calls_subprocesses_loops_and_with_timers() -> None:
    first = next(each for each in RELEASES if each.name.startswith("51ad7270c04289bc"))
    kept = [json.loads(zlib.decompress(state.stored)) for state in first.states]
    assert {each["f"] for each in kept} == {1}
    inner = [part for each in kept for part in each["w"]["p"].values()]
    assert any(part["p"] for part in inner), "a call inside an embedded subprocess"
    assert any(len(state.waits["timers"]) > 1 for state in first.states)
    assert any(in_a_second_round(state) for state in first.states)


def in_a_second_round(state: State) -> bool:
    nodes = [node for _, _, node, *_ in state.waits["items"]]
    return any(sum(f" {node} " in step for step in state.path) > 1 for node in nodes)


def test_the_kept_states_stay_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.glob("*.json")) < 300_000


def test_a_state_of_a_later_format_is_refused_with_what_to_do() -> None:
    release = RELEASES[0]
    over, state = ground(release.files), release.states[0]
    stored = json.loads(zlib.decompress(state.stored)) | {"f": 99}
    with pytest.raises(StateRefused) as refused:
        Live.load(over.library, state.process_id, zlib.compress(json.dumps(stored).encode()))
    assert "99" in refused.value.text.ja
    assert "Update to the version that stored it" in refused.value.text.en


def test_a_damaged_state_is_refused_and_not_taken_for_an_empty_one() -> None:
    release = RELEASES[0]
    over, state = ground(release.files), release.states[0]
    for damaged in (b"", state.stored[:40], zlib.compress(b"[]"), zlib.compress(b"{}")):
        with pytest.raises(StateRefused):
            Live.load(over.library, state.process_id, damaged)
