"""The conditions of an exclusive gateway exclude each other, or say in which order they are asked."""

from collections.abc import Iterator
from itertools import combinations

from app.cases.linting.disjoint import disjoint
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.engine import Flow
from app.feel import FeelError
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Gateways whose way would depend on the order of the flows in the file."""
    for path, diagram, node in proposal.nodes("exclusiveGateway"):
        flows = [flow for flow in diagram.leaving(node.id) if flow.condition and not flow.is_default]
        if _ordered(flows):
            continue
        overlapping = [(one, other) for one, other in combinations(flows, 2) if _may_overlap(one, other)]
        for one, other in overlapping[:1]:
            yield Found(
                path,
                node.id,
                Text(
                    f"条件「{one.condition}」と「{other.condition}」は同時に成り立つことがあり、どちらに進むか決まりません。"
                    "重ならない条件にするか、条件のある流れすべてに priority（1、2、…の順に調べる）を付けてください。",
                    f"The conditions “{one.condition}” and “{other.condition}” may hold together, so the way is "
                    "not decided. Let them exclude each other, or give every flow with a condition a property "
                    "priority (1, 2, …: the order in which they are asked).",
                ),
            )


def _ordered(flows: list[Flow]) -> bool:
    places = [flow.priority for flow in flows]
    return None not in places and len(set(places)) == len(places)


def _may_overlap(one: Flow, other: Flow) -> bool:
    try:
        return not disjoint(one.condition, other.condition)
    except FeelError:
        return False
