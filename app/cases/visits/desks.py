"""Who brings in an answer that is no step: the desk for a letter, the provider on the portal after its step is gone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import letters
from app.cases.visits.asked import Asked, asked
from app.cases.visits.letters import Given
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.visits import Visit
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

NOTHING = Text(
    "この調査について、事業者に回答をお願いしたものはまだありません。",
    "Nothing has been asked of the provider on this visit yet.",
)
ANSWERED = Text(
    "この調査についての回答はすでに受け取っています。続きの連絡は事務局へお願いします。",
    "Your answer on this visit has been received. For anything further please write to the secretariat.",
)
OPEN = Text(
    "回答の作業が待っています。申請の画面の「次にしていただくこと」から回答してください。",
    "The step for the answer still waits. Answer it from your application's page.",
)


def at_desk(session: Session, viewer: Viewer, number: str) -> Visit:
    """A visit of a case that the viewer sees as secretariat or reviewer; raises Unknown."""
    if not viewer.is_("secretariat") and not viewer.is_("reviewer"):
        raise Unknown(UNKNOWN)
    return _visit(session, viewer, number)


def at_portal(session: Session, viewer: Viewer, case_no: str, number: str) -> Visit:
    """A visit of one's own case; raises Unknown."""
    visit = _visit(session, viewer, number)
    case = session.get_one(Case, visit.case_id)
    if case.case_no != case_no or case.provider_id not in viewer.provider_ids:
        raise Unknown(UNKNOWN)
    return visit


def _visit(session: Session, viewer: Viewer, number: str) -> Visit:
    visit = session.scalar(
        select(Visit).join(Case, Case.id == Visit.case_id).where(Visit.number == number, case_visible(viewer))
    )
    if visit is None:
        raise Unknown(UNKNOWN)
    return visit


def to_answer(session: Session, visit: Visit) -> Asked:
    """What a letter may be about; raises CaseError while nothing was asked."""
    found = asked(session, visit)
    if found is None:
        raise CaseError(NOTHING)
    return found


def late(session: Session, visit: Visit) -> Asked:
    """What the provider can still answer after the step is gone; raises CaseError, with what to do instead."""
    found = to_answer(session, visit)
    if found.step is not None:
        raise CaseError(OPEN)
    if found.answered:
        raise CaseError(ANSWERED)
    return found


def by_post(runtime: Runtime, viewer: Viewer, number: str, given: Given) -> bool:
    """Enter a letter; whether its postmark is in time. Raises Unknown, CaseError, Refused."""

    def work(session: Session) -> bool:
        visit, case = _locked(session, at_desk(session, viewer, number))
        to = to_answer(session, visit)
        return letters.keep(session, case, visit, to, given, channel="post", by_id=viewer.user_id).in_time

    in_time = runtime.step(work)
    runtime.wake()
    return in_time


def from_portal(runtime: Runtime, viewer: Viewer, case_no: str, number: str, given: Given) -> None:
    """Keep what the provider sends after its step is gone. Raises Unknown, CaseError, Refused."""

    def work(session: Session) -> None:
        visit, case = _locked(session, at_portal(session, viewer, case_no, number))
        letters.keep(
            session, case, visit, late(session, visit), given, channel="portal", by_id=viewer.user_id
        )

    runtime.step(work)
    runtime.wake()


def _locked(session: Session, visit: Visit) -> tuple[Visit, Case]:
    case = session.get_one(Case, visit.case_id, with_for_update=True)
    session.refresh(visit)
    return visit, case
