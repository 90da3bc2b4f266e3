"""Finding a case by a whole number that somebody holds in hand: of the case, the arrival or the certificate."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.store.models.cases import Case, Fee
from app.store.models.certificates import Certificate
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

MOST = 20


def cases_with(session: Session, viewer: Viewer, number: str) -> list[str]:
    """The numbers of the visible cases that bear this number themselves, on a receipt, an invoice or a certificate."""
    rows = session.scalars(
        select(Case.case_no)
        .where(
            case_visible(viewer),
            or_(
                Case.case_no == number,
                Case.arrival_no == number,
                Case.id.in_(select(Certificate.case_id).where(Certificate.no == number)),
                Case.id.in_(select(Fee.case_id).where(Fee.invoice_no == number)),
            ),
        )
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    return list(rows)
