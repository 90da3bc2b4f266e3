"""The checker's verdict is what the real engine does when a diagram is run in every way."""

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from app.engine import DiagramRefused, soundness
from tests.engine.blocks import Drawing, careless, sound
from tests.engine.exhausting import Exhausting, Runs, TooMuch

OURS_ALONE = {"surplus", "dead_end"}
"""Refused by the checker although the engine may get through: it swallows a second arrival at a join, and
ends where a branch just stops, if another one has reached an end. A join that waits for a way which leads
back to it is passed by the engine, against the standard; the checker refuses this too, and a subprocess that
may get stuck although an event can end it from outside, or although nothing reaches it."""
SLOW = settings(
    derandomize=True,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def run(drawing: Drawing) -> Runs:
    assume(not drawing.has_loop_without_choice())
    try:
        return Exhausting(drawing.xml()).run()
    except (TooMuch, DiagramRefused):
        assume(False)
        raise


@given(sound())
@settings(deadline=None, derandomize=True)
def test_blocks_put_into_one_another_are_sound(drawing: Drawing) -> None:
    assert soundness.check({"sketch": drawing.diagram()}) == []


@pytest.mark.slow
@given(sound())
@SLOW
def test_what_is_proved_sound_the_engine_always_ends_and_visits_wholly(drawing: Drawing) -> None:
    runs = run(drawing)
    assert runs.can_always_end()
    assert not runs.grows
    assert runs.visited == drawing.parts.keys()


@pytest.mark.slow
@given(careless())
@SLOW
def test_a_careless_diagram_is_judged_as_the_engine_runs_it(drawing: Drawing) -> None:
    runs = run(drawing)
    found = soundness.check({"sketch": drawing.diagram()})
    kinds = {each.kind for each in found}
    event(", ".join(sorted(kinds)) or "sound")
    fails = runs.breaks or runs.grows or not runs.can_always_end()
    if fails:
        assert kinds - {"dead_node"}
    elif not kinds & OURS_ALONE and not any(is_stricter(drawing, each, runs) for each in found):
        never = drawing.parts.keys() - runs.visited
        assert kinds <= {"dead_node"}, found
        assert {each.node for each in found} <= never
        assert bool(found) == bool(never)


def is_stricter(drawing: Drawing, finding: soundness.Finding, runs: Runs) -> bool:
    if finding.kind in ("deadlock", "orphan") and drawing.comes_back_to(finding.node):
        return True
    around = drawing.parts[finding.node].parent
    while around and finding.kind != "dead_node":
        if around not in runs.visited or any(
            part.host == around and part.interrupting for part in drawing.parts.values()
        ):
            return True
        around = drawing.parts[around].parent
    return False
