"""A call gives the called process exactly what that declares as its inputs."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Inputs that are missing or that the called process does not know."""
    for path, _, node in proposal.nodes("callActivity"):
        called = proposal.process(node.called)
        if called is None:
            continue
        for name in sorted(called.inputs ^ frozenset(node.prefixed("input"))):
            missing = name in called.inputs
            yield Found(
                path,
                node.id,
                Text(
                    f"工程「{node.called}」の入力「{name}」"
                    + (
                        f"が足りません。プロパティ input.{name} に式を書いてください。"
                        if missing
                        else "は宣言されていません。消すか、その工程の inputs に書いてください。"
                    ),
                    f"The process “{node.called}” "
                    + (
                        f"needs the input “{name}”: write it as property input.{name}."
                        if missing
                        else f"declares no input “{name}”: remove it, or add it to that process's inputs."
                    ),
                ),
            )
