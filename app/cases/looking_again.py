"""第7条: where the record tells something new, hints are looked for again at everybody who can read a case."""

import logging
from functools import partial

from sqlalchemy.orm import Session

from app.cases.hearings import rehinting
from app.cases.runtime import Runtime
from app.cases.visits import pausing
from app.outbox.failure import describe
from app.store.models.cases import Case

log = logging.getLogger("nintei.hints")


def of_person(runtime: Runtime, user_id: int) -> int:
    """The register tells something new of a person; how many seats and places on visits were shut."""
    return rehinting.of_person(runtime, user_id) + _visits(runtime, user_id)


def everywhere(runtime: Runtime) -> int:
    """Look again at every member and inspector; how many were shut out. Repeating it shuts no more."""
    return rehinting.everywhere(runtime) + _visits(runtime)


def of_case(session: Session, base_url: str, case: Case) -> int:
    """What is filed in a case has changed; the case is locked."""
    return rehinting.of_case(session, base_url, case) + pausing.of_case(session, base_url, case)


def _visits(runtime: Runtime, user_id: int | None = None) -> int:
    with runtime.db.read() as session:
        found = pausing.cases(session, user_id)
    paused = 0
    for case_id in found:
        try:
            paused += runtime.step(partial(_locked, runtime, case_id))
        except Exception as error:  # one case's trouble must not keep the others from being looked at
            log.error("hints of case %d: %s", case_id, describe(error))
    if paused:
        runtime.wake()
    return paused


def _locked(runtime: Runtime, case_id: int, session: Session) -> int:
    case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
    return pausing.of_case(session, runtime.settings.base_url, case)
