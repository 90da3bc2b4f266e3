"""A flow connects two nodes of the same level."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import NODES
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Flows with a loose end, or that cross the border of a subprocess."""
    for flow in places.flows(root):
        near = {each.get("id") for each in flow.getparent() if isinstance(each.tag, str) and _is_node(each)}
        if not {flow.get("sourceRef"), flow.get("targetRef")} <= near:
            own = flow.get("id", "")
            yield Fault(
                "flow_ends",
                own,
                Text(
                    f"流れ「{own}」の両端を、同じ階層にある要素につないでください。サブプロセスの枠は越えられません。",
                    f"Connect both ends of the flow “{own}” with nodes of the same level. "
                    "A flow cannot cross the border of a subprocess.",
                ),
            )


def _is_node(element: Any) -> bool:
    return places.kind(element) in NODES
