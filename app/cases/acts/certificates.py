"""第6条第5項・第9条: the certificate, its number, its mark and its first term."""

from typing import Any

from sqlalchemy import select

from app import clock
from app.cases import numbers
from app.cases.checks.decision import against_recorded
from app.cases.errors import Refused
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import certificate, validity
from app.outbox import queue
from app.store import history
from app.store.models.cases import Decision
from app.store.models.certificates import Certificate, Term


def grant(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Issue certificate and mark for a decided certification; the term runs by 第9条第1項."""
    session, case = context.session, context.case
    decision = session.scalar(select(Decision).where(Decision.case_id == case.id)) if case else None
    if case is None or decision is None or decision.result != "certified":
        raise Refused(certificate.issue_grounds("", (), certified=False))
    grounds = against_recorded(parts.forms, session, case, decision)
    if grounds:
        raise Refused(grounds)
    no = str(certificate.certificate_number(numbers.take(session, "certificate"), decision.decided_on))
    session.add(
        Certificate(
            no=no,
            service_id=case.service_id,
            provider_id=case.provider_id,
            case_id=case.id,
            first_certified_on=decision.decided_on,
        )
    )
    session.flush()
    until = validity.valid_until(decision.decided_on)
    why = validity.explain_valid_until(decision.decided_on)
    session.add(
        Term(
            certificate_no=no,
            number=1,
            case_id=case.id,
            certified_on=decision.decided_on,
            valid_from=decision.decided_on,
            valid_until=until,
            explanation=why.text.ja,
            explanation_en=why.text.en,
        )
    )
    case.stage = "decided"
    history.append(
        session,
        case,
        "granted",
        actor_id=context.actor_id,
        node=context.node.id,
        article=context.node.citation,
        data={"certificate_no": no, "valid_until": until.isoformat()},
    )
    queue.put(
        session, "certificate", f"certificate:{no}:1", {"certificate_no": no, "at": clock.today().isoformat()}
    )
    return {"certificate_no": no, "valid_until": until.isoformat()}
