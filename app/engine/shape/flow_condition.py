"""Only flows that leave an exclusive gateway carry conditions: elsewhere the engine ignores them."""

from collections.abc import Iterator
from typing import Any

from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Flows with a condition out of anything else."""
    for node in places.nodes(root):
        if places.kind(node) == "exclusiveGateway":
            continue
        for flow in places.leaving(node):
            if places.conditioned(flow) or node.get("default"):
                own = flow.get("id", "")
                yield Fault(
                    "flow_condition",
                    own,
                    Text(
                        f"流れ「{own}」の条件は、排他ゲートウェイから出る流れではないため働きません。"
                        "排他ゲートウェイを置いて、そこから出る流れに条件を書いてください。",
                        f"The condition at “{own}” leaves no gateway that asks it, so it would be ignored. Put "
                        "an exclusive gateway there and write the condition on its flows.",
                    ),
                )
