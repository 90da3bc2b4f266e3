"""`python -m tests.walks [--walks N] [--seed N]`: a longer walk than the tests take."""

import argparse
import sys
import time

from tests.walks.grounds import grounds, walk_all
from tests.walks.walking import Ground, Walk, WalkFailed

TRIES = 300
"""Other seeds tried, after a failure, for a shorter path to one."""


def main() -> int:
    """Walk, and tell how it went; 1 when a walk failed."""
    parser = argparse.ArgumentParser(description="Random walks over every diagram with the real engine.")
    parser.add_argument("--walks", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    places, begun = grounds(), time.monotonic()
    try:
        walks = walk_all(places, asked.walks, asked.seed)
    except WalkFailed as failed:
        sys.stderr.write(f"{shortest(places, failed)}\n")
        return 1
    steps = sum(len(walk.path) for walk in walks)
    missing = [name for ground in places for name in ground.unvisited()]
    sys.stdout.write(
        f"{len(walks)} walks from seed {asked.seed}, {steps} steps, {time.monotonic() - begun:.1f} s; "
        f"not visited: {', '.join(missing) or 'nothing'}\n"
    )
    return 1 if missing else 0


def shortest(places: list[Ground], failed: WalkFailed) -> WalkFailed:
    """The failure with the shortest path among some more walks over the same process."""
    ground = next(each for each in places if failed.process_id in each.library.diagrams)
    for seed in range(TRIES):
        try:
            Walk(ground, failed.process_id, seed, most_steps=len(failed.path) - 2).run()
        except WalkFailed as shorter:
            if len(shorter.path) < len(failed.path):
                failed = shorter
    return failed


if __name__ == "__main__":
    sys.exit(main())
