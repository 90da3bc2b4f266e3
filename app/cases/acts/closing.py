"""How a case ends: with everything the law orders done, or by the applicant's withdrawal."""

from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.cases import notices
from app.cases.parts import Parts
from app.engine import ActContext, StepFailed
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case, Decision, Notice, OpenApplication
from app.store.models.certificates import Certificate, RegistryVersion


def close(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Close a decided case; what 第6条第4項・第5項 and 第11条第1項 order must have been done (X18, X78, X79)."""
    session, case = context.session, context.case
    decision = session.scalar(select(Decision).where(Decision.case_id == case.id)) if case else None
    if case is None or decision is None:
        raise StepFailed(
            Text("決定のない案件は終えられません。", "A case without a decision cannot be closed.")
        )
    notified = session.scalar(
        select(Notice.id).where(Notice.case_id == case.id, Notice.article == "第6条第4項")
    )
    if notified is None:
        raise StepFailed(
            Text("結果の通知がまだです（第6条第4項）。", "The result has not been notified (Art. 6(4)).")
        )
    if decision.result == "certified":
        _require_issue(context, case)
    _end(context, case, decision.result, "published" if decision.result == "certified" else "closed")
    return {"result": decision.result}


def withdraw(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Record a withdrawal (AMB-30); a paid fee stays paid (第5条第2項)."""
    if context.case is None:
        raise LookupError("a withdrawal needs a case")
    if context.case.filed_on is not None:
        notices.send(parts, context, "withdrawn")
    _end(context, context.case, "withdrawn", "withdrawn")
    return {}


def _require_issue(context: ActContext, case: Case) -> None:
    certificate = context.session.scalar(select(Certificate).where(Certificate.case_id == case.id))
    if certificate is None:
        raise StepFailed(
            Text(
                "認定証と認定マークがまだ交付されていません（第6条第5項）。",
                "Certificate and mark have not been issued (Art. 6(5)).",
            )
        )
    published = context.session.scalar(
        select(RegistryVersion.id).where(RegistryVersion.certificate_no == certificate.no).limit(1)
    )
    if published is None:
        raise StepFailed(
            Text(
                "登録簿への公表がまだです（第11条第1項）。",
                "The service has not been published (Art. 11(1)).",
            )
        )


def _end(context: ActContext, case: Case, result: str, stage: str) -> None:
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
