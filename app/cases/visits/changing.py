"""A visit whose day is set changes: an inspector cannot go, the site or the day is another. A person decides how."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.cases import reasons
from app.cases.errors import NOT_YOURS, CaseError, NotYours
from app.cases.runtime import Runtime
from app.cases.visits import access
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.procedures import Subscription
from app.store.viewer import Viewer

MESSAGE = "visit.changed"
TOO_LATE = Text(
    "日程が決まってから記録を確定するまでの間だけ変更できます。",
    "A visit can be changed between the agreement on its day and the closing of its record.",
)
NO_REASON = Text("変更する理由を書いてください。", "Give the reason for the change.")


def change(runtime: Runtime, viewer: Viewer, number: str, reason: str) -> None:
    """Take the visit back to the reviewer's judgement; new inspectors will declare, and the provider is told.

    Raises NotYours for anybody but reviewers and deciders of the case, CaseError outside of that time.
    """

    def work(session: Session) -> None:
        visit, _ = access.readable(session, viewer, number)
        if not viewer.staff:
            raise NotYours(NOT_YOURS)
        case = session.get_one(Case, visit.case_id, with_for_update=True)
        waits = session.scalar(
            select(Subscription.task_id).where(Subscription.name == MESSAGE, Subscription.key == number)
        )
        if waits is None:
            raise CaseError(TOO_LATE)
        if not reason.strip():
            raise CaseError(NO_REASON)
        history.append(
            session,
            case,
            "visit_changed",
            actor_id=viewer.user_id,
            node="site_inspection",
            reason=reasons.whole(reason),
            data={"visit": number},
        )
        engine.send(session, case, MESSAGE, number, {})

    runtime.step(work)
    runtime.wake()
