"""What procedures that are not built yet will do: their facts, written as those procedures will write them.

Withholding (第11条第2項) and revocation (第17条) have tables and projections already; their steps come later.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import outlines
from app.cases.runtime import Runtime
from app.registry import projection
from app.store.models.cases import Case
from app.store.models.certificates import Certificate, Term, TermEnd, Withholding
from app.store.models.services import ServiceName


def withhold(session: Session, case_no: str, asked: list[list[str]]) -> None:
    """Withhold the items that were asked for from the first publication on; before it, so that it applies."""
    no = session.execute(
        select(Certificate.no).join(Case, Case.id == Certificate.case_id).where(Case.case_no == case_no)
    ).scalar_one()
    for item_id, reason, _ in asked:
        session.add(
            Withholding(
                certificate_no=no,
                item_id=item_id,
                from_version=1,
                reason=reason,
                decided_on=clock.today(),
            )
        )


def revoke(runtime: Runtime, session: Session, service_id: int, told: dict[str, Any]) -> None:
    """End the term of a service's certificate and publish that (第17条第1項・第3項)."""
    term, edition_id = session.execute(
        select(Term, Case.edition_id)
        .join(Certificate, Certificate.no == Term.certificate_no)
        .join(Case, Case.id == Term.case_id)
        .where(Certificate.service_id == service_id)
    ).one()
    session.add(
        TermEnd(
            term_id=term.id,
            kind="revoked",
            effective_on=clock.today(),
            article=told["article"],
            reason=told["reason"],
            recorded_at=clock.now(),
        )
    )
    session.flush()
    projection.publish(
        session,
        certificate_no=term.certificate_no,
        act="revocation",
        article="第17条第3項",
        catalogue=outlines.of(runtime.forms.get(session, edition_id).catalogue()),
        on=clock.today(),
    )


def rename(session: Session, service_id: int, earlier: str, until: date) -> None:
    """Record the name that a service bore before; notices of change (第13条) will do it."""
    session.add(ServiceName(service_id=service_id, name=earlier, until=until))
