"""Many waiting instances at once: one is started as always, and its rows are copied."""

from typing import Any

from sqlalchemy import func, insert, select

from app.store import rows
from app.store.base import Base
from app.store.models.cases import Case
from app.store.models.procedures import Instance, Timer, WorkItem
from tests.bench.ours import Ours


def fill(made: Ours, shape: str, count: int) -> range:
    """Start a shape `count` times, at its first step; the ids of the instances.

    The copies are cases of their own: number, work item, timers; what is not copied is their first event.
    """
    case_id = made.start(shape)
    with made.runtime.db.step() as session:
        first = session.scalar(select(Instance.id).where(Instance.case_id == case_id))
        assert first is not None
        own = {"case_id": case_id, "instance_id": first}
        fresh: dict[str, Any] = {"event_seq": 0, "event_hash": ""}
        copied = [
            (Case, Case.id == case_id, {"id", "case_no"}, fresh),
            (Instance, Instance.id == first, {"id", "case_id"}, {}),
            (WorkItem, WorkItem.instance_id == first, {"id", *own}, {}),
            (Timer, Timer.instance_id == first, {"instance_id"}, {}),
        ]
        for model, mine, changing, reset in copied:
            table = rows.table(model)
            for row in session.execute(select(table).where(mine)).mappings().all():
                last = _last(session, model)
                session.connection().execute(
                    insert(table),
                    [
                        {**row, **reset, **{name: _of_copy(name, row[name], at, last) for name in changing}}
                        for at in range(1, count)
                    ],
                )
    return range(first, first + count)


def _last(session: Any, model: type[Base]) -> int:
    table = rows.table(model)
    return int(session.scalar(select(func.max(table.c.id))) or 0) if "id" in table.c else 0


def _of_copy(name: str, original: Any, at: int, last: int) -> Any:
    """Ids are counted on; whatever else must differ is numbered."""
    if name == "id":
        return last + at
    return original + at if name.endswith("_id") else f"{original}-{at}"
