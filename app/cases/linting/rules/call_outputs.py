"""A called process gives what its callers read, at every end that it can come to."""

from collections.abc import Iterator

from app import feel
from app.cases.linting import graph
from app.cases.linting.expressions import expressions
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.cases.linting.provided import outputs
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """End events that leave out a value which a caller reads and another end gives."""
    paths = {diagram.process_id: path for path, diagram in proposal.diagrams.items()}
    for called, names in sorted(_read(proposal).items()):
        diagram = proposal.process(called)
        if diagram is None:
            continue
        for end in graph.main_ends(diagram, ""):
            for name in sorted(names & outputs(diagram) - set(end.prefixed("output"))):
                yield Found(
                    paths[called],
                    end.id,
                    Text(
                        f"この工程を呼び出す工程が「{name}」を読みますが、この終わり方では返していません。"
                        f"プロパティ output.{name} に式を書いてください。",
                        f"A process that calls this one reads “{name}”, but this end does not give it. "
                        f"Write it as property output.{name}.",
                    ),
                )


def _read(proposal: Proposal) -> dict[str, set[str]]:
    """The outputs of called processes that expressions name, by called process."""
    found: dict[str, set[str]] = {}
    for diagram in proposal.diagrams.values():
        calls = {node.id: node.called for node in diagram.nodes.values() if node.called}
        for expression in expressions(diagram):
            try:
                names = feel.names_used(expression.text)
            except feel.FeelError:
                continue
            for name in names:
                node, _, rest = name.partition(".")
                if node in calls and rest:
                    found.setdefault(calls[node], set()).add(rest.split(".")[0])
    return found
