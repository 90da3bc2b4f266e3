"""Only gateways split."""

from collections.abc import Iterator
from typing import Any

from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

GATEWAYS = {"exclusiveGateway", "parallelGateway"}


def faults(root: Any) -> Iterator[Fault]:
    """Nodes other than gateways with several flows out."""
    for node in places.nodes(root):
        if places.kind(node) not in GATEWAYS and len(places.leaving(node)) > 1:
            own = node.get("id", "")
            yield Fault(
                "implicit_split",
                own,
                Text(
                    f"「{own}」から流れが2本以上出ています（暗黙の分岐）。"
                    "同時に進めるなら並列ゲートウェイ、どれか1つなら排他ゲートウェイを後ろに置いてください。",
                    f"Several flows leave “{own}” (an implicit split). Put a parallel gateway behind it if all "
                    "are taken, an exclusive one if only one is.",
                ),
            )
