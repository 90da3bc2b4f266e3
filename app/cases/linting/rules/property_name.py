"""A node carries only properties that are read there: a mistyped `due` would lose a date in silence."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.engine import Node
from app.law.text import Text

EVERYWHERE = frozenset({"name_en", "guidance_en"})
AT = {
    "userTask": frozenset({"stage", "due", "target", "separate_from", "bind", "person"}),
    "serviceTask": frozenset({"requires"}),
    "callActivity": frozenset({"input."}),
    "endEvent": frozenset({"output."}),
}
"""Names by kind of node; one with a dot at its end begins the names of values."""
SENDS = frozenset({"key", "payload.", "starts"})
RECEIVES = frozenset({"key", "receives"})


def findings(proposal: Proposal) -> Iterator[Found]:
    """Properties that nothing reads."""
    for path, _, node in proposal.nodes():
        known = read_at(node)
        for name in sorted(node.properties):
            prefix, dot, rest = name.partition(".")
            if (prefix + dot if rest else name) not in known:
                listed = "、".join(each + "<名前>" if each.endswith(".") else each for each in sorted(known))
                listed_en = ", ".join(
                    each + "<name>" if each.endswith(".") else each for each in sorted(known)
                )
                yield Found(
                    path,
                    node.id,
                    Text(
                        f"プロパティ「{name}」はここでは読まれません。消すか、次のどれかに直してください：{listed}。",
                        f"The property “{name}” is not read here. Remove it, or write one of: {listed_en}.",
                    ),
                )


def read_at(node: Node) -> frozenset[str]:
    """The properties that are read at a node; outputs only at an end of the process itself."""
    known = EVERYWHERE | AT.get(node.kind, frozenset())
    if node.kind == "endEvent" and node.parent:
        known -= {"output."}
    if node.event == "message":
        known |= SENDS if node.kind in ("intermediateThrowEvent", "endEvent") else RECEIVES
    return known
