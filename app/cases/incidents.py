"""A failed step becomes a row that the operators see; the person's text stays in the draft."""

import traceback

from sqlalchemy.orm import Session

from app import clock
from app.cases.runtime import Runtime
from app.store.models.procedures import Incident, Instance, WorkItem


def record(
    runtime: Runtime,
    *,
    what: str,
    error: BaseException,
    item_id: int | None = None,
    instance_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """Store what failed, in a transaction of its own: the type and place, never the data of the case."""
    cause = error.__cause__ or error
    place = traceback.extract_tb(cause.__traceback__)
    where = f"{place[-1].name}:{place[-1].lineno}" if place else ""
    runtime.count("failed")
    said = f"{type(cause).__name__} at {where}: {_safe(cause)}"

    def add(session: Session) -> None:
        of = instance_id
        if item_id is not None:
            item = session.get(WorkItem, item_id)
            of = item.instance_id if item else None
        # The row refers to both: without the lock in our order, the check of the reference takes the case first.
        instance = (
            session.get(Instance, of, with_for_update={"read": True, "key_share": True})
            if of is not None
            else None
        )
        of_case = instance.case_id if instance else case_id
        session.add(Incident(instance_id=of, case_id=of_case, what=what, error=said, at=clock.real_now()))

    runtime.step(add)


def _safe(error: BaseException) -> str:
    text = getattr(error, "text", None)
    return text.en if text is not None else type(error).__name__
