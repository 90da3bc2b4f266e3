"""No id that the engine gives to tasks of its own."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import RESERVED
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Nodes with such an id."""
    for node in places.nodes(root):
        own = node.get("id", "")
        if RESERVED.search(own):
            yield Fault(
                "reserved_id",
                own,
                Text(
                    f"id「{own}」は実行系が使うため付けられません。別のidにしてください。",
                    f"The id “{own}” is used by the engine itself. Choose another id.",
                ),
            )
