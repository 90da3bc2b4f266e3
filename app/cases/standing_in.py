"""A step that belongs to one person outlives the person's place: who does it instead, and who is told.

The engine asks when a step is made; once a day, and as a term ends, every step that waits is looked at again.
"""

import logging
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.hearings import presiding, succession
from app.cases.runtime import Runtime
from app.cases.visits import leading
from app.outbox.failure import describe
from app.store.models.cases import Case
from app.store.models.procedures import WorkItem

log = logging.getLogger("nintei.standing_in")


def who(session: Session, case: Case, node: str, named: int) -> int | None:
    """Who does a step now that names a user (app.engine.bound.StandsIn); None for a step that nobody takes over."""
    if node in presiding.STEPS:
        return presiding.stands_in(session, case, named)
    if node in leading.STEPS:
        return leading.stands_in(session, case, named)
    return None


def everywhere(runtime: Runtime) -> None:
    """Let whoever is next preside, and tell the planners of visits whose lead is gone. Repeating it does no more."""
    try:
        succession.everywhere(runtime)
        with runtime.db.read() as session:
            cases = session.scalars(
                select(WorkItem.case_id)
                .distinct()
                .where(WorkItem.node.in_(leading.STEPS), WorkItem.state == "open", WorkItem.bound)
            ).all()
        for case_id in cases:
            if case_id is not None:
                runtime.step(partial(_tell, runtime, case_id))
    except Exception as error:  # a trouble here must not keep what comes after it from being done
        log.error("steps of people who left: %s", describe(error))
    runtime.wake()


def _tell(runtime: Runtime, case_id: int, session: Session) -> bool:
    case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
    return leading.tell(session, runtime.settings.base_url, case)
