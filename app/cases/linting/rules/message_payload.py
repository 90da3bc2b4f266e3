"""Who sends a message gives what its receivers read."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.cases.linting.provided import received
from app.law.text import Text

THROWS = ("intermediateThrowEvent", "endEvent")
CATCHES = ("intermediateCatchEvent", "boundaryEvent")


def findings(proposal: Proposal) -> Iterator[Found]:
    """Sending events that leave out a value which some receiver declares."""
    wanted: dict[str, set[str]] = {}
    for _, _, node in proposal.nodes(*CATCHES):
        if node.event == "message":
            wanted.setdefault(node.message, set()).update(received(node))
    for path, _, node in proposal.nodes(*THROWS):
        if "starts" in node.properties:
            continue  # it goes to a process that begins, see start_request
        for name in sorted(wanted.get(node.message, set()) - set(node.prefixed("payload"))):
            yield Found(
                path,
                node.id,
                Text(
                    f"メッセージ「{node.message}」の受け手が「{name}」を読みます。プロパティ payload.{name} に式を書いてください。",
                    f"A receiver of the message “{node.message}” reads “{name}”. "
                    f"Write it as property payload.{name}.",
                ),
            )
