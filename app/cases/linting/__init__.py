"""The deployment linter: whether files can be put in force together and do what their drawings say.

    judge(files, acts)   -> findings, in the order of files, elements and rules; none means: in force
    RULES                -> the rules over an edition, one module each, in `app.cases.linting.rules`

What one diagram must keep by itself is judged by `app.engine.shape`, one module a rule as well. A rule is
added by writing its module with `findings(proposal)`, listing it in `rules/__init__.py`, and giving it a
folder `tests/linting/<rule>/` with diagrams that keep it (`valid.bpmn`) and break it (`invalid.bpmn`).
Decision tables are judged by `app.engine.tabular` in the same way.
"""

from collections.abc import Mapping

from app import engine
from app.cases.linting.finding import Finding, Found
from app.cases.linting.proposal import Operation, Proposal, propose
from app.cases.linting.rules import RULES

__all__ = ["RULES", "Finding", "Found", "Operation", "Proposal", "judge", "propose"]


def judge(files: Mapping[str, str], acts: Mapping[str, Operation]) -> list[Finding]:
    """What stands against putting these files in force; `acts` are the operations that exist."""
    proposal = propose(files, acts)
    found = {
        Finding(path, fault.node, fault.rule, fault.text.ja, fault.text.en) for path, fault in proposal.faults
    }
    for rule in RULES:
        name = rule.__name__.rpartition(".")[2]
        for path, node, text in rule.findings(proposal):
            found.add(Finding(path, node, name, text.ja, text.en))
    if not found:
        found |= _unloadable(files)
    return sorted(found)


def _unloadable(files: Mapping[str, str]) -> set[Finding]:
    """The last word is the engine's own: whatever the rules have missed is not put in force either."""
    try:
        engine.build(
            {path: text.encode() for path, text in files.items() if path.endswith((".bpmn", ".dmn"))}
        )
    except engine.EngineError as refused:
        return {Finding("", "", "loads", refused.text.ja, refused.text.en)}
    return set()
