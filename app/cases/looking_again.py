"""第7条: where the record tells something new, hints are looked for again at everybody who can read a case."""

from sqlalchemy.orm import Session

from app.cases import case_by_case
from app.cases.hearings import rehinting
from app.cases.runtime import Runtime
from app.cases.visits import pausing
from app.store.models.cases import Case


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
    return case_by_case.run(runtime, found, pausing.of_case)
