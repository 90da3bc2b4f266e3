"""A service task names an act that exists and gives it exactly the inputs it declares."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Service tasks without an act, with an unknown one, and with too few or too many inputs."""
    for path, _, node in proposal.nodes("serviceTask"):
        act = proposal.acts.get(node.operation)
        if act is None:
            yield Found(path, node.id, _unknown(node.operation))
            continue
        given = frozenset(node.parameters)
        for name in sorted(act.inputs ^ given):
            missing = name in act.inputs
            yield Found(
                path,
                node.id,
                Text(
                    f"処理「{node.operation}」の入力「{name}」"
                    + (
                        "が足りません。parameter に式を書いてください。"
                        if missing
                        else "はありません。消してください。"
                    ),
                    f"The act “{node.operation}” "
                    + (
                        f"needs the input “{name}”: write its expression as a parameter."
                        if missing
                        else f"has no input “{name}”: remove it."
                    ),
                ),
            )


def _unknown(operation: str) -> Text:
    if not operation:
        return Text(
            "処理の名前（serviceTaskOperator の id）を書いてください。",
            "Name the act that it runs: the id of its serviceTaskOperator.",
        )
    return Text(
        f"処理「{operation}」は登録されていません。登録済みの処理の名前を書いてください。",
        f"The act “{operation}” does not exist. Write the name of a registered one.",
    )
