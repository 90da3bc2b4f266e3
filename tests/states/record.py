"""`python -m tests.states.record`: keep instances of the edition that ships, as they are stored now.

To be run whenever an edition or an engine version is released. What is kept is never recorded again: a
state that no longer opens is a fault of the code, not of the state.
"""

import sys
from random import Random

from app import clock
from app.cases import editions
from app.config import ROOT
from tests.states.kept import State, place, waits, write
from tests.walks.grounds import ground
from tests.walks.walking import Walk

WALKS = 200
MOST_STATES = 80


def record() -> list[State]:
    """Instances from random walks: one of each kind of wait, those in a second round apart."""
    over = ground(editions.read_folder(ROOT))
    found: dict[tuple[object, ...], State] = {}

    def keep(walk: Walk) -> None:
        waiting = walk.twin.waiting()
        nodes = sorted(item.node.id for item in waiting.items.values())
        again = any(sum(f" {node} " in step for step in walk.path) > 1 for node in nodes)
        kind = (walk.process_id, *nodes, len(waiting.timers), len(waiting.messages), again)
        if kind not in found:
            found[kind] = State(walk.process_id, clock.now(), walk.state, waits(waiting), list(walk.path))

    for number in range(WALKS):
        for process in over.library.diagrams:
            Walk(over, process, number).run(keep)
    states = list(found.values())
    return states if len(states) <= MOST_STATES else Random(0).sample(states, MOST_STATES)


def main() -> int:
    """Write the file, unless the edition is kept already."""
    files = editions.read_folder(ROOT)
    if place(files).exists():
        sys.stderr.write(f"{place(files).name} is kept already; what is kept never changes.\n")
        return 1
    path = write(files, record())
    sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
