"""Site visits as lists show them: one's own as an inspector, and those of cases that one sees."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.store.models.cases import Case
from app.store.models.people import Provider
from app.store.models.services import Service
from app.store.models.visits import Visit, VisitMember
from app.store.reading.visible import case_visible, visit_visible
from app.store.viewer import Viewer

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A visit in a list; `own`: the viewer is on its team."""

    visit: Visit
    number: str
    case_no: str
    service: str
    provider: str
    state: str
    basis: str
    site: str
    agreed_on: date | None
    agreed_time: str
    lead: bool
    own: bool


def listed(session: Session, viewer: Viewer) -> list[Row]:
    """The visits of the viewer's team, and for reviewers and deciders those of their cases, the next day first."""
    own = VisitMember.state == "clear"
    shown = own if not (viewer.is_("reviewer") or viewer.is_("decider")) else or_(own, Visit.id.is_not(None))
    query = (
        select(
            Visit,
            Case.case_no,
            Service.name,
            Provider.name,
            func.coalesce(VisitMember.lead, False),
            func.coalesce(own, False),
        )
        .join(Case, Case.id == Visit.case_id)
        .join(Service, Service.id == Case.service_id)
        .join(Provider, Provider.id == Case.provider_id)
        .outerjoin(VisitMember, (VisitMember.visit_id == Visit.id) & (VisitMember.user_id == viewer.user_id))
        .where(visit_visible(viewer), shown)
        .order_by(Visit.agreed_on.is_(None), Visit.agreed_on.desc(), Visit.id.desc())
        .limit(MOST)
    )
    return [
        Row(
            visit,
            visit.number,
            case_no,
            service,
            provider,
            visit.state,
            visit.basis,
            visit.site,
            visit.agreed_on,
            visit.agreed_time,
            bool(lead),
            bool(mine),
        )
        for visit, case_no, service, provider, lead, mine in session.execute(query)
    ]


def own(session: Session, viewer: Viewer, case_id: int) -> str | None:
    """The number of the newest visit of a case on whose team the viewer is, without an interest."""
    return session.scalar(
        select(Visit.number)
        .join(Case, Case.id == Visit.case_id)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(
            Visit.case_id == case_id,
            VisitMember.user_id == viewer.user_id,
            VisitMember.state == "clear",
            case_visible(viewer),
        )
        .order_by(Visit.id.desc())
        .limit(1)
    )


def own_by_case(session: Session, viewer: Viewer) -> dict[str, str]:
    """The numbers of the viewer's newest visits by the number of their case, as far as the viewer sees them."""
    rows = session.execute(
        select(Case.case_no, Visit.number)
        .join(Visit, Visit.case_id == Case.id)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(VisitMember.user_id == viewer.user_id, VisitMember.state == "clear", case_visible(viewer))
        .order_by(Visit.id)
    )
    return {case_no: number for case_no, number in rows}


def of_case(session: Session, case_id: int) -> list[Visit]:
    """The visits of a case that the caller has found visible, the oldest first."""
    return list(session.scalars(select(Visit).where(Visit.case_id == case_id).order_by(Visit.id)))
