"""Ways that are split to go on together are joined again, and a join has its split."""

from collections.abc import Iterator

from app.cases.linting import graph
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text

UNJOINED = Text(
    "ここで分かれた流れがすべて集まる並列ゲートウェイがありません。分けた流れは、並列ゲートウェイで1つに戻してください。",
    "No parallel gateway brings together all ways that are split here. Join them in one.",
)
UNSPLIT = Text(
    "ここに集まる流れを分けた並列ゲートウェイがありません。どれか1つだけが来る合流なら、排他ゲートウェイにしてください。",
    "No parallel gateway has split the ways that meet here, so it would wait for ever. "
    "Use an exclusive gateway where only one of them comes.",
)


def findings(proposal: Proposal) -> Iterator[Found]:
    """Splits without a join on every branch, and joins that are not behind a split."""
    for path, diagram in proposal.diagrams.items():
        onward = graph.successors(diagram)
        gateways = [node.id for node in diagram.nodes.values() if node.kind == "parallelGateway"]
        branches = {
            node: [graph.reached([flow.target], onward) for flow in diagram.leaving(node)]
            for node in gateways
        }
        sources = {node: [flow.source for flow in diagram.entering(node)] for node in gateways}
        splits = [node for node in gateways if len(branches[node]) > 1]
        joins = [node for node in gateways if len(sources[node]) > 1]
        for split in splits:
            if not any(all(join in branch for branch in branches[split]) for join in joins):
                yield Found(path, split, UNJOINED)
        for join in joins:
            if not any(_meets(sources[join], split, branches[split]) for split in splits):
                yield Found(path, join, UNSPLIT)


def _meets(sources: list[str], split: str, branches: list[set[str]]) -> bool:
    """Whether each way into a join comes from a branch of the split, and not all from the same one."""
    origins = [
        {number for number, branch in enumerate(branches) if source in branch or source == split}
        for source in sources
    ]
    return all(origins) and len(set().union(*origins)) > 1
