"""A call activity calls a process that exists, and none calls itself."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Calls of nothing, and calls that come back to their own process."""
    calls = {
        diagram.process_id: {node.called for node in diagram.nodes.values() if node.called}
        for diagram in proposal.diagrams.values()
    }
    for path, diagram, node in proposal.nodes("callActivity"):
        if node.called not in calls:
            if node.called not in proposal.unread:
                yield Found(
                    path,
                    node.id,
                    Text(
                        f"呼び出す工程「{node.called}」がありません。processes/ にある工程のidを書いてください。",
                        f"The called process “{node.called}” does not exist. Write the id of one in processes/.",
                    ),
                )
        elif diagram.process_id in _called(node.called, calls):
            yield Found(
                path,
                node.id,
                Text(
                    f"工程「{node.called}」の呼出しが、自分の工程に戻ってきます。くり返しは排他ゲートウェイに戻る流れで描いてください。",
                    f"The call of “{node.called}” comes back to this process. Draw repetition as a flow back "
                    "to an exclusive gateway.",
                ),
            )


def _called(process: str, calls: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [process]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(calls.get(each, ()))
    return found
