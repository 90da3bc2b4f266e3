"""The applicant withdraws (AMB-30): a message to the case, at any time before the decision."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.cases import reasons
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import recounting
from app.cases.hearings.closing import abandon_all
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.procedures import Subscription
from app.store.viewer import Viewer

MESSAGE = "application.withdrawn"
TOO_LATE = Text(
    "決定の後は取り下げられません。事務局にお問い合わせください。",
    "After the decision an application cannot be withdrawn. Please contact the secretariat.",
)


def withdraw(runtime: Runtime, viewer: Viewer, case_no: str, reason: str) -> None:
    """Send the withdrawal of an own case; raises Unknown for another's, CaseError after the decision."""

    def send(session: Session) -> None:
        case = session.scalar(select(Case).where(Case.case_no == case_no).with_for_update())
        if case is None or case.provider_id not in viewer.provider_ids:
            raise Unknown(UNKNOWN)
        waits = session.scalar(
            select(Subscription.task_id).where(Subscription.name == MESSAGE, Subscription.key == case_no)
        )
        if waits is None:
            raise CaseError(TOO_LATE)
        payload = {"filed": case.filed_on is not None, "reason": reasons.whole(reason)}
        engine.send(session, case, MESSAGE, case_no, payload)
        # Members are to be asked nothing more, although the message is still on its way.
        abandon_all(session, case, by_id=viewer.user_id, reason="withdrawn")
        recounting.end(session, case)

    runtime.step(send)
    runtime.wake()
