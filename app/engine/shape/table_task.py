"""A business rule task names one decision table, and nothing else does."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B, S
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Business rule tasks without a table or done several times, and other steps that name one."""
    for node in places.nodes(root):
        own = node.get("id", "")
        named = node.find(f"{B}extensionElements/{S}calledDecisionId")
        if places.kind(node) != "businessRuleTask":
            if named is not None:
                yield _fault(
                    own,
                    "判定表はビジネスルールタスクだけが使えます。要素の種類を変えてください。",
                    "only a business rule task decides by a decision table. Change its kind.",
                )
        elif named is None or not (named.text or "").strip():
            yield _fault(
                own,
                "どの判定表で判定するかを calledDecisionId に書いてください。",
                "name the decision table that it decides by in calledDecisionId.",
            )
        elif node.find(f"{B}multiInstanceLoopCharacteristics") is not None:
            yield _fault(
                own,
                "判定は1回だけ行えます。繰り返しの指定を外してください。",
                "a decision is made once. Take the repetition away.",
            )


def _fault(node: str, ja: str, en: str) -> Fault:
    return Fault("table_task", node, Text(f"「{node}」：{ja}", f"“{node}”: {en}"))
