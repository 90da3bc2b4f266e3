"""Case files: heads, timelines, filings, documents, notices, dates — each for a viewer who may see the case."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.store.models.cases import (
    Assessment,
    Case,
    Correction,
    Deadline,
    Decision,
    Document,
    Fee,
    Filing,
    ItemValue,
    Notice,
    Suspect,
)
from app.store.models.certificates import Certificate, Term
from app.store.models.people import Provider, User
from app.store.models.procedures import Event, Instance, WorkItem
from app.store.models.services import Service
from app.store.models.visits import Visit
from app.store.reading.blind import event_told, knows_seats, step_told
from app.store.reading.finding import cases_with
from app.store.reading.visible import case_visible, visit_visible
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Head:
    """What identifies a case and where it stands."""

    id: int
    case_no: str
    process_id: str
    edition_id: int
    service: str
    service_url: str
    provider: str
    provider_id: int
    channel: str
    stage: str
    result: str | None
    arrival_no: str | None
    filed_on: date | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """A work item of a case: who does or did it, and until when."""

    id: int
    process_id: str
    node: str
    name: str
    name_en: str
    role: str
    state: str
    due_on: date | None
    who: str | None
    created_at: datetime
    done_at: datetime | None


def find(session: Session, viewer: Viewer, case_no: str) -> Head | None:
    """The case with that number, if the viewer may see it."""
    return _head(session, case_visible(viewer), Case.case_no == case_no)


def by_id(session: Session, viewer: Viewer, case_id: int) -> Head | None:
    """The case with that id, if the viewer may see it."""
    return _head(session, case_visible(viewer), Case.id == case_id)


def of_visit(session: Session, viewer: Viewer, visit_id: int) -> Head | None:
    """The case of a visit whose record the viewer may read: for what is written of the reading, not to be shown."""
    visit = exists().where(Visit.id == visit_id, Visit.case_id == Case.id, visit_visible(viewer))
    return _head(session, visit.correlate_except(Visit))


def of_item(session: Session, viewer: Viewer, item_id: int) -> Head | None:
    """The case of a work item that the viewer may do (app.cases.rights decides that first)."""
    case_id = session.scalar(select(WorkItem.case_id).where(WorkItem.id == item_id))
    return _head(session, case_visible(viewer), Case.id == case_id) if case_id is not None else None


def listed(
    session: Session,
    viewer: Viewer,
    *,
    grams: list[str] | None = None,
    before: int | None = None,
    only_open: bool = False,
    size: int = 50,
) -> tuple[list[Head], int | None]:
    """The cases a viewer may see, newest first, and the cursor of the next page."""
    query = _heads().where(case_visible(viewer))
    for gram in grams or []:
        query = query.where(Case.id.in_(cases_with(gram)))
    if only_open:
        query = query.where(Case.closed_at.is_(None))
    if before:
        query = query.where(Case.id < before)
    rows = [_as_head(row) for row in session.execute(query.order_by(Case.id.desc()).limit(size + 1))]
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def of_providers(session: Session, viewer: Viewer) -> list[Head]:
    """The applications of the viewer's own providers, newest first."""
    if not viewer.provider_ids:
        return []
    query = _heads().where(Case.provider_id.in_(sorted(viewer.provider_ids))).order_by(Case.id.desc())
    return [_as_head(row) for row in session.execute(query.limit(500))]


def steps(session: Session, viewer: Viewer, case: Head) -> list[Step]:
    """The work items of a visible case, in the order they came up; of other people's seats none are told."""
    rows = session.execute(
        select(WorkItem, User.name)
        .outerjoin(User, User.id == _who())
        .where(WorkItem.case_id == case.id, step_told(viewer))
        .order_by(WorkItem.id)
    )
    return [
        Step(
            item.id,
            item.process_id,
            item.node,
            item.name,
            item.name_en,
            item.role,
            item.state,
            None if item.due_on.year == 9999 else item.due_on,
            name,
            item.created_at,
            item.done_at,
        )
        for item, name in rows
    ]


def timeline(session: Session, viewer: Viewer, case: Head) -> list[tuple[Event, str | None]]:
    """The events of a visible case with the names of those who acted, oldest first; other people's seats apart."""
    rows = session.execute(
        select(Event, User.name)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.case_id == case.id, event_told(viewer))
        .order_by(Event.seq)
    )
    return [(event, name) for event, name in rows]


def filings(session: Session, case: Head) -> list[Filing]:
    """The revisions of what was filed, newest first."""
    return list(
        session.scalars(select(Filing).where(Filing.case_id == case.id).order_by(Filing.revision.desc()))
    )


def item_values(session: Session, filing: Filing) -> dict[str, dict[str, Any]]:
    """The item values of a revision as form answers, by item id."""
    rows = session.scalars(select(ItemValue).where(ItemValue.filing_id == filing.id))
    return {
        row.item_id: {
            "value": row.value,
            "na": row.not_applicable,
            "na_reason": row.reason if row.not_applicable else "",
            "as_of": row.as_of.isoformat() if row.as_of else None,
            **({"note": row.reason} if row.reason and not row.not_applicable else {}),
        }
        for row in rows
    }


def documents(session: Session, viewer: Viewer, case: Head) -> list[Document]:
    """The files of a visible case; a party sees those that are meant for it, minutes who knows the seats (第7条)."""
    query = select(Document).where(Document.case_id == case.id).order_by(Document.id)
    asked = viewer.is_("member") or viewer.is_("chair")
    if case.provider_id in viewer.provider_ids or not (viewer.staff or asked or viewer.is_("inspector")):
        query = query.where(Document.party_may_read)
    elif not (knows_seats(viewer) or asked):
        query = query.where(Document.kind != "minutes")
    return list(session.scalars(query))


def document(session: Session, viewer: Viewer, document_id: int) -> tuple[Document, Head] | None:
    """A file, if the viewer may see it and its case."""
    # One question for an unknown number and for a hidden one: what is not theirs takes as long as what is not there.
    visible = select(Document).join(Case, Case.id == Document.case_id).where(case_visible(viewer))
    found = session.scalar(visible.where(Document.id == document_id))
    head = _head(session, Case.id == found.case_id) if found is not None else None
    if found is None or head is None or found not in documents(session, viewer, head):
        return None
    return found, head


def notices(session: Session, case: Head) -> list[Notice]:
    """The letters of a visible case, newest first."""
    return list(session.scalars(select(Notice).where(Notice.case_id == case.id).order_by(Notice.id.desc())))


def deadlines(session: Session, case: Head) -> list[Deadline]:
    """The dates of a visible case with their explanations."""
    return list(
        session.scalars(select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.due_on))
    )


def fee(session: Session, case: Head) -> Fee | None:
    """The fee of a visible case."""
    return session.scalar(select(Fee).where(Fee.case_id == case.id))


def corrections(session: Session, case: Head) -> list[Correction]:
    """The requests for correction of a visible case, newest first."""
    return list(
        session.scalars(
            select(Correction).where(Correction.case_id == case.id).order_by(Correction.id.desc())
        )
    )


def assessments(session: Session, case: Head) -> list[Assessment]:
    """The reviewer's findings (for staff)."""
    return list(session.scalars(select(Assessment).where(Assessment.case_id == case.id)))


def suspects(session: Session, case: Head) -> list[Suspect]:
    """The hints under 第8条 (for staff), the strongest first."""
    return list(
        session.scalars(select(Suspect).where(Suspect.case_id == case.id).order_by(Suspect.score.desc()))
    )


def decision(session: Session, case: Head) -> tuple[Decision, str] | None:
    """The decision on a visible case and who took it."""
    row = session.execute(
        select(Decision, User.name).join(User, User.id == Decision.by_id).where(Decision.case_id == case.id)
    ).first()
    return (row[0], row[1]) if row is not None else None


def certificate(session: Session, case: Head) -> tuple[Certificate, Term] | None:
    """The certificate that came of a case, and its first term."""
    row = session.execute(
        select(Certificate, Term)
        .join(Term, Term.certificate_no == Certificate.no)
        .where(Certificate.case_id == case.id)
        .order_by(Term.number)
    ).first()
    return (row[0], row[1]) if row is not None else None


def instances(session: Session, case: Head) -> list[Instance]:
    """The running and finished instances of a case, without their state."""
    return list(session.scalars(select(Instance).where(Instance.case_id == case.id).order_by(Instance.id)))


def _who() -> Any:
    return func.coalesce(WorkItem.done_by, WorkItem.assignee_id)


def _heads() -> Any:
    return (
        select(Case, Service.name, Service.url, Provider.name)
        .join(Service, Service.id == Case.service_id)
        .join(Provider, Provider.id == Case.provider_id)
    )


def _head(session: Session, *conditions: Any) -> Head | None:
    row = session.execute(_heads().where(*conditions)).first()
    return _as_head(row) if row is not None else None


def _as_head(row: Any) -> Head:
    case, service, url, provider = row
    return Head(
        case.id,
        case.case_no,
        case.process_id,
        case.edition_id,
        service,
        url,
        provider,
        case.provider_id,
        case.channel,
        case.stage,
        case.result,
        case.arrival_no,
        case.filed_on,
        case.opened_at,
        case.closed_at,
    )
