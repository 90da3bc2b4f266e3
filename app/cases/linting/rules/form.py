"""Every human step has its form, and every form its step."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Steps without a form, and forms that nobody will see."""
    steps = set()
    for path, diagram, node in proposal.nodes("userTask"):
        file = f"forms/{diagram.process_id}/{node.id}.form"
        steps.add(file)
        if file not in proposal.files:
            yield Found(
                path,
                node.id,
                Text(
                    f"作業「{diagram.process_id}.{node.id}」の様式がありません。{file} を作ってください。",
                    f"The step “{diagram.process_id}.{node.id}” has no form. Make {file}.",
                ),
            )
    for file in sorted(proposal.files):
        name = file.removeprefix("forms/").removesuffix(".form").replace("/", ".")
        if file.endswith(".form") and file not in steps and name.split(".")[0] not in proposal.unread:
            yield Found(
                file,
                "",
                Text(
                    f"様式「{name}」に対応する作業がありません。作業のidに合わせて名前を変えるか、消してください。",
                    f"The form “{name}” belongs to no step. Rename it after its step, or remove it.",
                ),
            )
