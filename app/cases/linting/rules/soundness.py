"""Whatever happens, a procedure comes to its end and leaves nothing behind; each step can be reached."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.cases.linting.rules import dead_end, loop_checkpoint, one_start, parallel_pairs, unreachable
from app.engine import soundness

_PLAIN = (one_start, dead_end, unreachable, parallel_pairs, loop_checkpoint)
"""Rules that see the plain cases of the same faults; what they have told of a file is not told twice."""


def findings(proposal: Proposal) -> Iterator[Found]:
    """What exploring the states of a diagram shows, with a way that leads there."""
    struck = {path for rule in _PLAIN for path, _, _ in rule.findings(proposal)}
    for path, diagram in proposal.diagrams.items():
        if path not in struck:
            for each in soundness.check({diagram.process_id: diagram}):
                yield Found(path, each.node, each.text)
