"""Whether a diagram always comes to its end, and what lies on every way to a step.

    check(diagrams)             -> findings of each diagram by itself; none means: proved
    passed(diagrams, passages)  -> findings of what all ways through an edition must pass

Each level (a process, or an embedded subprocess) is explored by itself: all the ways in which its tokens
can stand, outcomes of gateways free, timers and messages coming or not. A call or an embedded subprocess
is one step of the level around it, which may end or be interrupted; that it ends is proved at its own
level. A repeated step is one step too. What the data rule out is not considered, except by the property
`requires`, which the engine keeps: an act with it does not run before the steps that it names.
"""

from collections.abc import Mapping

from app.engine.diagram import Diagram
from app.engine.soundness.exploring import MOST_STATES, explore
from app.engine.soundness.finding import Finding
from app.engine.soundness.judging import judge
from app.engine.soundness.level import Level, levels
from app.engine.soundness.passages import Passage, Sign, passed

__all__ = ["MOST_STATES", "Finding", "Level", "Passage", "Sign", "check", "passed"]


def check(diagrams: Mapping[str, Diagram], *, most_states: int = MOST_STATES) -> list[Finding]:
    """Judge diagrams (by process id); what is not proved has a path that shows it."""
    found: list[Finding] = []
    for diagram in diagrams.values():
        ways: dict[str, tuple[str, ...]] = {"": ()}
        for level in levels(diagram):
            explored = explore(level, most_states)
            way = ways.get(level.parent, ())
            found += judge(level, explored, way)
            for node in level.nodes.values():
                if node.kind == "subProcess" and node.id in explored.reached:
                    ways[node.id] = (*way, *explored.way_to(node.id))
    return found
