"""A boundary event sits on something that takes time."""

from collections.abc import Iterator
from typing import Any

from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

HOSTS = {"userTask", "subProcess", "callActivity"}


def faults(root: Any) -> Iterator[Fault]:
    """Boundary events on nothing, on another level, or on what is over at once."""
    for node in places.nodes(root):
        if places.kind(node) != "boundaryEvent":
            continue
        near = {each.get("id"): places.kind(each) for each in node.getparent() if isinstance(each.tag, str)}
        if near.get(node.get("attachedToRef")) not in HOSTS:
            own = node.get("id", "")
            yield Fault(
                "boundary_host",
                own,
                Text(
                    f"境界イベント「{own}」は、ユーザータスク・サブプロセス・呼出しアクティビティに付けてください。",
                    f"Attach the boundary event “{own}” to a user task, a subprocess or a call activity.",
                ),
            )
