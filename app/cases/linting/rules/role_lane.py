"""Every human step lies in the lane of a role, and every lane with a node is a role's."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law import roles
from app.law.text import Text

NAMES = "、".join(role.lane for role in roles.ROLES)


def findings(proposal: Proposal) -> Iterator[Found]:
    """Human steps without a role, and nodes in lanes that are none."""
    for path, _, node in proposal.nodes():
        if roles.role_of_lane(node.lane) is not None or (not node.lane and node.kind != "userTask"):
            continue
        yield Found(
            path,
            node.id,
            Text(
                f"レーン「{node.lane}」は役割の名前ではありません。次のどれかのレーンに置いてください：{NAMES}。",
                f"The lane “{node.lane}” is no role. Put the node into a lane with one of these names: {NAMES}.",
            ),
        )
