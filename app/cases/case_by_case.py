"""The same piece of work in many cases, each locked in a transaction of its own."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy.orm import Session

from app.cases.runtime import Runtime
from app.outbox.failure import describe
from app.store.models.cases import Case

log = logging.getLogger("nintei.hints")

Work = Callable[[Session, str, Case], int]
"""What is done in a case that is locked, given the address of the pages; how much it changed."""


def run(runtime: Runtime, case_ids: Iterable[int], work: Work) -> int:
    """Do it in each case and return the sum; what fails in one is logged and keeps no other from its turn."""
    done = 0
    for case_id in case_ids:
        try:
            done += runtime.step(partial(_locked, runtime, case_id, work))
        except Exception as error:  # one case's trouble must not keep the others from being looked at
            log.error("hints of case %d: %s", case_id, describe(error))
    if done:
        runtime.wake()
    return done


def _locked(runtime: Runtime, case_id: int, work: Work, session: Session) -> int:
    case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
    return work(session, runtime.settings.base_url, case)
