"""How a case ends: with everything the law orders done, or by the applicant's withdrawal."""

from typing import Any, cast

from sqlalchemy import delete, select

from app import clock
from app.cases import notices
from app.cases.challenges import filing as challenges
from app.cases.errors import Refused
from app.cases.hearings import recounting
from app.cases.hearings.closing import abandon_all
from app.cases.parts import Parts
from app.cases.visits.closing import cancel_open
from app.engine import ActContext, StepFailed
from app.law import closing
from app.law.decision import Result
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case, Decision, Document, Notice, OpenApplication
from app.store.models.certificates import Certificate, RegistryVersion


def close(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Close a decided case; what 第6条第4項・第5項 and 第11条第1項 order must have been done (X18, X78, X79)."""
    session, case = context.session, context.case
    decision = session.scalar(select(Decision).where(Decision.case_id == case.id)) if case else None
    if case is None or decision is None:
        raise StepFailed(
            Text("決定のない案件は終えられません。", "A case without a decision cannot be closed.")
        )
    grounds = closing.case_grounds(_done(context, case, decision))
    if grounds:
        raise Refused(grounds)
    _end(context, case, decision.result, "published" if decision.result == "certified" else "closed")
    return {"result": decision.result}


def withdraw(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Record a withdrawal (AMB-30); a paid fee stays paid (第5条第2項)."""
    if context.case is None:
        raise LookupError("a withdrawal needs a case")
    cancel_open(context.session, context.case.id)
    if context.case.filed_on is not None:
        notices.send(parts, context, "withdrawn")
    _end(context, context.case, "withdrawn", "withdrawn")
    return {}


def _done(context: ActContext, case: Case, decision: Decision) -> closing.DecidedCase:
    session = context.session
    notices = session.scalars(select(Notice.kind).where(Notice.case_id == case.id)).all()
    files = session.scalars(select(Document.kind).where(Document.case_id == case.id)).all()
    published = session.scalar(
        select(RegistryVersion.id)
        .join(Certificate, Certificate.no == RegistryVersion.certificate_no)
        .where(Certificate.case_id == case.id)
        .limit(1)
    )
    return closing.DecidedCase(
        cast(Result, decision.result),
        notified=decision.result in notices,
        certificate_issued="certificate" in files and "certificate" in notices,
        mark_issued="mark" in files,
        published=published is not None,
    )


def _end(context: ActContext, case: Case, result: str, stage: str) -> None:
    abandon_all(context.session, case, by_id=context.actor_id, reason=result)
    recounting.end(context.session, case)
    challenges.end(context.session, case)
    case.result, case.stage, case.closed_at = result, stage, clock.now()
    context.session.execute(delete(OpenApplication).where(OpenApplication.case_id == case.id))
    history.append(
        context.session,
        case,
        "closed",
        actor_id=context.actor_id,
        node=context.node.id,
        data={"result": result},
    )
