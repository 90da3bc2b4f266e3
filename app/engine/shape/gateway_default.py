"""An exclusive gateway always has a way: a condition on every flow but one, the default."""

from collections.abc import Iterator
from typing import Any

from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Gateways that may be left without a way, or that cannot tell their ways apart."""
    for node in places.nodes(root):
        flows = places.leaving(node)
        if places.kind(node) != "exclusiveGateway" or (
            len(flows) < 2 and not any(map(places.conditioned, flows))
        ):
            continue
        own, default = node.get("id", ""), node.get("default")
        if default not in {flow.get("id") for flow in flows}:
            yield Fault(
                "gateway_default",
                own,
                Text(
                    f"排他ゲートウェイ「{own}」に、どの条件にも合わないときの流れ（default）を決めてください。",
                    f"Choose a default flow for the exclusive gateway “{own}”, for when no condition holds.",
                ),
            )
        for flow in flows:
            if places.conditioned(flow) == (flow.get("id") == default) and default:
                name = flow.get("id", "")
                yield Fault(
                    "gateway_default",
                    name,
                    Text(
                        f"流れ「{name}」：排他ゲートウェイの既定の流れには条件を書かず、ほかの流れにはすべて条件を書いてください。",
                        f"Flow “{name}”: the default flow of an exclusive gateway has no condition, "
                        "and every other one has.",
                    ),
                )
