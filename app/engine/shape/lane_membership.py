"""A node lies in one lane at most."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Nodes that several lanes list, and what lanes list although it is not there."""
    counted = Counter((ref.text or "").strip() for ref in root.iter(f"{B}flowNodeRef"))
    known = {node.get("id") for node in places.nodes(root)}
    for own, count in counted.items():
        if own not in known:
            yield Fault(
                "lane_membership",
                own,
                Text(
                    f"レーンにある「{own}」という要素は図にありません。レーンから外してください。",
                    f"A lane lists “{own}”, which is not in the diagram. Take it off the lane.",
                ),
            )
        elif count > 1:
            yield Fault(
                "lane_membership",
                own,
                Text(
                    f"「{own}」が{count}つのレーンに入っています。担当する役割のレーン1つだけに置いてください。",
                    f"“{own}” lies in {count} lanes. Put it into one: that of the role that does it.",
                ),
            )
