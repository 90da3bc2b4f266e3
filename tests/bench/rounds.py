"""A completion in the fiftieth round of correction beside one in the first, through the task page."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench.browser import Browser
from tests.bench.completions import SHAPE, given
from tests.bench.ours import Ours, ours
from tests.bench.report import Figure, milliseconds, ratio

LATE = 50
STEPS_A_ROUND = 2
USED = 3
"""Late rounds measured of each case, so that fewer have to be led there: rounds 50 to 52."""


def figures(folder: Path, runs: int) -> Iterator[Figure]:
    """Cases that stand before their fiftieth round, and fresh ones, in turn."""
    made = ours(folder / "rounds")
    browsers = made.browsers()
    first, late = list[list[float]](), list[list[float]]()
    old = [_before(made, LATE) for _ in range(-(-runs // USED))]
    # The first one compiles templates and statements.
    _round(made, browsers, made.start(SHAPE))
    for run in range(runs):
        case_id = old[run % len(old)]
        for which in (0, 1) if run % 2 else (1, 0):
            if which:
                late.append(_round(made, browsers, case_id))
            else:
                first.append(_round(made, browsers, made.start(SHAPE)))
    note = f"round {LATE}: {milliseconds(late)}; round 1: {milliseconds(first)}"
    yield ratio("round50_over_round1", late, first, note)


def _before(made: Ours, number: int) -> int:
    """A case that has all the rounds before one of a number behind it."""
    case_id = made.start(SHAPE)
    for _ in range(STEPS_A_ROUND * (number - 1)):
        item = made.waiting(case_id)
        assert item is not None
        made.answer(item, given(item.node, last=False))
    return case_id


def _round(made: Ours, browsers: dict[str, Browser], case_id: int) -> list[float]:
    """The seconds of the two completions of a round."""
    taken = []
    for _ in range(STEPS_A_ROUND):
        item = made.waiting(case_id)
        assert item is not None
        fields = browsers[item.role].fill(item.id, given(item.node, last=False))
        taken.append(browsers[item.role].post(item.id, fields))
    return taken
