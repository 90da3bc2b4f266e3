"""Who asks for an instance of a process names one that exists and gives exactly what that declares."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text

THROWS = ("intermediateThrowEvent", "endEvent")


def findings(proposal: Proposal) -> Iterator[Found]:
    """Starts of nothing, and inputs that are missing or that the process does not know."""
    for path, _, node in proposal.nodes(*THROWS):
        name = node.properties.get("starts")
        if name is None or node.event != "message":
            continue
        begun = proposal.process(name)
        if begun is None:
            if name not in proposal.unread:
                yield Found(path, node.id, _unknown(name))
            continue
        given = frozenset(node.prefixed("payload"))
        for each in sorted(begun.inputs - given):
            yield Found(path, node.id, _missing(name, each))
        for each in sorted(given - begun.inputs):
            yield Found(path, node.id, _undeclared(name, each))


def _unknown(name: str) -> Text:
    return Text(
        f"始める工程「{name}」がありません。プロパティ starts に、processes/ にある工程のidを書いてください。",
        f"The process “{name}” to be started does not exist. Write the id of one in processes/ "
        "as property starts.",
    )


def _missing(name: str, value: str) -> Text:
    return Text(
        f"始める工程「{name}」の入力「{value}」が足りません。プロパティ payload.{value} に式を書いてください。",
        f"The process “{name}” to be started needs the input “{value}”: write it as property payload.{value}.",
    )


def _undeclared(name: str, value: str) -> Text:
    return Text(
        f"始める工程「{name}」に入力「{value}」は宣言されていません。消すか、その工程の inputs に書いてください。",
        f"The process “{name}” to be started declares no input “{value}”: remove it, "
        "or add it to that process's inputs.",
    )
