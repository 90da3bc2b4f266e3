"""第15条第3項: the cost of a visit, told before it and invoiced at most as told. Only under 第15条第2項 (X16, X57)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import numbers
from app.cases.errors import Refused
from app.law import visits as law
from app.store.models.procedures import Submission
from app.store.models.visits import CostNotice, Visit


def last_notice(session: Session, visit: Visit) -> CostNotice | None:
    """The newest notice of a visit's cost."""
    return session.scalar(
        select(CostNotice).where(CostNotice.visit_id == visit.id).order_by(CostNotice.id.desc()).limit(1)
    )


def notice(session: Session, visit: Visit, amount: int, breakdown: str, by_id: int) -> CostNotice:
    """Tell a cost of `amount` yen before the visit, 0 takes back what was told; raises Refused (X16, X57)."""
    grounds = law.notice_grounds(visit.basis, clock.now(), visit.started_at)
    if grounds:
        raise Refused(grounds)
    told = CostNotice(
        visit_id=visit.id,
        basis=visit.basis,
        amount=amount,
        breakdown=breakdown,
        sent_at=clock.now(),
        sent_by=by_id,
    )
    session.add(told)
    session.flush()
    return told


def _begun(session: Session, visit: Visit) -> datetime | None:
    """When the visit began: as noted on the spot, or on an earlier day that its record names."""
    held_on = first_day(session, visit.case_id, visit.created_at)
    noted = visit.started_at
    if held_on is None or (noted is not None and held_on >= clock.date_in_japan(noted)):
        return noted
    return clock.start_of(held_on)


def first_day(session: Session, case_id: int, since: datetime) -> date | None:
    """The first day on which the visit begun at `since` was held, as its record says."""
    told = session.scalars(
        select(Submission.answers).where(
            Submission.case_id == case_id, Submission.node == "record_visit", Submission.at >= since
        )
    )
    days = [date.fromisoformat(each["held_on"]) for each in told if each.get("held_on")]
    return min(days, default=None)


def invoice(session: Session, visit: Visit, amount: int) -> CostNotice:
    """Invoice `amount` yen of a visit that was told before; raises Refused (X16, X57)."""
    told = last_notice(session, visit)
    grounds = law.cost_grounds(
        visit.basis,
        told.sent_at if told is not None else None,
        _begun(session, visit),
        amount,
        told.amount if told is not None else None,
    )
    if grounds or told is None:
        raise Refused(grounds)
    told.invoice_no = (
        f"S{clock.today():%Y%m}-{numbers.take(session, f'visit-invoice-{clock.today():%Y%m}'):04d}"
    )
    told.invoiced, told.invoiced_at = amount, clock.now()
    session.flush()
    return told
