"""An id stands once in a file, subprocesses included: values and forms are found by it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """Ids that several nodes, flows or the process share."""
    elements = [*places.nodes(root), *places.flows(root), *root.findall(f"{B}process")]
    counted = Counter(element.get("id", "") for element in elements)
    for own, count in counted.items():
        if own and count > 1:
            yield Fault(
                "unique_id",
                own,
                Text(
                    f"id「{own}」が{count}か所にあります。サブプロセスの中も含めて、1か所ずつ別のidにしてください。",
                    f"The id “{own}” stands in {count} places. Give each its own id, also inside subprocesses.",
                ),
            )
